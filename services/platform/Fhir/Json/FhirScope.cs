using System.Text.Json;

namespace Healthcare.Fhir;

// Where an element stands: the bundle around it, the resource that holds it (for contained references) and who watches what is read.
internal sealed record FhirScope(FhirBundle? Bundle, JsonElement Container, string ContainerPath, string? FullUrl, FhirTrace? Trace);

// Remembers the paths that were read, so that the rest can be reported as unmapped.
internal sealed class FhirTrace
{
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    // A path marks its ancestors too; one that is known already has marked its own.
    public void Saw(string path)
    {
        if (!_touched.Add(path)) return;
        var spans = _touched.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var end = path.LastIndexOf('.'); end > 0 && spans.Add(path.AsSpan(0, end)); end = path.LastIndexOf('.', end - 1))
        {
        }
    }

    /// <summary>The element or something in it was read.</summary>
    public bool Touched(string path) => _touched.Contains(path);
}
