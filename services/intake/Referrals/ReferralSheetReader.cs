using Healthcare.Fhir;
using Healthcare.Intake.Partners;

namespace Healthcare.Intake.Referrals;

/// <summary>From a bundle to a sheet, with every reason why not: codes are checked for their form, because what has no such form may be somebody's name.</summary>
internal sealed class ReferralSheetReader(Payers payers)
{
    private static readonly string[] Preferred = [FhirSystems.Cpt, FhirSystems.Hcpcs, FhirSystems.X12ServiceType];

    public (ReferralSheet? Sheet, IReadOnlyList<FhirIssue> Issues) Read(ReferralBundle bundle, FhirBundle? source = null, IReadOnlyList<FhirIssue>? findings = null)
    {
        var issues = new List<FhirIssue>();
        var services = Services(bundle, issues);
        var diagnoses = Diagnoses(bundle, issues);
        var documents = bundle.Documents.Where(d => d.Content.Length > 0).ToList();
        if (documents.Count > Codes.MostDocuments)
            issues.Add(new FhirIssue(FhirSeverity.Error, "too-costly", "Bundle.entry", $"A referral carries at most {Codes.MostDocuments} documents.") { Detail = "too-many-documents" });
        var payer = bundle.Coverage?.Payer is { } organization ? payers.Find(organization) : null;
        if (payer is null)
            issues.Add(new FhirIssue(FhirSeverity.Error, "not-found", "Coverage.payor", "The payer is none that this organization works with.") { Detail = "unknown-payer" });
        if (issues.Any(i => i.IsError) || payer is not { } known || bundle is not { Patient: { } patient, Coverage: { MemberNumber: { } member } coverage }) return (null, issues);
        return (new ReferralSheet
        {
            PayerId = known.PayerId,
            ExternalId = new[] { bundle.BundleIdentifier }.Concat(bundle.ServiceRequestIdentifiers).FirstOrDefault(i => i?.Value is { Length: > 0 }) is { } id ? $"{id.System}|{id.Value}" : null,
            ReferrerNpi = new[] { bundle.Requester?.Npi, bundle.Requester?.Organization?.Npi, bundle.RequestingOrganization?.Npi }.FirstOrDefault(ProviderNumber.IsNpi),
            Services = services,
            Diagnoses = diagnoses,
            OtherReasons = bundle.ReasonTexts.Count + bundle.Diagnoses.Count(d => d.System != FhirSystems.Icd10Cm && d.Code is not null),
            Priority = bundle.Priority,
            RequestedOn = bundle.OccurrenceFrom?.Day,
            RecordNumber = patient.Identifiers.FirstOrDefault(i => i.Value is { Length: > 0 } number && number != member && number != coverage.SubscriberId) is { } record ? $"{record.System}|{record.Value}" : null,
            Patient = PatientOf(patient),
            Coverage = CoverageOf(coverage, member, known.Identifier),
            Requester = RequesterOf(bundle),
            Documents = [.. documents.Select(DocumentOf)],
            Provenance = FhirProvenance.Of(bundle, source, [.. findings ?? [], .. issues]),
        }, issues);
    }

    private static SheetDocument DocumentOf(DocumentFacts document) =>
        new(Codes.Loinc(document.Loinc), Codes.ContentType(document.ContentType), Codes.Shortened(document.Title), document.Content);

    // The codings of one concept say the same thing in several systems: one service, in the system that payers price by.
    private static IReadOnlyList<ServiceAsked> Services(ReferralBundle bundle, List<FhirIssue> issues)
    {
        var coded = bundle.RequestedServices.Where(c => c is { System: not null, Code: not null }).ToList();
        var coding = Preferred.Select(system => coded.FirstOrDefault(c => c.System == system)).FirstOrDefault(c => c is not null) ?? coded.FirstOrDefault();
        if (coding is not { System: { } system, Code: { } code }) return [];
        if (!Codes.IsService(system, code))
        {
            issues.Add(FhirIssue.Invalid("ServiceRequest.code.coding", "invalid-service-code", "The code of the service, or its system, is not of the form that codes have."));
            return [];
        }

        var quantity = bundle.Quantity?.Value ?? 1;
        if (quantity is < 1 or > 9999 || decimal.Truncate(quantity) != quantity)
            issues.Add(FhirIssue.Invalid("ServiceRequest.quantityQuantity.value", "invalid-quantity", "The quantity is a whole number from 1 to 9999."));
        return [new ServiceAsked(1, Codes.NameOf(system), code, decimal.ToInt32(Math.Clamp(decimal.Truncate(quantity), 1, 9999)))];
    }

    private static List<string> Diagnoses(ReferralBundle bundle, List<FhirIssue> issues)
    {
        var codes = new List<string>();
        foreach (var code in bundle.Diagnoses.Where(d => d.System == FhirSystems.Icd10Cm).Select(d => d.Code?.ToUpperInvariant()))
        {
            if (code is null || !Codes.IsDiagnosis(code))
                issues.Add(FhirIssue.Invalid("ServiceRequest.reasonCode.coding.code", "invalid-diagnosis-code", "A diagnosis is not of the form that ICD-10-CM codes have."));
            else if (!codes.Contains(code, StringComparer.Ordinal)) codes.Add(code);
        }

        return codes;
    }

    private static PatientOnFile PatientOf(PatientFacts patient) => new(
        patient.Name?.Given ?? [],
        // A name sent as one text is kept whole: where it divides is not ours to guess.
        patient.Name?.Family ?? patient.Name?.Text ?? "",
        patient.BirthDate?.Day,
        patient.Gender is "male" or "female" or "other" ? patient.Gender : "unknown",
        patient.Address is { } a ? new AddressOnFile(a.Lines, a.City, a.State, a.PostalCode) : null);

    private static CoverageOnFile CoverageOf(CoverageFacts coverage, string member, string payerIdentifier)
    {
        var relationship = Codes.Relationship(coverage.Relationship);
        return new CoverageOnFile(member.Trim(), coverage.SubscriberId is { } subscriber && subscriber != member ? subscriber : null, payerIdentifier, relationship)
        {
            Subscriber = relationship != "self" && coverage.Subscriber is { } holder ? PatientOf(holder) : null,
        };
    }

    private static RequesterOnFile RequesterOf(ReferralBundle bundle)
    {
        var organization = bundle.RequestingOrganization ?? bundle.Requester?.Organization;
        return new RequesterOnFile(organization?.Name, organization?.Npi, bundle.Requester?.Name?.Given ?? [], bundle.Requester?.Name?.Family);
    }
}
