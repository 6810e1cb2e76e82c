using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Healthcare.ServiceDefaults;

/// <summary>An example for every JSON body, made from its schema, so that it can not drift from it; what a word stands for is in <see cref="ExampleWords"/>.</summary>
internal static class BodyExamples
{
    private const int Deepest = 8;

    public static void Add(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(p => p.Operations ?? []).Select(o => o.Value))
        {
            foreach (var media in (operation.RequestBody?.Content?.Values ?? []).Concat(operation.Responses?.Where(r => r.Key.StartsWith('2')).SelectMany(r => r.Value.Content?.Values ?? []) ?? []))
            {
                if (media.Schema is { Format: not "binary" } schema) media.Example ??= Of(schema, "", 0);
            }
        }
    }

    private static JsonNode? Of(IOpenApiSchema schema, string name, int depth)
    {
        if (schema is OpenApiSchemaReference { Target: { } target }) return Of(target, name, depth + 1);
        if (Choices(schema) is { } choice) return Of(choice, name, depth + 1);
        if (schema.Enum is { Count: > 0 } values) return values[0].DeepClone();
        var type = (schema.Type ?? JsonSchemaType.Object) & ~JsonSchemaType.Null;
        if (type.HasFlag(JsonSchemaType.Array)) return depth > Deepest || schema.Items is null ? new JsonArray() : new JsonArray(Of(schema.Items, Singular(name), depth + 1));
        if (type.HasFlag(JsonSchemaType.Boolean)) return true;
        if (type.HasFlag(JsonSchemaType.String)) return Word(schema, name);
        if (type.HasFlag(JsonSchemaType.Integer)) return ExampleWords.Number(name);
        if (type.HasFlag(JsonSchemaType.Number)) return 125.50m;
        var made = new JsonObject();
        if (depth > Deepest) return made;
        foreach (var (property, of) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)) made[property] = Of(of, name == "missing" && property == "code" ? "item" : property, depth + 1);
        return made;
    }

    private static IOpenApiSchema? Choices(IOpenApiSchema schema) =>
        new[] { schema.OneOf, schema.AnyOf, schema.AllOf }.SelectMany(s => s ?? []).FirstOrDefault(s => s.Type != JsonSchemaType.Null);

    private static JsonNode Word(IOpenApiSchema schema, string name) => schema.Format switch
    {
        "uuid" => "01932b6c-8f4e-7c3d-9a5b-2e1f0a6d4c8b",
        "date-time" => "2026-03-02T14:30:00+00:00",
        "date" => "2026-03-16",
        "duration" => "P1D",
        _ => ExampleWords.Text(name),
    };

    // "diagnoses" becomes "diagnos": a stem is enough to find the word by.
    private static string Singular(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) ? $"{name[..^3]}y" : name.EndsWith("ses", StringComparison.Ordinal) ? name[..^2] : name.EndsWith('s') ? name[..^1] : name;
}
