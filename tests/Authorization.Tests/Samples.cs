using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;

namespace Healthcare.Authorization.Tests;

/// <summary>One case with two items; nobody in it exists.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly Guid CaseId = Guid.Parse("01900000-0000-7000-8000-000000000001");
    public static readonly Guid ReferralId = Guid.Parse("01900000-0000-7000-8000-000000000002");
    public static readonly Guid PatientId = Guid.Parse("01900000-0000-7000-8000-000000000003");
    public static readonly Guid AnswerId = Guid.Parse("01900000-0000-7000-8000-000000000004");
    public static readonly Guid BundleId = Guid.Parse("01900000-0000-7000-8000-000000000005");
    public static readonly Guid AuthorizationId = PriorAuthorizationAggregate.IdOf(CaseId);
    public static readonly Guid CoverageCheckId = CoverageCheckAggregate.IdOf(CaseId);
    public const string Payer = "maryland-capital";

    public static ReferralPacket Packet { get; } = new()
    {
        ReferralId = ReferralId,
        CaseId = CaseId,
        Patient = new PacketPatient
        {
            Id = PatientId,
            Given = ["Tessa", "Q"],
            Family = "Zyxcanary",
            BirthDate = new DateOnly(1980, 5, 17),
            Gender = "female",
            Address = new PacketAddress { Lines = ["2 Pier Road"], City = "Baltimore", State = "MD", PostalCode = "21202-0000" },
        },
        Coverage = new PacketCoverage { MemberNumber = "MZYX0001", PayerIdentifier = "1234567893", Relationship = "self" },
        Requester = new PacketRequester { Npi = "1588667638", OrganizationName = "Northside Family Practice", OrganizationNpi = "1588667646", Given = ["Hanna"], Family = "Healer" },
        Services = [new RequestedService { Sequence = 1, System = "X12-1365", Code = "3", Units = 1 }, new RequestedService { Sequence = 2, System = "CPT", Code = "99243", Units = 4 }],
        Diagnoses = ["M54.5"],
        Documents = [],
        Priority = "routine",
    };

    public static CoverageQuestion Question { get; } = new(CaseId, ReferralId, AuthorizationId, PatientId, Payer, new DateOnly(2026, 3, 9));

    public static CoverageInquiry Inquiry(int attempt = 1) => new(attempt, attempt == 1 ? "trace" : $"trace-{attempt}", BundleId);

    public static RequestFacts Asked { get; } = new()
    {
        CaseId = CaseId,
        ReferralId = ReferralId,
        PatientId = PatientId,
        PayerId = Payer,
        Level = ReviewLevel.Standard,
        Items = [new RequestedItem(1, "X12-1365", "3", 1), new RequestedItem(2, "CPT", "99243", 4)],
        Diagnoses = ["M54.5"],
        ReferrerNpi = "1588667638",
        ServiceDate = new DateOnly(2026, 3, 9),
        PacketHash = new string('a', 64),
    };

    public static Package Packed { get; } = new()
    {
        ManifestHash = new string('b', 64),
        Documents = [],
        Attached = 0,
        BundleOriginalId = BundleId,
        BundleId = "bundle-1",
        TraceNo = AuthorizationId.ToString("N"),
        SignedBy = "1588667638",
        IsEndpointKnown = true,
    };

    public static Sealed<ReferralPacket> SealedPacket => Sealed.For(PatientId, Packet);

    public static RequestAuthorization Requesting(RequestFacts? facts = null) => new(facts ?? Asked, SealedPacket, Noon);

    public static AssemblePackage Assembling(Package? package = null) => new(package ?? Packed, Noon);

    public static PayerWord Word(int sequence, string action, string? number = null, string? reason = null, string? text = null) =>
        new(sequence, new ItemDecision { Action = action, CertificationNumber = number, ReasonCode = reason }, AdministrationReference: null) { ReasonText = text };

    public static PayerWord Approved(int sequence) => new(
        sequence,
        new ItemDecision { Action = "A1", CertificationNumber = $"AU{sequence}", From = new DateOnly(2026, 3, 1), To = new DateOnly(2026, 8, 31), Units = sequence == 1 ? 1 : 4 },
        AdministrationReference: null);

    public static RecordPayerAnswer Answer(params PayerWord[] words) => new(Noon, words, AnswerId, Noon);
}
