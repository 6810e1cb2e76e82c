using Healthcare.EventStore;

namespace Healthcare.Billing.Encounters;

/// <summary>What may be asked of an encounter.</summary>
public abstract record EncounterCommand(DateTimeOffset At);

/// <summary>What closing needs and only reading can bring: people from intake's packet, prices from the charge master.</summary>
public sealed record Closing(Sealed<SubscriberFacts> Subscriber, string MasterVersion, IReadOnlyList<Charge> Charges, IReadOnlyList<string> Gaps);

/// <summary>Remembers the referral; <paramref name="Closing"/> is there when the visit was before it.</summary>
public sealed record NoteReferral(ReferralFacts Referral, Closing? Closing, DateTimeOffset At) : EncounterCommand(At);

/// <summary>Remembers what was approved, and tries again what failed for want of it.</summary>
public sealed record NoteAuthorization(AuthorizationFacts Authorization, DateTimeOffset At) : EncounterCommand(At);

/// <summary>Remembers the visit; <paramref name="Closing"/> is there when the referral is known.</summary>
public sealed record NoteVisit(VisitFacts Visit, Closing? Closing, DateTimeOffset At) : EncounterCommand(At);

/// <summary>Remembers what is booked. Never refuses.</summary>
public sealed record NoteBooking(BookingFacts Booking, DateTimeOffset At) : EncounterCommand(At);

/// <summary>Remembers on which ground the care goes on without an authorization, and tries again what failed for want of one. Never refuses.</summary>
public sealed record NoteProceeding(string Ground, DateTimeOffset DueAt, DateTimeOffset At) : EncounterCommand(At);

/// <summary>The approval does not hold any more. Never refuses.</summary>
public sealed record WithdrawAuthorization(Guid AuthorizationId, string Ending, DateTimeOffset At) : EncounterCommand(At);

/// <summary>The EHR says what was done; <paramref name="Gaps"/> name what it left out.</summary>
public sealed record ReportCharges(string Source, string MessageId, IReadOnlyList<Charge> Charges, IReadOnlyList<string> Gaps, DateTimeOffset At) : EncounterCommand(At);

/// <summary>Every rule of an encounter.</summary>
internal static class EncounterDecider
{
    public static Decision<EncounterEvent> Decide(Encounter encounter, EncounterCommand command) => (encounter, command) switch
    {
        ({ Referral: not null }, NoteReferral) => [],
        (Encounter.Awaited { Visit: { } visit }, NoteReferral { Closing: { } closing } c) => [new ReferralNoted(c.Referral, c.At), .. Close(visit, closing, c.At)],
        (_, NoteReferral c) => [new ReferralNoted(c.Referral, c.At)],

        ({ Authorization: { } known }, NoteAuthorization c) when Same(known, c.Authorization) => [],
        (Encounter.Held s, NoteAuthorization c) => [new AuthorizationNoted(c.Authorization, c.At), .. Judge(s with { Authorization = c.Authorization }, s.Coding, s.FileBy, c.At)],
        (_, NoteAuthorization c) => [new AuthorizationNoted(c.Authorization, c.At)],

        (_, NoteBooking c) => encounter.Booking == c.Booking ? [] : new BookingNoted(c.Booking, c.At),
        (_, NoteProceeding c) when encounter.Ground == c.Ground => [],
        (Encounter.Held s, NoteProceeding c) => [new CareProceededNoted(c.Ground, c.DueAt, c.At), .. Judge(s with { Ground = c.Ground }, s.Coding, s.FileBy, c.At)],
        (_, NoteProceeding c) => new CareProceededNoted(c.Ground, c.DueAt, c.At),
        (Encounter.Billed, WithdrawAuthorization) => [],
        ({ Authorization: { } known }, WithdrawAuthorization c) when known.AuthorizationId == c.AuthorizationId => new AuthorizationWithdrawn(c.AuthorizationId, c.Ending, c.At),
        (_, WithdrawAuthorization) => [],

        (Encounter.Awaited { Visit: null, Referral: not null }, NoteVisit { Closing: { } closing } c) => [new VisitNoted(c.Visit, c.At), .. Close(c.Visit, closing, c.At)],
        (Encounter.Awaited { Visit: null }, NoteVisit c) => [new VisitNoted(c.Visit, c.At)],
        (_, NoteVisit) => [],

        (Encounter.Awaited { Visit: null, Referral: null, Authorization: null }, _) => EncounterRefusals.Unknown,
        (Encounter.Awaited, _) => EncounterRefusals.NotClosed,

        (Encounter.Billed s, CompleteCoding c) => s.Coding.Says(c.Coding) ? [] : EncounterRefusals.Billed,
        (Encounter.Closed s, CompleteCoding c) when !Fits(s.Charges, c.Coding) => EncounterRefusals.LinesDiffer,
        (Encounter.Held { IsTooLate: false } s, CompleteCoding c) when s.Coding.Says(c.Coding) => [],
        (Encounter.Closed s, CompleteCoding c) => [new CodingCompleted(c.Coding, c.CoderId, c.At), .. Judge(s, c.Coding, c.FileBy, c.At)],

        (Encounter.Closed s, ReportCharges c) when s.Gaps.SequenceEqual(c.Gaps, StringComparer.Ordinal) && s.Charges.SequenceEqual(c.Charges) => [],
        (Encounter.Billed, ReportCharges c) => new LateChargesReported(c.Source, c.MessageId, c.Charges, c.At),
        (Encounter.Held s, ReportCharges c) when Fits(c.Charges, s.Coding) =>
            [new ChargesReported(c.Source, c.MessageId, c.Charges, c.Gaps, c.At), .. Judge(s with { Charges = c.Charges, Gaps = c.Gaps }, s.Coding, s.FileBy, c.At)],
        (Encounter.Closed, ReportCharges c) => new ChargesReported(c.Source, c.MessageId, c.Charges, c.Gaps, c.At),

        (Encounter.Billed, CorrectCharges) => EncounterRefusals.Billed,
        (Encounter.Closed s, CorrectCharges c) when s.Gaps.Count == 0 && s.Charges.SequenceEqual(c.Charges) => [],
        (Encounter.Held s, CorrectCharges c) when Fits(c.Charges, s.Coding) =>
            [new ChargesCorrected(c.Charges, c.By, c.At), .. Judge(s with { Charges = c.Charges, Gaps = [] }, s.Coding, s.FileBy, c.At)],
        (Encounter.Closed, CorrectCharges c) => [new ChargesCorrected(c.Charges, c.By, c.At)],

        _ => EncounterRefusals.NotClosed,
    };

