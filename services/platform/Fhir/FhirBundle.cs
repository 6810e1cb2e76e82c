using System.Text.Json;
using System.Text.Json.Nodes;

namespace Healthcare.Fhir;

/// <summary>One entry of a bundle; the resource is missing in entries that hold only a request or response.</summary>
public sealed record FhirEntry(string? FullUrl, FhirElement Resource, FhirElement Entry);

/// <summary>A parsed R4 Bundle of any type whose references resolve inside itself.</summary>
public sealed class FhirBundle
{
    private readonly Dictionary<string, FhirEntry> _byUrl = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FhirEntry?> _byTypeAndId = new(StringComparer.Ordinal);

    private FhirBundle(JsonElement json, string path)
    {
        Root = new FhirElement(json, path, new FhirScope(this, json, path, null, null));
        var entries = new List<FhirEntry>();
        foreach (var entry in Root.Each("entry"))
        {
            var fullUrl = entry["fullUrl"].Text;
            var resource = entry["resource"];
            entries.Add(new FhirEntry(fullUrl, new FhirElement(resource.Json, resource.Path, new FhirScope(this, resource.Json, resource.Path, fullUrl, null)), entry));
        }

        Entries = entries;
        foreach (var entry in entries) Index(entry);
    }

    public FhirElement Root { get; }

    public string? Id => Root["id"].Text;

    /// <summary>collection, message, transaction, batch, history, searchset or document.</summary>
    public string? Type => Root["type"].Text;

    public Identifier? Identifier => Root["identifier"].AsIdentifier();

    public FhirDate? Timestamp => Root["timestamp"].Date;

    public IReadOnlyList<FhirEntry> Entries { get; }

    public static FhirRead<FhirBundle> Parse(ReadOnlyMemory<byte> utf8, FhirLimits? limits = null) =>
        FhirJson.Parse(utf8, limits).Then(d => From(d, limits));

    public static async ValueTask<FhirRead<FhirBundle>> ParseAsync(Stream body, FhirLimits? limits, CancellationToken cancel) =>
        (await FhirJson.ParseAsync(body, limits, cancel)).Then(d => From(d, limits));

    public static FhirRead<FhirBundle> From(FhirDocument document, FhirLimits? limits = null)
    {
        if (document.ResourceType != "Bundle") return FhirRead.WrongType<FhirBundle>("Bundle");
        var bounds = limits ?? FhirLimits.Default;
        if (document.Json.TryGetProperty("entry", out var entry) && entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() > bounds.MaxEntries)
        {
            return FhirRead.Failed<FhirBundle>(
                FhirFault.TooLarge,
                new FhirIssue(FhirSeverity.Fatal, "too-costly", "Bundle.entry", $"A bundle may have at most {bounds.MaxEntries} entries.") { Detail = "too-large" });
        }

        return FhirRead.Of(new FhirBundle(document.Json, "Bundle"), []);
    }

    // What the product wrote itself needs no limits.
    internal static FhirBundle Written(JsonObject bundle) => new(JsonElement.Parse(bundle.ToUtf8(), new JsonDocumentOptions { MaxDepth = 1000 }), "Bundle");

    // A bundle inside another one, as subscription notifications carry it.
    internal static FhirBundle? Nested(FhirElement element) =>
        element.ResourceType == "Bundle" ? new FhirBundle(element.Json, element.Path) : null;

    public IEnumerable<FhirElement> OfType(string resourceType) => Entries.Select(e => e.Resource).Where(r => r.ResourceType == resourceType);

    /// <summary>The resource that a fullUrl or a reference names, or null; relative references resolve against that base, else by unique type and id.</summary>
    public FhirElement? Find(string reference, string? fromFullUrl = null) => Find(reference, fromFullUrl, null);

    /// <summary>References that do not resolve to the fullUrl of an entry or a contained resource (PAS spec-13).</summary>
    public IReadOnlyList<FhirIssue> UnresolvedReferences()
    {
        var issues = new IssueList();
        foreach (var entry in Entries) Unresolved(entry.Resource, entry, issues);
        return issues;
    }

    public ReadOnlyMemory<byte> ToUtf8() => Root.Json.ToUtf8();

    internal FhirElement? Find(string reference, string? fromFullUrl, FhirTrace? trace)
    {
        var literal = References.Unversioned(reference);
        var found = Strict(literal, fromFullUrl)
            ?? (References.TypeAndId(literal) is { } key && _byTypeAndId.TryGetValue(key, out var entry) ? entry : null);
        if (found is null) return null;
        return trace is null ? found.Resource : found.Resource.Watched(trace);
    }

    private FhirEntry? Strict(string literal, string? fromFullUrl)
    {
        if (_byUrl.TryGetValue(literal, out var exact)) return exact;
        return References.IsRelative(literal) && References.BaseOf(fromFullUrl) is { } root && _byUrl.TryGetValue(root + literal, out var relative) ? relative : null;
    }

    private void Unresolved(FhirElement at, FhirEntry entry, IssueList issues)
    {
        if (at.Json.ValueKind == JsonValueKind.Object && at["reference"].Text is { } literal && !literal.StartsWith('#') && IsReference(at)
            && Strict(References.Unversioned(literal), entry.FullUrl) is null)
        {
            issues.Add(new FhirIssue(FhirSeverity.Error, "not-found", at.Path, "The reference does not resolve to an entry of the bundle.")
            {
                Detail = "unresolved-reference",
                Clause = "spec-13",
            });
        }

        foreach (var child in at.Children()) Unresolved(child, entry, issues);
    }

    // Other elements named "reference" (such as Consent.data.reference) are objects, so a string is a Reference's own.
    private static bool IsReference(FhirElement at) => at.ResourceType is null;

    private void Index(FhirEntry entry)
    {
        if (entry.FullUrl is { } url) _byUrl.TryAdd(url, entry);
        if (entry.Resource.ResourceType is not { } type || entry.Resource["id"].Text is not { } id) return;
        // Two resources of one type and id make the short form ambiguous: then it resolves to neither.
        if (!_byTypeAndId.TryAdd($"{type}/{id}", entry)) _byTypeAndId[$"{type}/{id}"] = null;
    }
}
