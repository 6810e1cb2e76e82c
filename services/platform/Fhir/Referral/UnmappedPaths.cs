using System.Text.Json;

namespace Healthcare.Fhir;

// Every element of which nothing was read, told by the highest such element; a bound keeps a hostile document from filling memory with paths.
internal sealed class UnmappedPaths
{
    private const int MostListed = 1_000;

    // What is structure, not content: it says which resource is meant and nothing of the case.
    private static readonly HashSet<string> Structure =
        ["resourceType", "fullUrl", "id", "meta", "language", "type", "timestamp", "request", "response", "search", "entry", "resource"];

    private readonly FhirTrace _trace;
    private readonly List<string> _listed = [];

    private UnmappedPaths(FhirTrace trace) => _trace = trace;

    public int Count { get; private set; }

    public IReadOnlyList<string> Listed => _listed;

    public static UnmappedPaths Of(FhirBundle bundle, FhirTrace trace)
    {
        var unmapped = new UnmappedPaths(trace);
        unmapped.Members(bundle.Root, Structure);
        foreach (var entry in bundle.Entries)
        {
            unmapped.Members(entry.Entry, Structure);
            if (trace.Touched(entry.Resource.Path)) unmapped.Members(entry.Resource, ["resourceType", "id", "meta", "language"]);
            else if (entry.Resource.Exists) unmapped.Add(entry.Resource.Path);
        }

        return unmapped;
    }

    private void Members(FhirElement at, HashSet<string> except)
    {
        foreach (var member in at.Children())
            if (!except.Contains(member.Path[(at.Path.Length + 1)..].Split('[')[0])) Visit(member);
    }

    private void Visit(FhirElement at)
    {
        if (!_trace.Touched(at.Path))
        {
            Add(at.Path);
        }
        else if (at.Json.ValueKind == JsonValueKind.Object)
        {
            foreach (var child in at.Children()) Visit(child);
        }
    }

    private void Add(string path)
    {
        Count++;
        if (_listed.Count < MostListed) _listed.Add(path);
    }
}
