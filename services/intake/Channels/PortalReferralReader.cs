using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.Fhir;
using Healthcare.Intake.Partners;
using Healthcare.Intake.Referrals;

namespace Healthcare.Intake.Channels;

/// <summary>A referral as a portal writes it: a small record for partners who speak neither FHIR nor HL7.</summary>
internal sealed record PortalReferral
{
    public PortalIdentifier? ExternalId { get; init; }

    public PortalPerson? Patient { get; init; }

    public PortalCoverage? Coverage { get; init; }

    public PortalReferrer? Referrer { get; init; }

    public PortalService? Service { get; init; }

    /// <summary>ICD-10-CM codes, the principal one first.</summary>
    public IReadOnlyList<string>? Diagnoses { get; init; }

    /// <summary>Why, in words; the words stay in the original.</summary>
    public string? Reason { get; init; }

    /// <summary><c>routine</c>, <c>urgent</c>, <c>asap</c> or <c>stat</c>.</summary>
    public string? Priority { get; init; }

    public DateOnly? RequestedOn { get; init; }

    public DateOnly? ValidThrough { get; init; }

    public IReadOnlyList<PortalDocument>? Documents { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }

    public override string ToString() => nameof(PortalReferral);
}

internal sealed record PortalIdentifier(string? System, string? Value);

internal sealed record PortalPerson(IReadOnlyList<string>? Given, string? Family, DateOnly? BirthDate, string? Sex, PortalAddress? Address, PortalIdentifier? RecordNumber)
{
    public override string ToString() => nameof(PortalPerson);
}

internal sealed record PortalAddress(IReadOnlyList<string>? Lines, string? City, string? State, string? PostalCode);

internal sealed record PortalCoverage(string? MemberNumber, PortalPayer? Payer, string? Relationship, PortalPerson? Subscriber)
{
    public override string ToString() => nameof(PortalCoverage);
}

internal sealed record PortalPayer(string? Npi, string? Naic, string? Id, string? Name);

internal sealed record PortalReferrer(string? Npi, IReadOnlyList<string>? Given, string? Family, string? Organization, string? OrganizationNpi);

/// <summary>A code in <c>CPT</c>, <c>HCPCS</c>, <c>X12-1365</c> or the system of a URI.</summary>
internal sealed record PortalService(string? System, string? Code, int? Units);

/// <summary>A document with its content in Base64.</summary>
internal sealed record PortalDocument(string? Loinc, string? Title, string? ContentType, byte[]? Content)
{
    public override string ToString() => nameof(PortalDocument);
}

