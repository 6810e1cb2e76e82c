using System.Text.Json;
using Healthcare.Fhir.Paths;

namespace Healthcare.Fhir.Validation;

// The resource being walked, what holds it, and what it refers to inside itself.
internal sealed class ResourceScope(JsonElement resource, ResourceScope? container, FhirBundle? bundle, string? fullUrl)
{
    private Dictionary<string, JsonElement>? _contained;

    public JsonElement Resource { get; } = resource;

    /// <summary>For a contained resource the one that contains it, else the resource itself.</summary>
    public ResourceScope Root => container ?? this;

    public bool IsContained => container is not null;

    public FhirBundle? Bundle { get; } = bundle;

    public string? FullUrl { get; } = fullUrl;

    /// <summary>Fragments (#id) that were seen anywhere in the resource or what it contains.</summary>
    public HashSet<string> Fragments { get; } = new(StringComparer.Ordinal);

    /// <summary>Contained resources that refer to their container (#), which is as good as being referred to.</summary>
    public HashSet<string> PointingUp { get; } = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, JsonElement> Contained => _contained ??= Index();

    /// <summary>What a reference leads to: a contained resource, or an entry of the bundle around it; undefined when it is neither.</summary>
    public JsonElement Resolve(string literal)
    {
        if (literal == "#") return Root.Resource;
        if (literal.StartsWith('#')) return Root.Contained.GetValueOrDefault(literal[1..]);
        return Root.Bundle?.Find(literal, Root.FullUrl)?.Json ?? default;
    }

    public PathScope ForPaths(WorkBudget budget, FhirTables tables) => new(
        Resource, Root.Resource, Resolve, (set, values) => tables.Codes(set) is not { } codes || values.All(codes.Holds), budget);

    private Dictionary<string, JsonElement> Index()
    {
        var contained = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var one in Resource.Member("contained").Items())
            if (one.TextAt("id") is { } id) contained.TryAdd(id, one);
        return contained;
    }
}
