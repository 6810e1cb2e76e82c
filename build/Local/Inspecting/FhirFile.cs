using System.Globalization;
using System.Text.Json.Nodes;
using Healthcare.Fhir;

namespace Healthcare.Local.Inspecting;

/// <summary>FHIR R4 in JSON: a resource, or a bundle with what it holds, held to R4 and to the profiles that it claims.</summary>
internal sealed class FhirFile : FileKind
{
    internal override bool Recognizes(ReadOnlySpan<byte> head) => head is [(byte)'{' or (byte)'[', ..];

    internal override Inspected Inspect(ReadOnlyMemory<byte> bytes)
    {
        var seen = FhirInspection.Of(bytes);
        var problems = seen.Findings.Select(Problem).ToList();
        if (seen.ResourceType is null) return new Inspected(seen.Fault == FhirFault.NotFhir ? "json" : "unknown", [], ["JSON that is not a FHIR resource"], problems);
        var figures = new JsonObject
        {
            ["resource_type"] = seen.ResourceType,
            ["bundle_type"] = seen.BundleType,
            ["profiles"] = new JsonArray([.. seen.Profiles.Select(p => (JsonNode)p)]),
            ["resources"] = new JsonObject(seen.Counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
            ["conformant"] = seen.IsConformant,
        };
        return new Inspected("fhir", figures, [.. Lines(seen)], problems);
    }

    private static IEnumerable<string> Lines(FhirInspection seen)
    {
        var held = string.Join(", ", seen.Counts.Where(c => c.Key != "Bundle").Select(c => c.Value == 1 ? c.Key : string.Create(CultureInfo.InvariantCulture, $"{c.Value} {c.Key}")));
        yield return seen.BundleType is { } type ? $"FHIR {type} bundle: {held}" : $"FHIR {seen.ResourceType}";
        foreach (var profile in seen.Profiles) yield return $"claims {profile}";
        var errors = string.Create(CultureInfo.InvariantCulture, $"{seen.Errors} error{(seen.Errors == 1 ? "" : "s")}");
        yield return seen.IsConformant ? "conforms, as far as it is checked" : $"does not conform: {errors}";
    }

    private static Problem Problem(FhirIssue issue) => new(
        issue.Detail ?? issue.Code,
        issue.IsError ? "error" : issue.Severity == FhirSeverity.Warning ? "warning" : "note",
        issue.Expression ?? "document",
        issue.Clause is { } clause ? $"{issue.Diagnostics} ({clause})" : issue.Diagnostics,
        new JsonObject { ["expression"] = issue.Expression, ["clause"] = issue.Clause });
}
