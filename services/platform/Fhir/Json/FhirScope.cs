using System.Text.Json;

namespace Healthcare.Fhir;

// Where an element stands: the bundle around it, the resource that holds it (for contained references) and who watches what is read.
internal sealed record FhirScope(FhirBundle? Bundle, JsonElement Container, string ContainerPath, string? FullUrl, FhirTrace? Trace);

// Remembers the paths that were read, so that the rest can be reported as unmapped.
internal sealed class FhirTrace
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public void Saw(string path) => _read.Add(path);

    public bool WasRead(string path) => _read.Contains(path);
}
