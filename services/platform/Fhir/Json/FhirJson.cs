using System.Text.Json;
using System.Text.Unicode;

namespace Healthcare.Fhir;

/// <summary>Reads bytes as a FHIR JSON resource; anything else becomes a fault, never an exception.</summary>
public static class FhirJson
{
    private static ReadOnlySpan<byte> Utf8Bom => [0xEF, 0xBB, 0xBF];

    /// <summary>Parses one resource; its bytes are copied, so the caller's buffer may be reused.</summary>
    public static FhirRead<FhirDocument> Parse(ReadOnlyMemory<byte> utf8, FhirLimits? limits = null)
    {
        var bounds = limits ?? FhirLimits.Default;
        return utf8.Length > bounds.MaxBytes ? TooLarge(bounds) : Parse(utf8, bounds, static (body, options) => JsonElement.Parse(body.Span, options));
    }

    /// <summary>Parses one resource from a stream without reading past the size limit.</summary>
    public static async ValueTask<FhirRead<FhirDocument>> ParseAsync(Stream body, FhirLimits? limits, CancellationToken cancel)
    {
        var bounds = limits ?? FhirLimits.Default;
        var held = new byte[Math.Min(bounds.MaxBytes, 81_920) + 1];
        var length = 0;
        for (var got = await body.ReadAsync(held, cancel); got > 0; got = await body.ReadAsync(held.AsMemory(length), cancel))
        {
            length += got;
            if (length > bounds.MaxBytes) return TooLarge(bounds);
            // One byte above the limit, so that a body of exactly the limit still sees its end.
            if (length == held.Length) Array.Resize(ref held, (int)Math.Min(held.Length * 2L, bounds.MaxBytes + 1L));
        }

        // Nobody else has this buffer, so it need not be copied; the document is never disposed and is collected with its elements.
        return Parse(held.AsMemory(0, length), bounds, static (owned, options) => JsonDocument.Parse(owned, options).RootElement);
    }

    private static FhirRead<FhirDocument> Parse(ReadOnlyMemory<byte> utf8, FhirLimits bounds, Func<ReadOnlyMemory<byte>, JsonDocumentOptions, JsonElement> parse)
    {
        if (utf8.Span.StartsWith(Utf8Bom)) utf8 = utf8[Utf8Bom.Length..];
        var body = utf8.Span;
        if (LooksLikeXml(body)) return Fault(FhirFault.Xml, "not-supported", "xml-not-supported", "The body is XML; send application/fhir+json.");
        if (!Utf8.IsValid(body)) return Fault(FhirFault.NotJson, "structure", "not-json", "The body is not valid UTF-8.");
        try
        {
            if (Inspect(body, bounds) is { } refused) return refused;
            return Accept(parse(utf8, new JsonDocumentOptions { MaxDepth = bounds.MaxDepth, AllowDuplicateProperties = false }));
        }
        catch (JsonException at)
        {
            return Fault(FhirFault.NotJson, "structure", "not-json", $"The body is not valid JSON (line {at.LineNumber + 1}, byte {at.BytePositionInLine}).");
        }
    }

    private static FhirRead<FhirDocument> Accept(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return Fault(FhirFault.NotFhir, "structure", "not-fhir", "A FHIR resource is a JSON object.");
        if (!json.TryGetProperty("resourceType", out var type) || type.ValueKind != JsonValueKind.String || type.GetString() is not { Length: > 0 } name)
            return Fault(FhirFault.NotFhir, "structure", "not-fhir", "The JSON has no resourceType, so it is not a FHIR resource.");
        return FhirRead.Of(new FhirDocument(json, name), []);
    }

    // One pass without allocation: depth, token count, and escapes that no string could hold (a lone surrogate), which GetString would throw on.
    private static FhirRead<FhirDocument>? Inspect(ReadOnlySpan<byte> body, FhirLimits bounds)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Math.Max(bounds.MaxDepth + 1, 1000) });
        var tokens = 0;
        while (reader.Read())
        {
            if (reader.CurrentDepth >= bounds.MaxDepth)
                return Fault(FhirFault.TooDeep, "too-costly", "too-deep", $"The JSON is nested deeper than {bounds.MaxDepth} levels.");
            if (++tokens > bounds.MaxTokens)
                return Fault(FhirFault.TooLarge, "too-costly", "too-large", $"The JSON has more than {bounds.MaxTokens} values.");
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && HasLoneSurrogate(reader.ValueSpan))
                return Fault(FhirFault.NotJson, "structure", "not-json", "The body holds an escape that is no character.");
        }

        return null;
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<byte> text)
    {
        var high = false;
        for (var at = 0; at < text.Length; at++)
        {
            var unit = -1;
            if (text[at] == '\\' && text[at + 1] == 'u')
            {
                unit = Hex(text.Slice(at + 2, 4));
                at += 5;
            }
            else if (text[at] == '\\')
            {
                at++;
            }

            var low = unit is >= 0xDC00 and <= 0xDFFF;
            if (high != low) return true;
            high = unit is >= 0xD800 and <= 0xDBFF;
        }

        return high;
    }

    private static int Hex(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits) value = (value << 4) | Convert.ToInt32(char.ToString((char)digit), 16);
        return value;
    }

    private static bool LooksLikeXml(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && body[start] == '<';
    }

    private static FhirRead<FhirDocument> TooLarge(FhirLimits bounds) =>
        Fault(FhirFault.TooLarge, "too-long", "too-large", $"The body is larger than {bounds.MaxBytes} bytes.");

    private static FhirRead<FhirDocument> Fault(FhirFault fault, string code, string detail, string diagnostics) =>
        FhirRead.Failed<FhirDocument>(fault, new FhirIssue(FhirSeverity.Fatal, code, null, diagnostics) { Detail = detail });
}
