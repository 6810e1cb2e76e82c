using System.Text.Json;

namespace Healthcare.Fhir;

/// <summary>One parsed resource with everything it holds, known or not.</summary>
public sealed class FhirDocument
{
    internal FhirDocument(JsonElement json, string resourceType)
    {
        Json = json;
        ResourceType = resourceType;
    }

    public JsonElement Json { get; }

    /// <summary>As sent; only compare it, do not repeat it in messages.</summary>
    public string ResourceType { get; }

    /// <summary>The resource as an element without a bundle around it: only contained resources resolve.</summary>
    public FhirElement Root => new(Json, FhirPaths.Root(Json), new FhirScope(null, Json, FhirPaths.Root(Json), null, null));

    /// <summary>The whole resource as UTF-8 JSON, unknown elements included.</summary>
    public ReadOnlyMemory<byte> ToUtf8() => Json.ToUtf8();
}

internal static class FhirPaths
{
    // A name in a path must be safe to log: member names come from outside.
    public static string Safe(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? name : "?";

    public static string Root(JsonElement resource) => Safe(TypeOf(resource) ?? "Resource");

    public static string? TypeOf(JsonElement resource) =>
        resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty("resourceType", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : null;
}
