using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Healthcare.EventStore;

/// <summary>
/// The RFC 8785 form of JSON: members in UTF-16 order, no white space, shortest escapes. Numbers must be integers within 2^53 (amounts are decimal strings),
/// so that no floating point is ever canonicalised and what jsonb gives back canonicalises to the same bytes.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = new Rfc8785Encoder(), SkipValidation = true };

    public static void Write(JsonElement element, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        Write(element, writer);
    }

    internal static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, WriterOptions);

    internal static void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                var members = new List<JsonProperty>();
                foreach (var member in element.EnumerateObject()) members.Add(member);
                members.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
                foreach (var member in members)
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray()) Write(item, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(element.GetString());
                break;
            case JsonValueKind.Number:
                if (!element.TryGetInt64(out var number) || Math.Abs(number) > 1L << 53)
                    throw new InvalidOperationException("A number in an event is a whole number within 2^53; write amounts as decimal strings.");
                writer.WriteNumberValue(number);
                break;
            case JsonValueKind.True:
                writer.WriteBooleanValue(true);
                break;
            case JsonValueKind.False:
                writer.WriteBooleanValue(false);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    /// <summary>Escapes only quote, backslash and control characters, these in their short form where there is one (RFC 8785, 3.2.2.2).</summary>
    private sealed class Rfc8785Encoder : JavaScriptEncoder
    {
        public override int MaxOutputCharactersPerInputCharacter => 6;

        public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
        {
            for (var i = 0; i < textLength; i++)
            {
                if (WillEncode(text[i])) return i;
            }

            return -1;
        }

        public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\';

        public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
        {
            Span<char> output = new(buffer, bufferLength);
            var brief = unicodeScalar switch
            {
                '"' => '"',
                '\\' => '\\',
                '\b' => 'b',
                '\t' => 't',
                '\n' => 'n',
                '\f' => 'f',
                '\r' => 'r',
                _ => '\0',
            };
            numberOfCharactersWritten = 0;
            if (brief != '\0')
            {
                if (output.Length < 2) return false;
                output[0] = '\\';
                output[1] = brief;
                numberOfCharactersWritten = 2;
                return true;
            }

            if (output.Length < 6) return false;
            "\\u00".CopyTo(output);
            output[4] = (char)('0' + (unicodeScalar >> 4));
            output[5] = "0123456789abcdef"[unicodeScalar & 0xF];
            numberOfCharactersWritten = 6;
            return true;
        }
    }
}
