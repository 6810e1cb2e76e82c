using System.Globalization;
using System.Text.Json;

namespace Healthcare.Audit.Trail;

/// <summary>Reads what other services recorded, as opaque JSON: what is not there, or not of the form, is absent.</summary>
internal static class TrailData
{
    public static string? Text(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static DateTimeOffset? Time(JsonElement data, string name) =>
        Text(data, name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    public static int? Number(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    public static Guid? Id(JsonElement data, string name) => Text(data, name) is { } text && Guid.TryParse(text, out var id) ? id : null;

    public static JsonElement? Member(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    public static IEnumerable<JsonElement> List(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    /// <summary>The text at a path such as <c>decision.action</c>.</summary>
    public static string? TextAt(JsonElement data, string path)
    {
        var at = data;
        foreach (var name in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return null;
        }

        return at.ValueKind == JsonValueKind.String ? at.GetString() : null;
    }
}