    private static IEnumerable<EncounterEvent> Close(VisitFacts visit, Closing closing, DateTimeOffset at) =>
        [new EncounterClosed(visit.EncounterId, closing.Subscriber, closing.Gaps, at), new ChargesCaptured(closing.MasterVersion, closing.Charges, at)];

    private static IEnumerable<EncounterEvent> Judge(Encounter.Closed encounter, Coding coding, DateOnly fileBy, DateTimeOffset at)
    {
        var match = ThreeWayMatch.Of(encounter, coding);
        var referral = encounter.Referral;
        // The patient accepted the cost, and an authorization is all that is missing: nothing goes to the payer.
        if (encounter.Ground == Grounds.PatientAcceptsCost && match.Diff.Count > 0 && match.Diff.All(d => d.Field == Sources.Absent)) return [new SelfPayHeld(encounter.Charges.Sum(c => c.Amount), fileBy, at)];
        if (match.Diff.Count > 0 || referral is null) return [new ThreeWayMatchFailed(match.Diff, fileBy, at)];
        return BillingHandoffs.FilingDaysLeft(fileBy, at) < BillingHandoffs.LeastFilingDays
            ? [new FilingLimitPassed(fileBy, at)]
            : [new ThreeWayMatched(Claims.ClaimIds.Of(referral.CaseId), match.Lines, fileBy, at)];
    }

    private static bool Fits(IReadOnlyList<Charge> charges, Coding coding) =>
        charges.Select(c => c.Line).Order().SequenceEqual(coding.Codes.Select(c => c.Line).Order());

    private static bool Same(AuthorizationFacts known, AuthorizationFacts said) =>
        known.AuthorizationId == said.AuthorizationId && known.PayerId == said.PayerId && known.NotRequiredBy == said.NotRequiredBy && known.Items.SequenceEqual(said.Items);
}

/// <summary>Grounds on which care goes on without an authorization.</summary>
internal static class Grounds
{
    public const string PatientAcceptsCost = "patient-accepts-cost";
}

/// <summary>Why an encounter says no.</summary>
internal static class EncounterRefusals
{
    public static readonly Refusal Unknown = new("encounter-unknown", "There is no encounter under this id.");
    public static readonly Refusal NotClosed = new("encounter-not-closed", "The visit is not attended and closed yet.");
    public static readonly Refusal Billed = new("encounter-billed", "A claim was built of this encounter; what changes now is a replacement.");
    public static readonly Refusal LinesDiffer = new("coding-lines-differ", "Each charge has exactly one code, under the number of its line.");
    public static readonly Refusal ServiceNotAsked = new("charge-service-not-asked", "A charge stands for a service that the referral asks for.");
}
