using Healthcare.Fhir;

namespace Healthcare.Intake.Channels;

/// <summary>
/// Whether a bundle keeps to what it claims: one that names a profile is checked against R4 and that profile. The bundle's own profile is not held against a referral:
/// a request bundle without its Claim is what a referrer has before there is a claim.
/// </summary>
internal static class FhirConformance
{
    private const int MostFindings = 100;

    /// <summary>Errors within resources; everything else is a warning, for the report on where things came from.</summary>
    public static IReadOnlyList<FhirIssue> Of(FhirBundle bundle, ReadOnlyMemory<byte> utf8)
    {
        if (!ClaimsProfile(bundle)) return [];
        return [.. FhirValidation.Check(utf8).Issues.Take(MostFindings).Select(i => i.IsError && !IsOfResource(i) ? i with { Severity = FhirSeverity.Warning } : i)];
    }

    private static bool ClaimsProfile(FhirBundle bundle) => bundle.Root["meta"].Texts("profile").Count > 0 || bundle.Entries.Any(e => e.Resource["meta"].Texts("profile").Count > 0);

    private static bool IsOfResource(FhirIssue issue) => issue.Expression?.Contains("].resource", StringComparison.Ordinal) == true;
}
