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
    public static readonly Guid OtherPatient = new("018f0000-0000-8000-8000-00000000000b");
    public static readonly Guid OtherReferral = new("018f0000-0000-8000-8000-000000000004");
    public static readonly Guid Appointment = new("018f0000-0000-8000-8000-000000000005");
    public static readonly Guid Authorization = new("018f0000-0000-8000-8000-000000000006");
    public static readonly Actor Referrer = new("northside", ActorKind.Partner, "partner");
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
        CanonicalIndex = "c1",
        Keys = new PatientKeys { Birth = "b1", Record = "r1", Person = "p1" },
        Finding = new PatientFinding(PatientOutcome.New, [], []),
        ServiceLine = "consultation",
        ValidThrough = new DateOnly(2026, 9, 30),
        Provenance = Sealed.For(Patient, new Provenance("fhir", [new FieldSource("service", "Bundle.entry[0].resource.code")], ["Bundle.entry[0].resource.note"], 1, [])),
        At = Noon,
    };

    /// <summary>Somebody whose member number is another's.</summary>
    public static readonly ReferralReceived InDoubt = Complete with
    {
        Finding = new PatientFinding(PatientOutcome.Review, ["other-birth-date"], [OtherPatient]),
        Fingerprint = "f7",
        CanonicalIndex = "c7",
    };

    public static readonly PatientMatched NewPatient = new() { Outcome = PatientOutcome.New, PatientId = Patient, MatchedOn = [], At = Noon };

    public static readonly UrgencyAssigned Routine = new() { Level = "routine", Basis = "priority:routine", At = Noon };

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
        ServiceLine = "consultation",
        Attempt = 1,
        ExpiresAt = new DateTimeOffset(2026, 10, 1, 5, 0, 0, TimeSpan.Zero),
        At = Noon,
    };

    public static readonly InformationRequested ReferrerRequested = new()
    {
        Items = ["referrer-identified"],
        To = "northside",
        // Monday noon in New York, two business days on.
        DueAt = Noon.AddDays(2),
        // Fifteen and thirty business days, over the change to daylight saving time.
        CloseOutAt = Noon.AddDays(21).AddHours(-1),
        ExpiresAt = Noon.AddDays(42).AddHours(-1),
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

    public static readonly CoverageAnswered Covered = new() { IsConfirmed = true, AnsweredAt = Noon.AddMinutes(1), At = Noon.AddMinutes(1) };
    public static readonly CoverageAnswered NotCovered = new() { IsConfirmed = false, ReasonCode = "inactive", AnsweredAt = Noon.AddMinutes(1), At = Noon.AddMinutes(1) };
    public static readonly AuthorizationAnswered Pended = Answered(AuthorizationStanding.Pended, 2);
    public static readonly AuthorizationAnswered NotRequired = Answered(AuthorizationStanding.NotRequired, 2);
    public static readonly AuthorizationAnswered Approved = Answered(AuthorizationStanding.Approved, 3);
    public static readonly ReferralReady Ready = new() { ServiceLine = null, AuthRef = Authorization, ReadyAt = Noon.AddMinutes(4), At = Noon.AddMinutes(4) };
    public static readonly VisitScheduled Scheduled = new() { AppointmentId = Appointment, Start = Noon.AddDays(7), BookedAt = Noon.AddMinutes(5), At = Noon.AddMinutes(5) };
    public static readonly VisitMissed Missed = new() { AppointmentId = Appointment, MissedAt = Noon.AddDays(7), At = Noon.AddDays(7) };
    public static readonly VisitCancelled VisitCancelled = new() { AppointmentId = Appointment, ReasonCode = "patient-asked", CancelledAt = Noon.AddDays(6), At = Noon.AddDays(6) };
    public static readonly VisitScheduled Rebooked = new() { AppointmentId = Appointment, Start = Noon.AddDays(14), BookedAt = Noon.AddDays(8), At = Noon.AddDays(8) };
    public static readonly VisitAttended Attended = new() { AppointmentId = Appointment, AttendedAt = Noon.AddDays(14), At = Noon.AddDays(14) };

    public static AuthorizationAnswered Answered(AuthorizationStanding standing, int minute) =>
        new() { AuthorizationId = Authorization, Standing = standing, AnsweredAt = Noon.AddMinutes(minute), At = Noon.AddMinutes(minute) };

    /// <summary>One of each event of the aggregate.</summary>
    public static IReadOnlyList<ReferralEvent> Events =>
    [
        Complete, ReferrerRequested, new InformationReceived(Complete), Passed, Accepted, Declined, NewPatient, Routine, Covered, Pended, Ready, Scheduled, Missed, VisitCancelled, Attended,
        new ReferralDuplicateReceived { Channel = "hl7v2", OriginalId = Complete.OriginalId, Fingerprint = "f8", At = Noon },
        new PatientMatchConfirmed(Complete, Coordinator, isKnown: true, OtherPatient),
        new TriageNeeded { Reasons = ["patient-match-review"], At = Noon },
        new InformationOverdue { Items = ["referrer-identified"], NextAt = Noon.AddDays(21), At = Noon.AddDays(2) },
        new CloseOutReviewDue { NextAt = Noon.AddDays(42), At = Noon.AddDays(21) },
        new InterimNoted { By = Coordinator, To = "northside", Evidence = "ack-17", DeliveredAt = Noon.AddDays(15), At = Noon.AddDays(15) },
        new ReportReturned { By = Coordinator, DocId = "doc-1", To = "northside", Channel = "hl7v2-mdm", Evidence = "ack-18", DeliveredAt = Noon.AddDays(16), At = Noon.AddDays(16) },
        new ReferralLoopClosed { At = Noon.AddDays(16) },
        new ReferralWithdrawn { By = Referrer, ReasonCode = "patient-moved", WasAccepted = true, At = Noon },
        new CancelRequested { By = Referrer, ReasonCode = "patient-moved", At = Noon },
        new ReferralCancelled { By = Coordinator, ReasonCode = "patient-moved", WasAccepted = true, At = Noon },
        new CancelRefused { By = Coordinator, ReasonCode = "already-prepared", At = Noon },
        new ReferralExpired { ReasonCode = "validity-ended", WasAccepted = true, At = Noon },
        new ReferralMerged { By = Coordinator, OtherId = OtherReferral, Basis = "same-order", ReasonCode = "duplicate", WasAccepted = true, At = Noon },
        new ReferralSplit { By = Coordinator, OtherId = OtherReferral, Basis = "other-knee", At = Noon },
        new ReferralReopened { By = Coordinator, Note = Sealed.For(Patient, "Sam Alder called again."), At = Noon },
    ];
}
