using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Healthcare.Fhir;

// JSON of the R4 data types; members that would be empty are left out, because FHIR forbids empty elements.
internal static class FhirWriting
{
    // A writer, not the serializer: that one stops at 64 levels, and a notification nests a whole bundle.
    public static byte[] ToUtf8(this JsonObject json) => Write(writer => json.WriteTo(writer));

    public static byte[] ToUtf8(this JsonElement json) => Write(json.WriteTo);

    public static JsonObject? Copy(FhirElement element) => element.Json.ValueKind == JsonValueKind.Object ? JsonObject.Create(element.Json) : null;

    public static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);

    public static JsonObject With(this JsonObject json, string name, JsonNode? value)
    {
        if (value is not (null or JsonArray { Count: 0 } or JsonObject { Count: 0 })) json[name] = value;
        return json;
    }

    public static JsonObject WithEach(this JsonObject json, string name, IEnumerable<JsonNode?> items) => json.With(name, Array(items));

    public static JsonObject Coding(Coding coding) => new JsonObject()
        .With("system", coding.System).With("code", coding.Code).With("display", coding.Display);

    public static JsonObject Concept(params IEnumerable<Coding> codings) => new JsonObject().WithEach("coding", codings.Select(Coding));

    public static JsonObject Concept(CodeableConcept concept) => Concept(concept.Codings).With("text", concept.Text);

    public static JsonObject Identifier(Identifier identifier)
    {
        var json = new JsonObject();
        if (identifier.Type is { } type) json["type"] = Concept(type);
        return json.With("system", identifier.System).With("value", identifier.Value);
    }

    public static JsonObject Reference(string literal) => new() { ["reference"] = literal };

    public static JsonObject Reference(Reference reference)
    {
        var json = new JsonObject().With("reference", reference.Literal).With("type", reference.Type);
        if (reference.Identifier is { } identifier) json["identifier"] = Identifier(identifier);
        return json.With("display", reference.Display);
    }

    public static JsonObject Period(FhirDate? start, FhirDate? end) => new JsonObject().With("start", start?.Text).With("end", end?.Text);

    public static JsonObject Quantity(Quantity quantity) => new JsonObject { ["value"] = quantity.Value }
        .With("unit", quantity.Unit).With("system", quantity.System).With("code", quantity.Code);

    public static JsonObject Name(HumanName name) => new JsonObject()
        .With("use", name.Use).With("text", name.Text).With("family", name.Family)
        .WithEach("given", name.Given.Select(Text)).WithEach("prefix", name.Prefix.Select(Text)).WithEach("suffix", name.Suffix.Select(Text));

    public static JsonObject Address(Address address) => new JsonObject()
        .WithEach("line", address.Lines.Select(Text)).With("city", address.City).With("state", address.State)
        .With("postalCode", address.PostalCode).With("country", address.Country);

    public static JsonObject Contact(ContactPoint contact) => new JsonObject()
        .With("system", contact.System).With("value", contact.Value).With("use", contact.Use);

    public static JsonObject Extension(string url, string value, JsonNode? content) => new() { ["url"] = url, [value] = content };

    public static JsonNode? Text(string text) => JsonValue.Create(text);

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
