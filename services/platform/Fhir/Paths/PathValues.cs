using System.Globalization;
using System.Text.Json;

namespace Healthcare.Fhir.Paths;

// Values of FHIRPath as JSON: what is computed becomes JSON too, so that there is one kind of value.
internal static class PathValues
{
    public static readonly IReadOnlyList<JsonElement> Empty = [];
    public static readonly IReadOnlyList<JsonElement> True = [JsonElement.Parse("true")];
    public static readonly IReadOnlyList<JsonElement> False = [JsonElement.Parse("false")];

    public static IReadOnlyList<JsonElement> Of(bool? value) => value switch
    {
        true => True,
        false => False,
        null => Empty,
    };

    public static IReadOnlyList<JsonElement> Of(decimal? value) => value is { } number ? [JsonSerializer.SerializeToElement(number)] : Empty;

    public static IReadOnlyList<JsonElement> Of(string? value) => value is null ? Empty : [JsonSerializer.SerializeToElement(value)];

    /// <summary>Singleton evaluation: empty is neither true nor false, a single value that is no boolean is true.</summary>
    public static bool? Truth(IReadOnlyList<JsonElement> values) => values switch
    {
        [] => null,
        [{ ValueKind: JsonValueKind.False }] => false,
        _ => true,
    };

    public static string? Text(IReadOnlyList<JsonElement> values) => values is [{ } one] ? Text(one) : null;

    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    public static decimal? Number(IReadOnlyList<JsonElement> values) =>
        values is [{ ValueKind: JsonValueKind.Number } one] && one.TryGetDecimal(out var number) ? number : null;

    public static bool? Equal(IReadOnlyList<JsonElement> left, IReadOnlyList<JsonElement> right)
    {
        if (left.Count == 0 || right.Count == 0) return null;
        return left.Count == right.Count && left.Zip(right).All(p => Same(p.First, p.Second));
    }

    public static bool Same(JsonElement left, JsonElement right) => (left.ValueKind, right.ValueKind) switch
    {
        (JsonValueKind.String, JsonValueKind.String) => left.ValueEquals(right.GetString()),
        (JsonValueKind.Object, JsonValueKind.Object) => JsonElement.DeepEquals(left, right),
        (JsonValueKind.Number, JsonValueKind.Number) => left.TryGetDecimal(out var one) && right.TryGetDecimal(out var other) ? one == other : left.GetRawText() == right.GetRawText(),
        var (one, other) => one == other,
    };

    /// <summary>Below zero, zero, above zero; null when FHIRPath cannot tell, as of two dates of unlike precision that agree as far as they go.</summary>
    public static int? Compare(IReadOnlyList<JsonElement> left, IReadOnlyList<JsonElement> right)
    {
        if (Number(left) is { } one && Number(right) is { } other) return one.CompareTo(other);
        if (Text(left) is not { } first || Text(right) is not { } second) return null;
        return FhirDate.Parse(first) is { } from && FhirDate.Parse(second) is { } to ? CompareDates(from, to) : string.CompareOrdinal(first, second);
    }

    public static string Key(JsonElement value) => value.ValueKind == JsonValueKind.String ? $"\"{value.GetString()}" : value.GetRawText();

    public static IReadOnlyList<JsonElement> Distinct(IEnumerable<JsonElement> values)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. values.Where(v => seen.Add(Key(v)))];
    }

    public static decimal? ToInteger(IReadOnlyList<JsonElement> values) =>
        int.TryParse(Text(values), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? CompareDates(FhirDate left, FhirDate right)
    {
        if (left.Instant is { } from && right.Instant is { } to) return from.CompareTo(to);
        // yyyy-MM-dd orders as text, as far as both go.
        var length = Math.Min(10, Math.Min(left.Text.Length, right.Text.Length));
        var order = string.CompareOrdinal(left.Text, 0, right.Text, 0, length);
        return order == 0 && left.Precision != right.Precision ? null : order;
    }
}
