using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Healthcare.Billing.Encounters;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Originals;
using Healthcare.X12;
using Healthcare.X12Exchange;
using Microsoft.Extensions.Options;

namespace Healthcare.Billing.Claims;

/// <summary>A file that was written and kept, or the code of why there is none.</summary>
internal sealed record WrittenClaim(Submission? Submission, string? Obstacle);

/// <summary>Writes 837P (005010X222A1) and 837I (005010X223A2) files, the claims of one payer in one interchange, and keeps them as originals.</summary>
internal sealed class ClaimFiles(OriginalStore originals, ControlNumbers numbers, IConfiguration configuration, IOptions<BillingOptions> options)
{
    public const string Kind = "claim-837";
    public const string MediaType = "application/edi-x12";

    /// <summary>837P and 837I.</summary>
    public const string Professional = "P";
    public const string Institutional = "I";

    private readonly Lazy<Party> billingProvider = new(() => BillingProviderOf(options.Value.Organization));

    /// <summary>Writes claims of one payer and one type into one interchange, one group, one set.</summary>
    public async Task<WrittenClaim> WriteAsync(string type, IReadOnlyList<(ClaimContent Content, SubscriberFacts People)> claims, DateTimeOffset at, CancellationToken cancel)
    {
        var partner = options.Value.Clearinghouse;
        var number = await numbers.NextAsync(partner, cancel);
        var control = number.ToString("D9", CultureInfo.InvariantCulture);
        var batchId = $"B{control}";
        var document = type == Institutional
            ? InstitutionalFile([.. claims.Select(c => BillOf(c.Content, c.People))], partner, number, control, batchId, at)
            : ProfessionalFile([.. claims.Select(c => ClaimOf(c.Content, c.People))], partner, number, control, batchId, at);
        if (document.Refusal is { } refusal) return new WrittenClaim(Submission: null, CodeOf(refusal));
        if (await originals.KeepAsync(document.Bytes, MediaType, BillingService.Name, cancel) is not Keeping.Kept kept) return new WrittenClaim(Submission: null, ClaimObstacles.TooLarge);
        // A file of one patient goes under that patient's key; one of several belongs to no one of them.
        if (claims.Select(c => c.Content.PatientId).Distinct().ToList() is [var patient]) await originals.AssignAsync(kept.Id, patient, cancel);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(document.Bytes.Span));
        return new WrittenClaim(new Submission(1, partner, batchId, control, number.ToString(CultureInfo.InvariantCulture), control, kept.Id.Value, sha256), Obstacle: null);
    }

    /// <summary>The code of the first rule of the guide that the claim breaks, null where it breaks none.</summary>
    public string? Fault(ClaimContent content, SubscriberFacts people) => (content.Type == Institutional ? InstitutionalClaimRules.Check(BillOf(content, people)) : ProfessionalClaimRules.Check(ClaimOf(content, people))) is { } broken ? CodeOf(broken) : null;

    internal InterchangeEnvelope Interchange(string partner, int number, DateTimeOffset at) => new("ZZ", options.Value.Submitter.EdiId, "ZZ", EdiIdOf(partner), at.UtcDateTime, number, options.Value.Usage);

    internal GroupEnvelope Group(string partner, string functionalId, string version, int number, DateTimeOffset at) =>
        new(functionalId, options.Value.Submitter.EdiId, EdiIdOf(partner), at.UtcDateTime, number, version);

    private string EdiIdOf(string partner) => configuration[$"Partners:{partner}:EdiId"] ?? partner.ToUpperInvariant();

    private X12Document ProfessionalFile(IReadOnlyList<ProfessionalClaim> claims, string partner, int number, string control, string batchId, DateTimeOffset at)
    {
        var batch = HeadOf(partner, batchId, at) with { Claims = claims };
        return X12Document.Write(
            Interchange(partner, number, at), Group(partner, ProfessionalClaims.FunctionalId, ProfessionalClaims.Version, number, at), writer => ProfessionalClaims.Write(writer, control, batch));
    }

    private X12Document InstitutionalFile(IReadOnlyList<InstitutionalClaim> claims, string partner, int number, string control, string batchId, DateTimeOffset at)
    {
        var head = HeadOf(partner, batchId, at);
        var batch = new InstitutionalClaimBatch
        {
            Reference = head.Reference,
            At = head.At,
            Submitter = new Party
            {
                EntityCode = "41", Name = head.SubmitterName, IdQualifier = "46", Id = head.SubmitterId, Contacts = [new Contact("IC", head.ContactName, [new ContactNumber("TE", head.ContactPhone)])],
            },
            Receiver = new Party { EntityCode = "40", Name = head.ReceiverName, IdQualifier = "46", Id = head.ReceiverId },
            Claims = claims,
        };
        return X12Document.Write(
            Interchange(partner, number, at), Group(partner, InstitutionalClaims.FunctionalId, InstitutionalClaims.Version, number, at), writer => InstitutionalClaims.Write(writer, control, batch));
    }

    private ProfessionalClaimBatch HeadOf(string partner, string batchId, DateTimeOffset at) => new()
    {
        Reference = batchId,
        At = at.UtcDateTime,
        SubmitterName = Text(options.Value.Organization.Name),
        SubmitterId = options.Value.Submitter.EdiId,
        ContactName = Text(options.Value.Submitter.ContactName),
        ContactPhone = options.Value.Submitter.ContactPhone,
        ReceiverName = Text(configuration[$"Partners:{partner}:Name"] ?? partner),
        ReceiverId = EdiIdOf(partner),
        Claims = [],
    };

    /// <summary>The institutional form of a claim: who attended is NM1*71, and numbers stand in REF.</summary>
    internal InstitutionalClaim BillOf(ClaimContent content, SubscriberFacts people)
    {
        var claim = ClaimOf(content, people);
        var bill = content.Bill ?? throw new InvalidOperationException("A claim on the institutional form says which bill it is.");
        return new InstitutionalClaim
        {
            ClaimId = claim.ClaimId,
            Charge = claim.Charge,
            FacilityType = bill.FacilityType,
            Frequency = claim.Frequency,
            StatementFrom = content.ServiceDate,
            StatementTo = content.ServiceDate,
            AdmissionType = bill.AdmissionType,
            AdmissionSource = bill.AdmissionSource,
            PatientStatus = bill.PatientStatus,
            BillingProvider = claim.BillingProvider,
            Subscriber = claim.Subscriber,
            FilingIndicator = claim.FilingIndicator,
            Patient = claim.Patient,
            PatientRelationship = claim.PatientRelationship,
            Payer = claim.Payer,
            PayerResponsibility = claim.PayerResponsibility,
            OtherInsurances = claim.OtherInsurances,
            References = [.. Numbers(claim)],
            Paperwork = claim.Paperwork,
            Codes = [.. content.Diagnoses.Select((code, i) => new HealthCode(i == 0 ? "ABK" : "ABF", code.Replace(".", "", StringComparison.Ordinal)))],
            Parties = [.. new[] { claim.RenderingProvider is { } attending ? attending with { EntityCode = "71" } : null, claim.ReferringProvider }.OfType<Party>()],
            Lines =
            [
                .. content.Lines.Select(l => new InstitutionalServiceLine
                {
                    RevenueCode = bill.Revenue.FirstOrDefault(r => r.Line == l.Number)?.Code ?? "",
                    ProcedureQualifier = "HC",
                    Procedure = l.Procedure,
                    Modifiers = l.Modifiers,
                    Charge = l.Charge,
                    Quantity = l.Units,
                    ServiceDate = content.ServiceDate,
                    LineControlNumber = string.Create(CultureInfo.InvariantCulture, $"{content.Clm01}-{l.Number}"),
                    Unknown = content.Prior is { } prior ? [.. PriorPayerLoops.OfLine(l, prior, PayerOf(prior.PayerId, people.Coverage.PayerIdentifier).Id ?? "", bill.Revenue.FirstOrDefault(r => r.Line == l.Number)?.Code)] : [],
                }),
            ],
        };
    }

    private static IEnumerable<Reference> Numbers(ProfessionalClaim claim)
    {
        if (claim.Referral is { } referral) yield return new Reference("9F", referral);
        if (claim.PriorAuthorization is { } authorization) yield return new Reference("G1", authorization);
        if (claim.PayerControlNumber is { } number) yield return new Reference("F8", number);
    }

    internal ProfessionalClaim ClaimOf(ClaimContent content, SubscriberFacts people)
    {
        var (patient, coverage, requester) = people;
        var person = Person(patient.Given, patient.Family, patient.BirthDate, patient.Gender, patient.Address);
        // Without the holder's name the member number alone names the person: many plans number each member.
        var holder = coverage is { Relationship: not "self", Subscriber: { } s } ? Person(s.Given, s.Family, s.BirthDate, s.Gender, s.Address) : null;
        var member = holder is not null && coverage.SubscriberId is { } number ? number : coverage.MemberNumber;
        var subscriber = (holder ?? person) with { IdQualifier = "MI", Id = member };
        // Of a coverage that was found later the patient is the subscriber.
        var own = content.Prior is null ? holder : null;
        return new ProfessionalClaim
        {
            ClaimId = content.Clm01,
            Charge = content.Total,
            PlaceOfService = content.PlaceOfService,
            Frequency = content.Frequency,
            PayerControlNumber = content.OriginalPayerClaimNumber,
            BillingProvider = billingProvider.Value,
            Subscriber = content.Prior is null ? subscriber : person with { IdQualifier = "MI", Id = people.NextMemberNumber },
            PayerResponsibility = content.Prior is null ? "P" : "S",
            OtherInsurances = content.Prior is { } prior
                ? [PriorPayerLoops.OfClaim(prior, subscriber, holder is null ? "18" : RelationshipOf(coverage.Relationship), FilingOf(prior.PayerId), PayerOf(prior.PayerId, coverage.PayerIdentifier))]
                : [],
            Patient = own is null ? null : person,
            PatientRelationship = own is null ? null : RelationshipOf(coverage.Relationship),
            FilingIndicator = FilingOf(content.PayerId),
            Payer = PayerOf(content.PayerId, content.Prior is null ? coverage.PayerIdentifier : content.PayerId.ToUpperInvariant()),
            PriorAuthorization = content.PriorAuthorization,
            Referral = content.Referral,
            // PWK: sent apart, electronically (EL), under the number that the attachment repeats; OZ is support data for the claim.
            Paperwork = [.. (content.Documents ?? []).Select(d => new Paperwork("OZ", "EL", d.ControlNumber, null))],
            Diagnoses = [.. content.Diagnoses.Select((code, i) => new Diagnosis(i == 0 ? "ABK" : "ABF", code.Replace(".", "", StringComparison.Ordinal)))],
            ReferringProvider = requester.Family is { } family ? Provider("DN", family, requester.Given is [var first, ..] ? first : null, requester.Npi) : null,
            RenderingProvider = Rendering(content.PractitionerNpi),
            Lines = [.. content.Lines.Select(l => LineOf(l, content, content.Prior is { } before ? [.. PriorPayerLoops.OfLine(l, before, PayerOf(before.PayerId, coverage.PayerIdentifier).Id ?? "")] : []))],
        };
    }

    private string FilingOf(string payerId) => configuration[$"Partners:{payerId}:FilingIndicator"] ?? "CI";

    private Party PayerOf(string payerId, string otherwise) => new()
    {
        EntityCode = "PR",
        Name = Text(configuration[$"Partners:{payerId}:Name"] ?? payerId),
        IdQualifier = "PI",
        Id = configuration[$"Partners:{payerId}:EdiId"] ?? otherwise,
    };

    private static ProfessionalServiceLine LineOf(BilledLine line, ClaimContent content, IReadOnlyList<RawSegment> decided) => new()
    {
        Procedure = line.Procedure,
        Modifiers = line.Modifiers,
        Charge = line.Charge,
        Quantity = line.Units,
        DiagnosisPointers = line.DiagnosisPointers,
        ServiceDate = content.ServiceDate,
        LineControlNumber = string.Create(CultureInfo.InvariantCulture, $"{content.Clm01}-{line.Number}"),
        Unknown = decided,
    };

    // One and the same for every claim, so that claims of a file share its level.
    private static Party BillingProviderOf(BillingOptions.OrganizationOptions us) =>
        new()
        {
            EntityCode = "85",
            Name = Text(us.Name),
            IdQualifier = "XX",
            Id = us.Npi,
            Address = new PostalAddress(Text(us.Line), null, Text(us.City), us.State, us.PostalCode),
            References = [new Reference("EI", us.TaxNumber)],
        };

    private Party? Rendering(string npi) =>
        options.Value.Practitioners.TryGetValue(npi, out var known) ? Provider("82", known.Family, known.Given, npi) : Provider("82", "PROVIDER", given: null, npi);

    private static Party Provider(string entity, string family, string? given, string npi) => new()
    {
        EntityCode = entity,
        IsPerson = true,
        Name = Text(family),
        FirstName = TextOrNull(given),
        IdQualifier = "XX",
        Id = npi,
    };

    private static Party Person(IReadOnlyList<string> given, string family, DateOnly? born, string? gender, PacketAddress? address) => new()
    {
        EntityCode = "IL",
        IsPerson = true,
        Name = Text(family),
        FirstName = given is [var first, ..] ? TextOrNull(first) : null,
        MiddleName = given is [_, var middle, ..] ? TextOrNull(middle) : null,
        BirthDate = born,
        Gender = gender switch
        {
            "male" => "M",
            "female" => "F",
            _ => "U",
        },
        Address = address is { Lines: [var line, ..], City: { } city }
            ? new PostalAddress(
                Text(line), address.Lines is [_, var second, ..] ? TextOrNull(second) : null, Text(city), TextOrNull(address.State), address.PostalCode?.Replace("-", "", StringComparison.Ordinal))
            : null,
    };

    // PAT01: 01 spouse, 19 child, G8 other.
    private static string RelationshipOf(string relationship) => relationship switch
    {
        "spouse" => "01",
        "child" => "19",
        _ => "G8",
    };

    private static string CodeOf(X12Refusal refusal) =>
        string.Create(CultureInfo.InvariantCulture, $"x12-{JsonNamingPolicy.KebabCaseLower.ConvertName(refusal.Code.ToString())}-{refusal.SegmentId}{refusal.Element:D2}");

    private static string? TextOrNull(string? value) => string.IsNullOrWhiteSpace(value) ? null : Text(value);

    /// <summary>Upper case, with a blank for what X12 uses as a delimiter and for control characters.</summary>
    private static string Text(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value.ToUpperInvariant()) text.Append(c is '*' or '^' or ':' or '~' || char.IsControl(c) ? ' ' : c);
        return text.ToString().Trim();
    }
}
