using System.Globalization;
using System.Text.Json.Nodes;
using Healthcare.Fhir;
using Healthcare.X12;

namespace Healthcare.SystemTests.Sandbox;

/// <summary>What the product would send to partners, made by the product's own writers. Nobody in it exists.</summary>
internal static class Samples
{
    internal const string PayerNumber = "1234567893";
    internal const string Npi = "1588667638";
    private static readonly DateTime At = new(2026, 3, 2, 9, 30, 0, DateTimeKind.Utc);
    private static readonly Party Provider = new()
    {
        EntityCode = "85",
        Name = "HARBOR HEALTH SYSTEM",
        IdQualifier = "XX",
        Id = Npi,
        Address = new PostalAddress("1 QUAY STREET", null, "BALTIMORE", "MD", "212010000"),
        References = [new Healthcare.X12.Reference("EI", "521111111")],
    };

    private static readonly Party Payer = new() { EntityCode = "PR", Name = "MARYLAND CAPITAL", IdQualifier = "PI", Id = PayerNumber };
    private static readonly Party Subscriber = new()
    {
        EntityCode = "IL", IsPerson = true, Name = "TESTER", FirstName = "TESSA", IdQualifier = "MI", Id = "M0001", BirthDate = new DateOnly(1980, 5, 17), Gender = "F",
        Address = new PostalAddress("2 PIER ROAD", null, "BALTIMORE", "MD", "212020000"),
    };

    internal static ReadOnlyMemory<byte> Inquiry(string trace, string payer = PayerNumber, string? member = "M0001") => X12Document.Write(
        new InterchangeEnvelope("ZZ", "HARBOR", "ZZ", "MDCAP", At, 17),
        new GroupEnvelope(EligibilityRequest.FunctionalId, "HARBOR", "MDCAP", At, 17, EligibilityRequest.Version),
        writer => new EligibilityRequest
        {
            Reference = $"REF{trace}", At = At, Payer = Payer with { Id = payer }, Provider = Provider, Subscriber = Subscriber with { Id = member }, Trace = trace,
            TraceOriginator = "9521111111", ServiceDate = new DateOnly(2026, 3, 9), ServiceTypes = ["30", "3"],
        }.Write(writer, "0001")).Bytes;

    internal static ProfessionalClaim Claim(string id, params (string Procedure, decimal Charge)[] lines) => new()
    {
        ClaimId = id,
        Charge = lines.Sum(l => l.Charge),
        PlaceOfService = "11",
        BillingProvider = Provider,
        Subscriber = Subscriber,
        Payer = Payer,
        PriorAuthorization = "AU1",
        Diagnoses = [new Diagnosis("ABK", "M545")],
        RenderingProvider = new Party { EntityCode = "82", IsPerson = true, Name = "HEALER", FirstName = "HANNA", IdQualifier = "XX", Id = "1234567893" },
        Lines = [.. lines.Select((l, at) => new ProfessionalServiceLine
        {
            Procedure = l.Procedure, Charge = l.Charge, ServiceDate = new DateOnly(2026, 3, 9), LineControlNumber = string.Create(CultureInfo.InvariantCulture, $"{id}-{at + 1}"),
        })],
    };

    internal static ReadOnlyMemory<byte> Claims(int interchange, params ProfessionalClaim[] claims) => X12Document.Write(
        new InterchangeEnvelope("ZZ", "HARBOR", "ZZ", "CLEARHOUSE", At, interchange),
        new GroupEnvelope(ProfessionalClaims.FunctionalId, "HARBOR", "CLEARHOUSE", At, interchange, ProfessionalClaims.Version),
        writer => ProfessionalClaims.Write(writer, "0001", new ProfessionalClaimBatch
        {
            Reference = string.Create(CultureInfo.InvariantCulture, $"BATCH{interchange}"), At = At, SubmitterName = "HARBOR HEALTH SYSTEM", SubmitterId = "HARBOR", ContactName = "EDI",
            ContactPhone = "4105550101", ReceiverName = "CLEARHOUSE", ReceiverId = "CLEARHOUSE", Claims = claims,
        })).Bytes;

    internal static PasRequest Request(string bundle, int items = 1) => new()
    {
        BaseUrl = "https://harbor.example/fhir",
        BundleIdentifier = new Identifier("urn:harbor:bundle", bundle),
        TraceNumber = new Identifier("urn:harbor:trace", $"T-{bundle}"),
        ClaimId = $"pa-{bundle}",
        CreatedAt = new DateTimeOffset(At),
        Patient = new PatientFacts
        {
            Identifiers = [new Identifier("urn:harbor:patient", $"P-{bundle}")], Name = new HumanName(null, "Tester", ["Tessa"], [], [], null), Gender = "female",
            BirthDate = FhirDate.Of(new DateOnly(1980, 5, 17)),
        },
        Coverage = new CoverageFacts { MemberNumber = "M0001", SubscriberId = "M0001", Relationship = "self" },
        Insurer = new OrganizationFacts { Name = "Maryland Capital", Npi = PayerNumber },
        Requestor = new OrganizationFacts { Name = "Harbor Health System", Npi = Npi },
        Diagnoses = [new Coding(FhirSystems.Icd10Cm, "M54.5")],
        Items = [.. Enumerable.Range(1, items).Select(n => new PasItem
        {
            Sequence = n, Service = new Coding(FhirSystems.X12ServiceType, "3"), Quantity = 4, QuantityQualifier = "VS", ServicedFrom = new DateOnly(2026, 3, 9),
        })],
    };

    internal static ReadOnlyMemory<byte> Bundle(string bundle, int items = 1) =>
        Request(bundle, items).Build() is { Value: { } built } ? built.ToUtf8() : throw new InvalidOperationException("The sample request does not build.");

    /// <summary>The bundle with one thing changed by hand, as a sender that is wrong would have it.</summary>
    internal static byte[] Bundle(string bundle, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(Bundle(bundle).Span) ?? throw new InvalidOperationException("The sample request is JSON.");
        change(json);
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    internal static byte[] Appointment(string id, string? npi = "1234567893") => new AppointmentWriteBack
    {
        AppointmentId = id,
        Identifiers = [new Identifier("urn:healthcare:appointment", id)],
        Status = "booked",
        ServiceType = new Coding(FhirSystems.PlaceOfService, "11"),
        Start = new DateTimeOffset(2026, 3, 9, 14, 0, 0, TimeSpan.Zero),
        End = new DateTimeOffset(2026, 3, 9, 14, 30, 0, TimeSpan.Zero),
        Patient = new Healthcare.Fhir.Reference(null, "Patient", new Identifier("urn:harbor:patient", $"P-{id}"), null),
        Practitioner = npi is null ? null : new Healthcare.Fhir.Reference(null, "Practitioner", new Identifier(FhirSystems.Npi, npi), null),
    }.Build();
}
