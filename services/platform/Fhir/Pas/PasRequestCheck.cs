using System.Text.RegularExpressions;

namespace Healthcare.Fhir;

// What PAS 2.2.1 demands of a request, checked before anything is built, so that a person is told what to complete.
internal static partial class PasRequestCheck
{
    public static IReadOnlyList<FhirIssue> Of(PasRequest request)
    {
        var issues = new List<FhirIssue>();
        void Need(bool holds, string expression, string detail, string diagnostics)
        {
            if (!holds) issues.Add(FhirIssue.Required(expression, detail, diagnostics));
        }

        Need(ResourceId().IsMatch(request.ClaimId), "Claim.id", "bad-claim-id", "The claim id must be 1 to 40 letters, digits, dashes or dots.");
        Need(Uri.TryCreate(request.BaseUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https", "Bundle.entry.fullUrl", "bad-base-url", "The base url must be absolute (spec-16).");
        Need(request.BundleIdentifier is { System: not null, Value: not null }, "Bundle.identifier", "missing-bundle-identifier", "The bundle needs an identifier.");
        Need(request.TraceNumber is { System: not null, Value: not null }, "Claim.identifier", "missing-trace-number", "The claim needs an identifier with system and value.");
        Need(request.Items.Count > 0, "Claim.item", "missing-item", "A request asks for at least one service.");
        Need(request.Items.Select(i => i.Sequence).Distinct().Count() == request.Items.Count && request.Items.All(i => i.Sequence > 0), "Claim.item.sequence", "bad-item-sequence", "Item numbers are positive and differ.");
        Need(request.Items.All(i => i.Service.Code is not null), "Claim.item.productOrService", "missing-service", "Each item names its service by a code.");
        Need(request.Patient.Name is { } name && (name.Family is not null || name.Given.Count > 0), "Patient.name", "missing-patient-name", "The patient needs a name.");
        Need(request.Patient.Identifiers.Any(i => i is { System: not null, Value: not null }), "Patient.identifier", "missing-patient-identifier", "The patient needs an identifier with system and value.");
        Need(request.Coverage.MemberNumber is not null, "Coverage.identifier", "missing-member-number", "The coverage needs a member number.");
        Need(request.Coverage.Relationship is null or "self" || request.Coverage.Subscriber is not null, "Coverage.subscriber", "missing-subscriber", "Unless the patient holds the policy, the holder is named (self-beneficiary).");
        Need((request.Insurer ?? request.Coverage.Payer)?.Name is not null, "Claim.insurer", "missing-insurer", "The insurer needs a name.");
        Need(request.Requestor.Name is not null, "Claim.provider", "missing-requestor", "The requesting organization needs a name.");
        Need(request.Practitioner is null or { Npi: not null, Name.Family: not null }, "Practitioner", "incomplete-practitioner", "A practitioner needs an NPI and a family name.");
        Need(request.Documents.All(d => d.Content.Length > 0), "DocumentReference.content.attachment.data", "missing-document-content", "Documents are sent inline.");
        if (request.Coverage is { Relationship: not (null or "self"), Subscriber: { } holder })
        {
            Need(holder.Name is not null && holder.Identifiers.Any(i => i is { System: not null, Value: not null }), "Coverage.subscriber", "incomplete-subscriber", "The policy holder needs a name and an identifier.");
        }

        if (request.Patient.BirthDate is not { Precision: FhirPrecision.Day })
            issues.Add(FhirIssue.Warning("incomplete", "Patient.birthDate", "no-full-birth-date", "No whole birth date is known, so none is sent (FullDateRule)."));
        return issues;
    }

    // FHIR ids are at most 64 long and the builder adds suffixes to the claim's.
    [GeneratedRegex(@"\A[A-Za-z0-9\-.]{1,40}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ResourceId();
}
