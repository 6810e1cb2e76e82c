using System.Text.RegularExpressions;
using Healthcare.Fhir;
using Healthcare.Intake.Partners;

namespace Healthcare.Intake.Referrals;

/// <summary>What a bundle says that intake works with, in the open: it lives as long as the request.</summary>
internal sealed record ReferralSheet
{
    public required string PayerId { get; init; }

    public string? ExternalId { get; init; }

    public string? ReferrerNpi { get; init; }

    public required IReadOnlyList<ServiceAsked> Services { get; init; }

    public required IReadOnlyList<string> Diagnoses { get; init; }

    public required int OtherReasons { get; init; }

    public required string Priority { get; init; }

    public DateOnly? RequestedOn { get; init; }

    /// <summary>The partner's or another's number of the patient, other than the member's number.</summary>
    public string? RecordNumber { get; init; }

    public required PatientOnFile Patient { get; init; }

    public required CoverageOnFile Coverage { get; init; }

    public required RequesterOnFile Requester { get; init; }

    /// <summary>Documents whose bytes came along.</summary>
    public required IReadOnlyList<DocumentFacts> Documents { get; init; }

    public IReadOnlyList<string> MatchedBy =>
    [
        "member-number",
        .. Patient.BirthDate is null ? Array.Empty<string>() : ["birth-date"],
        .. RecordNumber is null ? Array.Empty<string>() : ["record-number"],
    ];

    public override string ToString() => nameof(ReferralSheet);
}

/// <summary>From a bundle to a sheet, with every reason why not: codes are checked for their form, because what has no such form may be somebody's name.</summary>
internal sealed partial class ReferralSheetReader(Payers payers)
{
    private const int MostDocuments = 100;
    private const int LongestText = 200;
    private static readonly string[] Preferred = [FhirSystems.Cpt, FhirSystems.Hcpcs, FhirSystems.X12ServiceType];

    public (ReferralSheet? Sheet, IReadOnlyList<FhirIssue> Issues) Read(ReferralBundle bundle)
    {
        var issues = new List<FhirIssue>();
        var services = Services(bundle, issues);
        var diagnoses = Diagnoses(bundle, issues);
        var documents = bundle.Documents.Where(d => d.Content.Length > 0).ToList();
        if (documents.Count > MostDocuments)
            issues.Add(new FhirIssue(FhirSeverity.Error, "too-costly", "Bundle.entry", $"A referral carries at most {MostDocuments} documents.") { Detail = "too-many-documents" });
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
            Documents = documents,
        }, issues);
    }

    public static string? LoincOf(DocumentFacts document) => document.Loinc is { } loinc && Loinc().IsMatch(loinc) ? loinc : null;

    public static string ContentTypeOf(DocumentFacts document) => document.ContentType is { } type && MediaType().IsMatch(type) ? type.ToLowerInvariant() : "application/octet-stream";

    // The codings of one concept say the same thing in several systems: one service, in the system that payers price by.
    private static IReadOnlyList<ServiceAsked> Services(ReferralBundle bundle, List<FhirIssue> issues)
    {
        var coded = bundle.RequestedServices.Where(c => c is { System: not null, Code: not null }).ToList();
        var coding = Preferred.Select(system => coded.FirstOrDefault(c => c.System == system)).FirstOrDefault(c => c is not null) ?? coded.FirstOrDefault();
        if (coding is not { System: { } system, Code: { } code }) return [];
        if (!ServiceCode().IsMatch(code) || !CodeSystem().IsMatch(system))
        {
            issues.Add(FhirIssue.Invalid("ServiceRequest.code.coding", "invalid-service-code", "The code of the service, or its system, is not of the form that codes have."));
            return [];
        }

        var quantity = bundle.Quantity?.Value ?? 1;
        if (quantity is < 1 or > 9999 || decimal.Truncate(quantity) != quantity)
            issues.Add(FhirIssue.Invalid("ServiceRequest.quantityQuantity.value", "invalid-quantity", "The quantity is a whole number from 1 to 9999."));
        return [new ServiceAsked(1, NameOf(system), code, decimal.ToInt32(Math.Clamp(decimal.Truncate(quantity), 1, 9999)))];
    }

    private static List<string> Diagnoses(ReferralBundle bundle, List<FhirIssue> issues)
    {
        var codes = new List<string>();
        foreach (var code in bundle.Diagnoses.Where(d => d.System == FhirSystems.Icd10Cm).Select(d => d.Code?.ToUpperInvariant()))
        {
            if (code is null || !Icd10Cm().IsMatch(code))
                issues.Add(FhirIssue.Invalid("ServiceRequest.reasonCode.coding.code", "invalid-diagnosis-code", "A diagnosis is not of the form that ICD-10-CM codes have."));
            else if (!codes.Contains(code, StringComparer.Ordinal)) codes.Add(code);
        }

        return codes;
    }

    private static string NameOf(string system) => system switch
    {
        FhirSystems.Cpt => "CPT",
        FhirSystems.Hcpcs => "HCPCS",
        FhirSystems.X12ServiceType => "X12-1365",
        _ => system,
    };

    private static PatientOnFile PatientOf(PatientFacts patient) => new(
        patient.Name?.Given ?? [],
        // A name sent as one text is kept whole: where it divides is not ours to guess.
        patient.Name?.Family ?? patient.Name?.Text ?? "",
        patient.BirthDate?.Day,
        patient.Gender is "male" or "female" or "other" ? patient.Gender : "unknown",
        patient.Address is { } a ? new AddressOnFile(a.Lines, a.City, a.State, a.PostalCode) : null);

    private static CoverageOnFile CoverageOf(CoverageFacts coverage, string member, string payerIdentifier)
    {
        var relationship = RelationshipOf(coverage.Relationship);
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

    private static string RelationshipOf(string? relationship) => relationship switch
    {
        null or "self" => "self",
        "spouse" or "child" => relationship,
        _ => "other",
    };

    public static string? Shortened(string? text) => text is { Length: > LongestText } ? text[..LongestText] : text;

    [GeneratedRegex(@"\A[A-Za-z0-9]{1,10}([.-][A-Za-z0-9]{1,10})?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ServiceCode();

    [GeneratedRegex(@"\A(https?://|urn:(oid|uuid):)[A-Za-z0-9._~/:#?=-]{1,200}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CodeSystem();

    // ICD-10-CM: a letter, a digit, a letter or digit, and up to four more after the point.
    [GeneratedRegex(@"\A[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Icd10Cm();

    [GeneratedRegex(@"\A\d{1,7}-\d\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Loinc();

    [GeneratedRegex(@"\A[A-Za-z0-9.+-]{1,60}/[A-Za-z0-9.+-]{1,100}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MediaType();
}
