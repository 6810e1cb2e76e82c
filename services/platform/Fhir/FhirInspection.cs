namespace Healthcare.Fhir;

/// <summary>What the product understands of a file: kind of resource, bundle type, claimed profiles, resources by type, and every finding; no content of it.</summary>
public sealed record FhirInspection
{
    /// <summary>None when it could be read as FHIR JSON, else why not.</summary>
    public FhirFault Fault { get; init; }

    public string? ResourceType { get; init; }

    /// <summary>collection, transaction, history …; null for what is no bundle.</summary>
    public string? BundleType { get; init; }

    /// <summary>The profiles that the resource claims.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>How many resources of each type, bundles inside bundles and contained resources included.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();

    /// <summary>Each with its place (FHIRPath) and the constraint or clause it breaks; at most about a hundred.</summary>
    public IReadOnlyList<FhirIssue> Findings { get; init; } = [];

    public int Errors => Findings.Count(f => f.IsError);

    public int Warnings => Findings.Count(f => f.Severity == FhirSeverity.Warning);

    public bool IsConformant => Fault == FhirFault.None && Errors == 0;

    public override string ToString() => nameof(FhirInspection);

    /// <summary>Reads and checks a file of any R4 resource.</summary>
    public static FhirInspection Of(ReadOnlyMemory<byte> utf8, string? profile = null, FhirLimits? limits = null)
    {
        var read = FhirValidation.Check(utf8, profile, limits: limits);
        if (read.Value is not { } document) return new FhirInspection { Fault = read.Fault, Findings = read.Issues };
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        Count(document.Root, counts);
        return new FhirInspection
        {
            ResourceType = FhirPaths.Root(document.Json),
            BundleType = document.ResourceType == "Bundle" ? document.Root["type"].Text : null,
            Profiles = document.Root["meta"].Texts("profile"),
            Counts = counts,
            Findings = read.Issues,
        };
    }

    private static void Count(FhirElement resource, SortedDictionary<string, int> counts)
    {
        var type = FhirPaths.Root(resource.Json);
        counts[type] = counts.GetValueOrDefault(type) + 1;
        foreach (var contained in resource.Each("contained")) Count(contained, counts);
        var held = type switch { "Bundle" => "entry", "Parameters" => "parameter", _ => null };
        if (held is null) return;
        foreach (var entry in resource.Each(held))
            if (entry["resource"] is { ResourceType: not null } inside) Count(inside, counts);
    }
}