/// <summary>From a portal's record to the canonical referral; places are JSON pointers.</summary>
internal sealed class PortalReferralReader(Payers payers)
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { MaxDepth = 16, AllowDuplicateProperties = false };

    public (ReferralSheet? Sheet, IReadOnlyList<FhirIssue> Issues) Read(ReadOnlyMemory<byte> utf8, DateOnly today)
    {
        if (TryParse(utf8) is not { } referral) return (null, [FhirIssue.Invalid("", "body-malformed", "The body is not the record that is documented.")]);
        var issues = new List<FhirIssue>();
        var payer = referral.Coverage?.Payer is { } named ? payers.Find(OrganizationOf(named)) : null;
        if (payer is null) issues.Add(FhirIssue.Invalid("/coverage/payer", "unknown-payer", "The payer is none that this organization works with."));
        if (referral.Patient?.Family is not { Length: > 0 }) issues.Add(FhirIssue.Required("/patient/family", "missing-patient-name", "The patient has no name."));
        if (referral.Coverage?.MemberNumber is not { Length: > 0 }) issues.Add(FhirIssue.Required("/coverage/memberNumber", "missing-member-number", "The coverage has no member number."));
        if (referral.ValidThrough < today) issues.Add(FhirIssue.Invalid("/validThrough", "referral-expired", "The referral was valid until a day that has passed."));
        var services = Services(referral.Service, issues);
        var diagnoses = Diagnoses(referral.Diagnoses ?? [], issues);
        var priority = Priority(referral.Priority, issues);
        var documents = Documents(referral.Documents ?? [], issues);
        if (issues.Any(i => i.IsError) || payer is not { } known || referral is not { Patient: { Family: { } family } patient, Coverage: { MemberNumber: { } member } coverage }) return (null, issues);
        var places = new PortalPlaces(referral);
        return (new ReferralSheet
        {
            PayerId = known.PayerId,
            ExternalId = referral.ExternalId is { Value: { Length: > 0 } value } id ? $"{id.System}|{value}" : null,
            ReferrerNpi = ProviderNumber.IsNpi(referral.Referrer?.Npi) ? referral.Referrer?.Npi : null,
            Services = services,
            Diagnoses = diagnoses,
            OtherReasons = string.IsNullOrWhiteSpace(referral.Reason) ? 0 : 1,
            Priority = priority,
            RequestedOn = referral.RequestedOn,
            ValidThrough = referral.ValidThrough,
            RecordNumber = patient.RecordNumber is { Value: { Length: > 0 } number } record ? $"{record.System}|{number}" : null,
            Patient = PatientOf(patient, family),
            Coverage = new CoverageOnFile(member.Trim(), SubscriberId: null, known.Identifier, Codes.Relationship(coverage.Relationship))
            {
                Subscriber = Codes.Relationship(coverage.Relationship) != "self" && coverage.Subscriber is { Family: { } holder } ? PatientOf(coverage.Subscriber, holder) : null,
            },
            Requester = new RequesterOnFile(
                referral.Referrer?.Organization, ProviderNumber.IsNpi(referral.Referrer?.OrganizationNpi) ? referral.Referrer?.OrganizationNpi : null, referral.Referrer?.Given ?? [], referral.Referrer?.Family),
            Documents = documents,
            Provenance = places.ToProvenance(issues),
        }, issues);
    }

    internal static IReadOnlyList<string> Diagnoses(IReadOnlyList<string> given, List<FhirIssue> issues)
    {
        var codes = new List<string>();
        for (var i = 0; i < given.Count; i++)
        {
            var upper = given[i]?.ToUpperInvariant() ?? "";
            if (!Codes.IsDiagnosis(upper)) issues.Add(FhirIssue.Invalid(string.Create(CultureInfo.InvariantCulture, $"/diagnoses/{i}"), "invalid-diagnosis-code", "A diagnosis is not of the form that ICD-10-CM codes have."));
            else if (!codes.Contains(upper, StringComparer.Ordinal)) codes.Add(upper);
        }

        return codes;
    }

    internal static IReadOnlyList<ServiceAsked> Services(PortalService? service, List<FhirIssue> issues)
    {
        if (service is not { Code: { Length: > 0 } code }) return [];
        var system = service.System switch { "CPT" => FhirSystems.Cpt, "HCPCS" => FhirSystems.Hcpcs, "X12-1365" => FhirSystems.X12ServiceType, var other => other ?? "" };
        if (!Codes.IsService(system, code)) issues.Add(FhirIssue.Invalid("/service/code", "invalid-service-code", "The code of the service, or its system, is not of the form that codes have."));
        if (service.Units is < 1 or > 9999) issues.Add(FhirIssue.Invalid("/service/units", "invalid-quantity", "The quantity is a whole number from 1 to 9999."));
        return [new ServiceAsked(1, Codes.NameOf(system), code, Math.Clamp(service.Units ?? 1, 1, 9999))];
    }

    private static PortalReferral? TryParse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<PortalReferral>(utf8.Span, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Priority(string? priority, List<FhirIssue> issues)
    {
        if (priority is null or "routine" or "urgent" or "asap" or "stat") return priority ?? "routine";
        issues.Add(FhirIssue.Invalid("/priority", "unknown-priority", "The priority is one of routine, urgent, asap and stat."));
        return "routine";
    }

    private static IReadOnlyList<SheetDocument> Documents(IReadOnlyList<PortalDocument> given, List<FhirIssue> issues)
    {
        if (given.Count > Codes.MostDocuments) issues.Add(FhirIssue.Invalid("/documents", "too-many-documents", $"A referral carries at most {Codes.MostDocuments} documents."));
        return [.. given.Where(d => d.Content is { Length: > 0 }).Take(Codes.MostDocuments).Select(d => new SheetDocument(Codes.Loinc(d.Loinc), Codes.ContentType(d.ContentType), Codes.Shortened(d.Title), d.Content ?? []))];
    }

    private static OrganizationFacts OrganizationOf(PortalPayer payer) => new()
    {
        Name = payer.Name,
        Identifiers =
        [
            .. payer.Npi is { } npi ? new[] { new Identifier(FhirSystems.Npi, npi) } : [],
            .. payer.Naic is { } naic ? new[] { new Identifier(FhirSystems.Naic, naic) } : [],
            .. payer.Id is { } id ? new[] { new Identifier(null, id) } : [],
        ],
    };

    private static PatientOnFile PatientOf(PortalPerson person, string family) => new(
        person.Given ?? [], family, person.BirthDate, person.Sex is "male" or "female" or "other" ? person.Sex : "unknown",
        person.Address is { } a ? new AddressOnFile(a.Lines ?? [], a.City, a.State, a.PostalCode) : null);
}

