using Healthcare.EventStore;
using Healthcare.Intake.Referrals;
using Healthcare.Intake.Requirements;
using Healthcare.Originals;

namespace Healthcare.Intake.Tests.Referrals;

/// <summary>A complete referral of fixed ids and times.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 17, 0, 0, TimeSpan.Zero);
    public static readonly Guid Patient = new("018f0000-0000-8000-8000-00000000000a");
    public static readonly Guid Referral = new("018f0000-0000-8000-8000-000000000001");
    public static readonly Actor Coordinator = new("coordinator-7", ActorKind.Human, "referral-coordinator");

    public static readonly ReferralReceived Complete = new()
    {
        Channel = "fhir",
        PartnerId = "northside",
        TrackingId = "RABCDEFGHIJKL",
        ExternalId = Sealed.For(Patient, "urn:northside:referral|one"),
        ExternalIndex = "e1",
        OriginalId = new OriginalId(new Guid("018f0000-0000-7000-8000-000000000002")),
        Fingerprint = "f1",
        PayerId = "maryland-capital",
        ReferrerNpi = "1234567893",
        Services = [new ServiceAsked(1, "CPT", "99243", 1)],
        Diagnoses = ["M54.50"],
        Priority = "routine",
        RequestedOn = new DateOnly(2026, 3, 20),
        PatientId = Patient,
        MemberIndex = "m1",
        MatchedBy = ["member-number", "birth-date"],
        Patient = Sealed.For(Patient, new PatientOnFile(["Sam"], "Alder", new DateOnly(1950, 1, 1), "male", new AddressOnFile(["1 Main Street"], "Baltimore", "MD", "21201"))),
        Coverage = Sealed.For(Patient, new CoverageOnFile("M-1", SubscriberId: null, "1234567893", "self")),
        Requester = Sealed.For(Patient, new RequesterOnFile("NORTHSIDE FAMILY PRACTICE", "1122334455", ["Ana"], "Reyes")),
        Documents =
        [
            new DocumentKept(new OriginalId(new Guid("018f0000-0000-7000-8000-000000000003")), "11488-4", "text/plain", 36, Sealed.For(Patient, new DocumentOnFile("Consultation note", new string('a', 64)))),
        ],
        Required = new RequiredSet("any/any", 1, ["requested-service", "member-number"]),
        PacketHash = new string('b', 64),
        At = Noon,
    };

    public static readonly ReferralReceived WithoutReferrer = Complete with { ReferrerNpi = null, Fingerprint = "f0" };

    public static readonly ReferralAccepted Accepted = new()
    {
        By = Actor.Service("intake"),
        TrackingId = Complete.TrackingId,
        PartnerId = Complete.PartnerId,
        PatientId = Patient,
        PayerId = Complete.PayerId,
        ReferrerNpi = "1234567893",
        Services = Complete.Services,
        Diagnoses = Complete.Diagnoses,
        Priority = "routine",
        RequestedOn = Complete.RequestedOn,
        PacketHash = Complete.PacketHash,
        At = Noon,
    };

    public static readonly InformationRequested ReferrerRequested = new()
    {
        Items = ["referrer-identified"],
        To = "northside",
        // Monday noon in New York, two business days on.
        DueAt = Noon.AddDays(2),
        At = Noon,
    };

    public static readonly CompletenessPassed Passed = new()
    {
        RuleSetVersion = "any/any#1",
        Evidence =
        [
            new Evidence("patient-matched", new Dictionary<string, string>(StringComparer.Ordinal) { ["matchedBy"] = "member-number,birth-date" }),
            new Evidence("reason-given", new Dictionary<string, string>(StringComparer.Ordinal) { ["diagnoses"] = "1", ["documents"] = "1", ["otherReasons"] = "0", ["services"] = "1" }),
            new Evidence("referrer-identified", new Dictionary<string, string>(StringComparer.Ordinal) { ["npi"] = "1234567893" }),
            new Evidence("required-set-present", new Dictionary<string, string>(StringComparer.Ordinal) { ["missing"] = "none", ["required"] = "2", ["set"] = "any/any#1" }),
        ],
        At = Noon,
    };

    public static readonly ReferralDeclined Declined = new() { By = Coordinator, ReasonCode = "no-answer", At = Noon.AddHours(1) };

    /// <summary>One of each event of the aggregate.</summary>
    public static IReadOnlyList<ReferralEvent> Events => [Complete, ReferrerRequested, new InformationReceived(Complete), Passed, Accepted, Declined];
}
