using System.Text.RegularExpressions;
using Healthcare.Fhir;
using Healthcare.Fhir.Resources;

namespace Healthcare.Sandbox.Payer;

/// <summary>What a strict payer asks of a $submit bundle beyond what can be read: PAS 2.2.1 profile-pas-request-bundle, profile-claim and what they lead to.</summary>
internal static partial class SubmissionCheck
{
    internal static IReadOnlyList<FhirIssue> Of(PasSubmission submission, string payerId, PayerProfile payer)
    {
        var issues = new List<FhirIssue>();
        CheckBundle(submission.Bundle, issues);
        CheckClaim(new Claim(submission.Bundle.Entries[0].Resource), submission, issues);
        CheckParties(submission.Request, payerId, payer, issues);
        issues.AddRange(FhirValidation.Check(submission.Bundle.ToUtf8()).Issues.Where(i => i.IsError));
        foreach (var document in submission.Request.Documents.Where(d => d.Content.Length == 0))
            issues.Add(FhirIssue.Required("DocumentReference.content.attachment.data", "missing-document-content", "Documents are sent inline."));
        return issues;
    }

    /// <summary>Only what is pended or approved takes an update (PAS additional note 2); what nobody asked for takes none.</summary>
    internal static IReadOnlyList<FhirIssue> OfUpdate(PasSubmission submission, string payerId, Authorizations authorizations)
    {
        if (!submission.IsUpdate) return [];
        if (authorizations.Before(payerId, submission) is not { Current: { } current }) return [FhirIssue.Invalid("Claim.related", "authorization-unknown", "No request of that trace number is here.")];
        return PasResponse.Read(current).Value?.Status == PasStatus.Denied ? [FhirIssue.Invalid("Claim.related", "update-after-denial", "A denied request takes no update; ask anew or appeal.")] : [];
    }

    private static void CheckBundle(FhirBundle bundle, List<FhirIssue> issues)
    {
        void Need(bool holds, string expression, string detail, string diagnostics, string? clause = null)
        {
            if (!holds) issues.Add(FhirIssue.Invalid(expression, detail, diagnostics) with { Clause = clause });
        }

        Need(bundle.Root["meta"].Texts("profile").Contains(PasUrls.RequestBundle, StringComparer.Ordinal), "Bundle.meta.profile", "missing-profile", "The bundle does not claim the request bundle profile.");
        Need(bundle.Type == "collection", "Bundle.type", "not-a-collection", "A request bundle is a collection.");
        Need(bundle.Identifier is { System: not null, Value: not null }, "Bundle.identifier", "missing-bundle-identifier", "The bundle needs an identifier with system and value.");
        Need(bundle.Timestamp?.Instant is not null, "Bundle.timestamp", "missing-timestamp", "The bundle needs the instant when it was made.");
        var urls = bundle.Entries.Select(e => e.FullUrl).ToList();
        Need(urls.TrueForAll(u => u is not null && Uri.IsWellFormedUriString(u, UriKind.Absolute)), "Bundle.entry.fullUrl", "full-url-missing", "Every entry has an absolute fullUrl.", "spec-16");
        Need(urls.Distinct(StringComparer.Ordinal).Count() == urls.Count, "Bundle.entry.fullUrl", "resource-repeated", "Each resource stands in the bundle once.", "spec-14");
        Need(bundle.Entries.All(e => e.Resource.Exists), "Bundle.entry.resource", "resource-missing", "Every entry holds a resource.");
    }

    private static void CheckClaim(Claim claim, PasSubmission submission, List<FhirIssue> issues)
    {
        void Need(bool holds, string element, string detail, string diagnostics)
        {
            if (!holds) issues.Add(FhirIssue.Required($"{claim.Source.Path}.{element}", detail, diagnostics));
        }

        Need(claim.Profiles.Any(p => p is PasUrls.Claim or PasUrls.ClaimUpdate), "meta.profile", "missing-profile", "The claim does not claim the PAS claim profile.");
        Need(claim.Status == "active", "status", "claim-not-active", "Claim.status is active.");
        Need(claim.Kind?.Codings is [{ Code: not null }, ..], "type", "missing-type", "Claim.type says what kind of claim it is.");
        Need(claim.Created is not null, "created", "missing-created", "Claim.created is required.");
        Need(claim.Priority?.Codings is [{ Code: not null }, ..], "priority", "missing-priority", "Claim.priority is required.");
        Need(claim.Insurer.Resolve().ResourceType == Organization.Type, "insurer", "missing-insurer", "Claim.insurer leads to an Organization of the bundle.");
        Need(claim.Identifiers.All(i => i is { System: not null, Value: not null }), "identifier", "incomplete-trace-number", "The trace number has system and value.");
        Need(submission.Request.Diagnoses.Count == 0 || submission.Request.Diagnoses.All(d => d.Code is not null), "diagnosis", "missing-diagnosis-code", "A diagnosis is a code.");
        foreach (var item in submission.Request.Items)
        {
            Need(item.Service is { System: not null, Code: not null }, $"item.where(sequence={item.Sequence}).productOrService", "missing-service", "The service has system and code.");
            Need(item.ServiceType.Length > 0, $"item.where(sequence={item.Sequence}).category", "missing-category", "The item says its service type (X12 1365).");
        }
    }

    private static void CheckParties(PasRequest request, string payerId, PayerProfile payer, List<FhirIssue> issues)
    {
        void Need(bool holds, string expression, string detail, string diagnostics)
        {
            if (!holds) issues.Add(FhirIssue.Required(expression, detail, diagnostics));
        }

        Need(request.Insurer?.Identifiers.Any(i => payer.Answers(payerId, i.Value)) is true, "Claim.insurer", "not-our-insurer", "The insurer's identifiers name another payer.");
        Need(request.Requestor.Npi is { } npi && Npi().IsMatch(npi), "Claim.provider", "missing-requestor-npi", "The requesting organization has an NPI of ten digits.");
        Need(request.Requestor.Name is not null, "Claim.provider", "missing-requestor-name", "The requesting organization has a name.");
        Need(request.Coverage.MemberNumber is not null, "Coverage.identifier", "missing-member-number", "The coverage has a member number.");
        Need(request.Patient.Name?.Family is not null, "Patient.name", "missing-patient-name", "The patient has a family name.");
        Need(request.Patient.Identifiers.Any(i => i is { System: not null, Value: not null }), "Patient.identifier", "missing-patient-identifier", "The patient has an identifier with system and value.");
        Need(request.Patient.Gender is not null, "Patient.gender", "missing-gender", "The patient's gender is stated, if only as unknown.");
        Need(request.Practitioner is null or { Npi: not null }, "Claim.careTeam", "missing-practitioner-npi", "A practitioner has an NPI.");
    }

    [GeneratedRegex(@"\A\d{10}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Npi();
}
