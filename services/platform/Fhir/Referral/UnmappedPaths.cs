using System.Text.Json;

namespace Healthcare.Fhir;

// Every leaf that nobody read, told by the highest element of which nothing was read.
internal static class UnmappedPaths
{
    // What is structure, not content: it says which resource is meant and nothing of the case.
    private static readonly HashSet<string> Structure = ["resourceType", "fullUrl", "id", "meta", "language", "type", "timestamp", "request", "response", "search"];

    public static IReadOnlyList<string> Of(FhirBundle bundle, FhirTrace trace)
    {
        var unmapped = new List<string>();
        foreach (var member in bundle.Root.Children())
            if (!IsStructure(member, bundle.Root.Path) && !member.Path.StartsWith("Bundle.entry[", StringComparison.Ordinal)) Visit(member, trace, unmapped);
        foreach (var entry in bundle.Entries)
        {
            foreach (var member in entry.Entry.Children())
                if (member.Path != entry.Resource.Path && !IsStructure(member, entry.Entry.Path)) Visit(member, trace, unmapped);
            Resource(entry.Resource, trace, unmapped);
        }

        return unmapped;
    }

    private static void Resource(FhirElement resource, FhirTrace trace, List<string> unmapped)
    {
        var mine = new List<string>();
        var anyRead = false;
        foreach (var member in resource.Children())
        {
            if (member.Path == $"{resource.Path}.resourceType" || member.Path == $"{resource.Path}.id" || member.Path.StartsWith($"{resource.Path}.meta", StringComparison.Ordinal)) continue;
            anyRead |= Visit(member, trace, mine);
        }

        // A resource of which nothing was read is one line, not hundreds.
        if (anyRead) unmapped.AddRange(mine);
        else if (resource.Exists) unmapped.Add(resource.Path);
    }

    // True when something at or under the element was read.
    private static bool Visit(FhirElement at, FhirTrace trace, List<string> unmapped)
    {
        if (at.Json.ValueKind != JsonValueKind.Object)
        {
            if (trace.WasRead(at.Path)) return true;
            unmapped.Add(at.Path);
            return false;
        }

        var before = unmapped.Count;
        var anyRead = false;
        foreach (var child in at.Children()) anyRead |= Visit(child, trace, unmapped);
        if (anyRead) return true;
        unmapped.RemoveRange(before, unmapped.Count - before);
        unmapped.Add(at.Path);
        return false;
    }

    private static bool IsStructure(FhirElement member, string parent) =>
        member.Path.Length > parent.Length && Structure.Contains(member.Path[(parent.Length + 1)..].Split('[')[0]);
}
