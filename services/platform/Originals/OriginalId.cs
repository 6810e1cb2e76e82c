using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Healthcare.Originals;

/// <summary>Names an original; the only thing about it that an event holds.</summary>
[JsonConverter(typeof(OriginalIdJson))]
public readonly record struct OriginalId(Guid Value) : IParsable<OriginalId>
{
    public static OriginalId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OriginalId result)
    {
        var parsed = Guid.TryParse(s, provider, out var id);
        result = new OriginalId(id);
        return parsed;
    }

    public override string ToString() => Value.ToString("D");
}

internal sealed class OriginalIdJson : JsonConverter<OriginalId>
{
    public override OriginalId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, OriginalId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
