using Healthcare.Fhir;

namespace Healthcare.Intake.Referrals;

/// <summary>How referrals come.</summary>
internal static class ReferralChannels
{
    public const string Fhir = "fhir";
    public const string Hl7v2 = "hl7v2";
    public const string Mllp = "mllp";
    public const string Portal = "portal";
}

/// <summary>Where each field of a referral came from, and what its sender wrote that has no place: places and codes, never a value.</summary>
public sealed record Provenance(string Channel, IReadOnlyList<FieldSource> Fields, IReadOnlyList<string> Unmapped, int UnmappedCount, IReadOnlyList<MappingFinding> Findings)
{
    internal const int MostListed = 200;
}

/// <summary>A field of the canonical referral, and its place: a FHIRPath, an HL7 path such as <c>PID-5</c>, or a JSON pointer.</summary>
public sealed record FieldSource(string Field, string Place);

/// <summary>What was read around, or deviates from what the sender claims to follow.</summary>
public sealed record MappingFinding(string Severity, string Code, string? Place, string? Clause);

/// <summary>Names of the canonical fields, the same for every channel.</summary>
internal static class Field
{
    public const string ExternalId = "externalId";
    public const string PatientName = "patient.name";
    public const string BirthDate = "patient.birthDate";
    public const string Sex = "patient.sex";
    public const string Address = "patient.address";
    public const string RecordNumber = "patient.recordNumber";
    public const string MemberNumber = "coverage.memberNumber";
    public const string Payer = "coverage.payer";
    public const string Relationship = "coverage.relationship";
    public const string Subscriber = "coverage.subscriber";
    public const string ReferrerNpi = "referrer.npi";
    public const string ReferrerName = "referrer.name";
    public const string ReferrerOrganization = "referrer.organization";
    public const string Service = "service";
    public const string Units = "service.units";
    public const string Diagnoses = "diagnoses";
    public const string Reason = "reason";
    public const string Priority = "priority";
    public const string RequestedOn = "requestedOn";
    public const string ValidThrough = "validThrough";
    public const string Document = "document";
}

/// <summary>The places of a bundle that its facts were read from.</summary>
internal static class FhirProvenance
{
    public static Provenance Of(ReferralBundle bundle, FhirBundle? source, IReadOnlyList<FhirIssue> findings)
    {
        var fields = new List<FieldSource>();
        var request = PlaceOf(source, "ServiceRequest", bundle.ServiceRequestId);
        var patient = PlaceOf(source, "Patient", bundle.Patient?.Id);
        var coverage = PlaceOf(source, "Coverage", bundle.Coverage?.Id);
        Add(bundle.BundleIdentifier is not null, Field.ExternalId, "Bundle.identifier");
        Add(bundle.BundleIdentifier is null && bundle.ServiceRequestIdentifiers.Count > 0, Field.ExternalId, $"{request}.identifier[0]");
        Add(bundle.Patient?.Name is not null, Field.PatientName, $"{patient}.name");
        Add(bundle.Patient?.BirthDate is not null, Field.BirthDate, $"{patient}.birthDate");
        Add(bundle.Patient?.Gender is not null, Field.Sex, $"{patient}.gender");
        Add(bundle.Patient?.Address is not null, Field.Address, $"{patient}.address");
        Add(bundle.Patient?.Identifiers.Count > 0, Field.RecordNumber, $"{patient}.identifier");
        Add(bundle.Coverage?.MemberNumber is not null, Field.MemberNumber, bundle.Coverage?.MemberNumber == bundle.Coverage?.SubscriberId ? $"{coverage}.subscriberId" : $"{coverage}.identifier");
        Add(bundle.Coverage?.Payer is not null, Field.Payer, $"{coverage}.payor");
        Add(bundle.Coverage?.Relationship is not null, Field.Relationship, $"{coverage}.relationship");
        Add(bundle.Coverage?.Subscriber is not null, Field.Subscriber, $"{coverage}.subscriber");
        Add(bundle.Requester?.Npi is not null, Field.ReferrerNpi, $"{PlaceOf(source, "Practitioner", bundle.Requester?.Id)}.identifier");
        Add(bundle.Requester?.Name is not null, Field.ReferrerName, $"{PlaceOf(source, "Practitioner", bundle.Requester?.Id)}.name");
        Add(bundle.RequestingOrganization is not null, Field.ReferrerOrganization, PlaceOf(source, "Organization", bundle.RequestingOrganization?.Id));
        Add(bundle.RequestedServices.Count > 0, Field.Service, $"{request}.code");
        Add(bundle.Quantity is not null, Field.Units, $"{request}.quantityQuantity");
        Add(bundle.Diagnoses.Count > 0, Field.Diagnoses, $"{request}.reasonCode");
        Add(bundle.ReasonTexts.Count > 0, Field.Reason, $"{request}.reasonCode.text");
        Add(true, Field.Priority, $"{request}.priority");
        Add(bundle.OccurrenceFrom is not null, Field.RequestedOn, $"{request}.occurrence");
        foreach (var document in bundle.Documents.Where(d => d.Content.Length > 0)) Add(true, Field.Document, $"{PlaceOf(source, "DocumentReference", document.Id)}.content.attachment");
        return new Provenance(
            ReferralChannels.Fhir, fields, [.. bundle.Unmapped.Take(Provenance.MostListed)], bundle.UnmappedCount,
            [.. findings.Take(Provenance.MostListed).Select(f => new MappingFinding(f.Severity.ToString().ToLowerInvariant(), f.Detail ?? f.Code, f.Expression, f.Clause))]);

        void Add(bool isThere, string field, string place)
        {
            if (isThere) fields.Add(new FieldSource(field, place));
        }
    }

    // The entry that holds a resource; without an id, the kind of it says as much as there is to say.
    private static string PlaceOf(FhirBundle? source, string type, string? id) =>
        source?.Entries.FirstOrDefault(e => e.Resource.ResourceType == type && (id is null || e.Resource["id"].Text == id)) is { } entry ? entry.Resource.Path : $"Bundle.entry.resource.ofType({type})";
}
