using System.Text.Json;

namespace Healthcare.Fhir;

// Reference resolution of FHIR R4 bundle.html#references: fullUrl, relative to the entry's base, urn:uuid, and contained #id.
internal static class References
{
    public static FhirElement Resolve(string literal, FhirScope scope, string path)
    {
        if (literal.StartsWith('#')) return Contained(literal[1..], scope, path);
        return scope.Bundle?.Find(literal, scope.FullUrl, scope.Trace) ?? new FhirElement(default, path, scope);
    }

    // A reference may name a version; the bundle holds the resource, not its history.
    public static string Unversioned(string literal)
    {
        var version = literal.IndexOf("/_history/", StringComparison.Ordinal);
        var bare = version < 0 ? literal : literal[..version];
        var fragment = bare.IndexOf('#', StringComparison.Ordinal);
        return fragment > 0 ? bare[..fragment] : bare;
    }

    public static bool IsRelative(string literal) => !literal.Contains(':', StringComparison.Ordinal);

    // [base]/Type/id gives [base]/ .
    public static string? BaseOf(string? fullUrl)
    {
        if (fullUrl is null || !fullUrl.StartsWith("http", StringComparison.Ordinal)) return null;
        var id = fullUrl.LastIndexOf('/');
        var type = id > 0 ? fullUrl.LastIndexOf('/', id - 1) : -1;
        return type > "https://".Length ? fullUrl[..(type + 1)] : null;
    }

    // The last two segments of a url or relative reference: Type/id.
    public static string? TypeAndId(string literal)
    {
        var id = literal.LastIndexOf('/');
        if (id <= 0) return null;
        var type = literal.LastIndexOf('/', id - 1);
        return literal[(type + 1)..];
    }

    private static FhirElement Contained(string id, FhirScope scope, string path)
    {
        var container = scope.Container;
        if (container.ValueKind == JsonValueKind.Object && container.TryGetProperty("contained", out var contained) && contained.ValueKind == JsonValueKind.Array)
        {
            var at = 0;
            foreach (var resource in contained.EnumerateArray())
            {
                if (resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty("id", out var held) && held.ValueKind == JsonValueKind.String && held.ValueEquals(id))
                    return new FhirElement(resource, $"{scope.ContainerPath}.contained[{at}]", scope);
                at++;
            }
        }

        return new FhirElement(default, path, scope);
    }
}
