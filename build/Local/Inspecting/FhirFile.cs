using System.Globalization;
using System.Text.Json.Nodes;
using Healthcare.Fhir;

namespace Healthcare.Local.Inspecting;

/// <summary>FHIR R4 in JSON: a resource, or a bundle with what it holds.</summary>
internal sealed class FhirFile : FileKind
{
    internal override bool Recognizes(ReadOnlySpan<byte> head) => head is [(byte)'{' or (byte)'[', ..];

    internal override Inspected Inspect(ReadOnlyMemory<byte> bytes)
    {
        var read = FhirJson.Parse(bytes);
        var problems = read.Issues.Select(Problem).ToList();
        if (!read.TryGet(out var document)) return new Inspected(read.Fault == FhirFault.NotFhir ? "json" : "unknown", [], ["JSON that is not a FHIR resource"], problems);
        if (document.ResourceType != "Bundle") return new Inspected("fhir", new() { ["resource_type"] = document.ResourceType }, [$"FHIR {document.ResourceType}"], problems);
        var bundle = FhirBundle.From(document);
        problems.AddRange(bundle.Issues.Select(Problem));
        if (!bundle.TryGet(out var whole)) return new Inspected("fhir", new() { ["resource_type"] = "Bundle" }, ["FHIR Bundle"], problems);
        // PAS spec-13: a request or response bundle is whole in itself; other bundles may point outside.
        if (whole.Type == "collection") problems.AddRange(whole.UnresolvedReferences().Select(Problem));
        var counts = whole.Entries.GroupBy(e => e.Resource.ResourceType ?? "(none)").OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (Type: g.Key, Count: g.Count())).ToList();
        var figures = new JsonObject
        {
            ["resource_type"] = "Bundle",
            ["bundle_type"] = whole.Type,
            ["entries"] = whole.Entries.Count,
            ["resources"] = new JsonObject(counts.Select(c => KeyValuePair.Create(c.Type, (JsonNode?)c.Count))),
        };
        var held = string.Join(", ", counts.Select(c => c.Count == 1 ? c.Type : string.Create(CultureInfo.InvariantCulture, $"{c.Count} {c.Type}")));
        return new Inspected("fhir", figures, [$"FHIR {whole.Type} bundle of {whole.Entries.Count} entries: {held}"], problems);
    }

    private static Problem Problem(FhirIssue issue) => new(
        issue.Detail ?? issue.Code, issue.IsError ? "error" : issue.Severity == FhirSeverity.Warning ? "warning" : "note", issue.Expression ?? "document", issue.Diagnostics,
        new() { ["expression"] = issue.Expression });
}
