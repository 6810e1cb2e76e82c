using System.Runtime.InteropServices;
using System.Text.Json;
using Healthcare.Fhir.Paths;
using Healthcare.Fhir.Validation;

namespace Healthcare.Fhir;

/// <summary>Checks a resource offline against R4 4.0.1 and the profiles it claims or is asked to meet: Da Vinci PAS 2.2.1 and 2.0.1, US Core 7.0.0, CDex, the subscription backport, BSeR.</summary>
public static class FhirValidation
{
    /// <summary>The version in which a PAS profile is read when its url names none.</summary>
    public const string CurrentPas = FhirTables.Pas221;

    public const string OlderPas = FhirTables.Pas201;

    // Some dozens of rules look at each byte at most; what needs more is an attempt to keep the checker busy.
    private const long StepsPerByte = 6;
    private const long LeastSteps = 1_000_000;

    /// <summary>Reads and checks; the issues say what was found, with the FHIRPath of each place and the constraint or clause that it breaks.</summary>
    public static FhirRead<FhirDocument> Check(ReadOnlyMemory<byte> utf8, string? profile = null, string pasVersion = CurrentPas, FhirLimits? limits = null) =>
        FhirJson.Parse(utf8, limits).Then(d => FhirRead.Of(d, Check(d, profile, pasVersion)));

    /// <summary>Checks a document that another parser read; what FHIR forbids in JSON (duplicate members, depth) is found here again.</summary>
    public static FhirRead<FhirDocument> Check(JsonDocument json, string? profile = null, string pasVersion = CurrentPas, FhirLimits? limits = null) =>
        Check(JsonMarshal.GetRawUtf8Value(json.RootElement).ToArray(), profile, pasVersion, limits);

    /// <summary>Checks against R4, the profiles of <c>meta.profile</c>, and the one given; a version behind a PAS profile (<c>|2.0.1</c>) is the version of every PAS profile within.</summary>
    public static IReadOnlyList<FhirIssue> Check(FhirDocument document, string? profile = null, string pasVersion = CurrentPas)
    {
        var tables = FhirTables.Current;
        var version = document.Root["meta"].Texts("profile").Append(profile).Any(IsOlderPas) ? OlderPas : pasVersion;
        var issues = new IssueList();
        if (profile is not null && tables.Find(profile, version) is null)
        {
            issues.Add(new FhirIssue(FhirSeverity.Error, "not-supported", null, "The tables do not have the profile that was asked for.") { Detail = "profile-not-known" });
            return issues;
        }

        if (profile is not null && tables.Find(profile, version) is { } asked && asked.Type != document.ResourceType)
        {
            issues.Add(FhirIssue.Invalid("resourceType", "wrong-resource-type", $"A {asked.Type} is expected here.") with { Clause = asked.Root.Clause });
            return issues;
        }

        var budget = new WorkBudget(LeastSteps + (StepsPerByte * JsonMarshal.GetRawUtf8Value(document.Json).Length));
        var walk = new ConformanceWalk(tables, version, new PlaceStack(FhirPaths.Root(document.Json)), budget);
        walk.Resource(document.Json, null, null, null, profile is null ? [] : [profile]);
        issues.AddRange(walk.Issues);
        if (budget.IsSpent)
            issues.Add(new FhirIssue(FhirSeverity.Error, "too-costly", FhirPaths.Root(document.Json), "The resource repeats itself beyond what can be checked.") { Detail = "too-costly" });
        return issues;
    }

    /// <summary>What only request and answer together show of a PAS answer: kept fullUrls and identifiers (spec-33), decisions on items that were asked (spec-34).</summary>
    public static IReadOnlyList<FhirIssue> CheckEcho(FhirBundle request, FhirBundle answer)
    {
        var issues = new IssueList();
        PasClauses.Echoed(request, answer, issues);
        return issues;
    }

    private static bool IsOlderPas(string? profile) => profile is not null && profile.StartsWith(PasUrls.Definitions, StringComparison.Ordinal) && profile.EndsWith($"|{OlderPas}", StringComparison.Ordinal);
}
