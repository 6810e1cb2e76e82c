using System.Text.Json;

namespace Healthcare.Fhir.Validation;

// A value set whose codes are all known: code system and codes, compared together.
internal sealed class CodeList
{
    private readonly Dictionary<string, HashSet<string>> _codes = new(StringComparer.Ordinal);

    public void Add(string system, IEnumerable<string> codes) => _codes[system] = [.. codes];

    public bool HasCode(string code) => _codes.Values.Any(c => c.Contains(code));

    /// <summary>True unless the value surely lies outside: a code, a coding, a quantity's unit, or any coding of a concept.</summary>
    public bool Holds(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { } code && HasCode(code),
        JsonValueKind.Object when value.TryGetProperty("coding", out var codings) => codings.ValueKind == JsonValueKind.Array && codings.EnumerateArray().Any(HoldsCoding),
        JsonValueKind.Object => HoldsCoding(value),
        _ => true,
    };

    private bool HoldsCoding(JsonElement coding) =>
        coding.TextAt("system") is { } system && coding.TextAt("code") is { } code && _codes.TryGetValue(system, out var codes) && codes.Contains(code);
}
