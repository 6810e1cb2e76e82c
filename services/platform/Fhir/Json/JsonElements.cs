using System.Text.Json;

namespace Healthcare.Fhir;

internal static class JsonElements
{
    public static string? TextAt(this JsonElement at, string name) => at.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The member of that name, or an undefined element.</summary>
    public static JsonElement Member(this JsonElement at, string name) => at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var member) ? member : default;

    /// <summary>The items of an array, the one value that is none, or nothing.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement at) => at.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.Array => at.EnumerateArray(),
        _ => [at],
    };
}