/// <summary>The JSON pointers of a portal's record that were read, and those that have no place.</summary>
internal sealed class PortalPlaces(PortalReferral referral)
{
    public Provenance ToProvenance(IReadOnlyList<FhirIssue> issues)
    {
        (string Field, string Place, bool IsThere)[] known =
        [
            (Field.ExternalId, "/externalId", referral.ExternalId is not null),
            (Field.PatientName, "/patient/family", true),
            (Field.BirthDate, "/patient/birthDate", referral.Patient?.BirthDate is not null),
            (Field.Sex, "/patient/sex", referral.Patient?.Sex is not null),
            (Field.Address, "/patient/address", referral.Patient?.Address is not null),
            (Field.RecordNumber, "/patient/recordNumber", referral.Patient?.RecordNumber is not null),
            (Field.MemberNumber, "/coverage/memberNumber", true),
            (Field.Payer, "/coverage/payer", true),
            (Field.Relationship, "/coverage/relationship", referral.Coverage?.Relationship is not null),
            (Field.Subscriber, "/coverage/subscriber", referral.Coverage?.Subscriber is not null),
            (Field.ReferrerNpi, "/referrer/npi", referral.Referrer?.Npi is not null),
            (Field.ReferrerName, "/referrer/family", referral.Referrer?.Family is not null),
            (Field.ReferrerOrganization, "/referrer/organization", referral.Referrer?.Organization is not null),
            (Field.Service, "/service", referral.Service is not null),
            (Field.Units, "/service/units", referral.Service?.Units is not null),
            (Field.Diagnoses, "/diagnoses", referral.Diagnoses is { Count: > 0 }),
            (Field.Reason, "/reason", referral.Reason is not null),
            (Field.Priority, "/priority", referral.Priority is not null),
            (Field.RequestedOn, "/requestedOn", referral.RequestedOn is not null),
            (Field.ValidThrough, "/validThrough", referral.ValidThrough is not null),
            (Field.Document, "/documents", referral.Documents is { Count: > 0 }),
        ];
        var others = referral.Others?.Keys.Order(StringComparer.Ordinal).Select(k => $"/{k}").ToList() ?? [];
        return new Provenance(
            ReferralChannels.Portal, [.. known.Where(k => k.IsThere).Select(k => new FieldSource(k.Field, k.Place))], [.. others.Take(Provenance.MostListed)], others.Count,
            [.. issues.Select(i => new MappingFinding(i.Severity.ToString().ToLowerInvariant(), i.Detail ?? i.Code, i.Expression, i.Clause))]);
    }
}
