using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Healthcare.Fhir.Validation;

// The formats of the R4 primitive types, each told in one pass over its text.
internal static class Primitives
{
    private const int MaxText = 1024 * 1024;
    private static readonly SearchValues<char> Control = SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c).Where(c => c is not ('\t' or '\n' or '\r'))]);

    public static bool Knows(string type) => Array.IndexOf(Names, type) >= 0;

    private static readonly string[] Names =
    [
        "base64Binary", "boolean", "canonical", "code", "date", "dateTime", "decimal", "id", "instant", "integer", "markdown", "oid", "positiveInt", "string", "time",
        "unsignedInt", "uri", "url", "uuid", "xhtml",
    ];

    /// <summary>Null when the value is one of that type, else what it should have been.</summary>
    public static string? Fault(string type, JsonElement value) => type switch
    {
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false",
        "decimal" => value.ValueKind == JsonValueKind.Number ? null : "a number",
        "integer" => IsInteger(value, int.MinValue) ? null : "a 32-bit whole number",
        "unsignedInt" => IsInteger(value, 0) ? null : "a whole number from 0",
        "positiveInt" => IsInteger(value, 1) ? null : "a whole number from 1",
        _ when value.ValueKind != JsonValueKind.String => "a string",
        "base64Binary" => IsBase64(JsonMarshal.GetRawUtf8Value(value)[1..^1], value) ? null : "base64",
        _ when JsonMarshal.GetRawUtf8Value(value).Length > MaxText => "at most 1 MiB of text",
        _ => value.GetString() is { Length: > 0 } text && IsText(type, text) ? null : Meaning(type),
    };

    private static bool IsText(string type, string text) => type switch
    {
        "code" => text[0] != ' ' && text[^1] != ' ' && !text.Contains("  ", StringComparison.Ordinal) && !text.Any(c => c != ' ' && char.IsWhiteSpace(c)),
        "id" => text.Length <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'),
        "date" => FhirDate.Parse(text) is { Precision: not FhirPrecision.Time },
        "dateTime" => FhirDate.Parse(text) is not null,
        "instant" => FhirDate.Parse(text) is { Precision: FhirPrecision.Time },
        "time" => text.Length <= 32 && FhirDate.Parse($"2000-01-01T{text}Z") is not null,
        "oid" => text.StartsWith("urn:oid:", StringComparison.Ordinal) && text.Length > 10 && text[8] is >= '0' and <= '2' && text[9] == '.' && text[10..].Split('.').All(IsArc),
        "uuid" => text.StartsWith("urn:uuid:", StringComparison.Ordinal) && text.Length == 45 && Guid.TryParseExact(text[9..], "D", out _) && !text.Any(char.IsAsciiLetterUpper),
        "uri" or "url" or "canonical" => !text.Any(char.IsWhiteSpace),
        _ => !text.AsSpan().ContainsAny(Control),
    };

    private static bool IsArc(string arc) => arc.Length > 0 && arc.All(char.IsAsciiDigit) && (arc.Length == 1 || arc[0] != '0');

    private static bool IsInteger(JsonElement value, int least) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least;

    // Groups of four with white space between them, however long.
    private static bool IsBase64(ReadOnlySpan<byte> raw, JsonElement value)
    {
        if (raw.Contains((byte)'\\'))
        {
            var text = value.GetString() ?? "";
            return text.Length > 0 && System.Buffers.Text.Base64.IsValid(text.AsSpan());
        }

        return raw.Length > 0 && System.Buffers.Text.Base64.IsValid(raw);
    }

    private static string Meaning(string type) => type switch
    {
        "date" => "a date (yyyy, yyyy-MM or yyyy-MM-dd)",
        "dateTime" => "a date, or a date and time with seconds and zone",
        "instant" => "a date and time with seconds and zone",
        "time" => "a time (hh:mm:ss)",
        "id" => "1 to 64 letters, digits, dashes or dots",
        "code" => "a code without outer or double spaces",
        "oid" => "urn:oid: and a number",
        "uuid" => "urn:uuid: and a lower-case GUID",
        "uri" or "url" or "canonical" => "a uri without spaces",
        _ => "text that is not empty",
    };
}
