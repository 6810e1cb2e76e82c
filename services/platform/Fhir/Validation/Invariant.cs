using Healthcare.Fhir.Paths;

namespace Healthcare.Fhir.Validation;

// A constraint of R4 or of a guide: its published key and FHIRPath, and what it means in the product's words.
internal sealed class Invariant(string key, FhirSeverity severity, string meaning, string expression)
{
    // Told by the walk itself, in time that does not depend on how often a resource refers to itself.
    private static readonly HashSet<string> Native = new(["dom-3", "ele-1", "ref-1", "txt-1", "txt-2"], StringComparer.Ordinal);

    private readonly Lazy<FhirPath> _path = new(() => FhirPath.Compile(expression));

    public string Key { get; } = key;

    public FhirSeverity Severity { get; } = severity;

    public string Meaning { get; } = meaning;

    public bool IsNative => Native.Contains(Key);

    public FhirPath Path => _path.Value;
}
