using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Intake.Requirements;
using Healthcare.Originals;

namespace Healthcare.Intake.Referrals;

/// <summary>What is known of a report that is owed to the referrer.</summary>
public sealed record ReportFacts(bool IsSigned, bool IsDelivered, string? Channel);

/// <summary>What is known of a message before it is a referral.</summary>
public sealed record ArrivalFacts(bool IsReadable, bool IsSenderKnown, bool IsNew);

/// <summary>The boundaries that intake holds, and what a referral's events mean at them: B01 channel to intake, B02 intake to completeness, B14 visit to referrer.</summary>
internal static class ReferralHandoffs
{
    public const string Channel = "B01";
    public const string Completeness = "B02";
    public const string Report = "B14";

    public const string MissingItems = "missing-items";
    public const string CloseOutReview = "close-out-review";
    public const string Expiry = "expiry";
    public const string MatchReview = "patient-match-review";
    public const string DuplicateReview = "duplicate-review";
    public const string CancelRequest = "cancel-request";
    private const string PatientIsMatched = "patient-matched";
    private const string RequiredSetPresent = "required-set-present";

    public static readonly Boundaries Boundaries = Boundaries.Of(handoffs =>
    {
        handoffs.Boundary(Channel)
            .Predicate<ArrivalFacts>("readable", (arrival, _) => Verdict.Of(arrival.IsReadable))
            .Predicate<ArrivalFacts>("sender-known", (arrival, _) => Verdict.Of(arrival.IsSenderKnown))
            .Predicate<ArrivalFacts>("not-a-duplicate", (arrival, _) => Verdict.Of(arrival.IsNew));
        handoffs.Boundary(Completeness)
            .Predicate<ReferralContent>(PatientIsMatched, PatientMatched)
            .Predicate<ReferralContent>("reason-given", ReasonGiven)
            .Predicate<ReferralContent>("referrer-identified", ReferrerIdentified)
            .Predicate<ReferralContent>(RequiredSetPresent, Complete);
        handoffs.Boundary(Report)
            .Predicate<ReportFacts>("report-signed", (report, _) => Verdict.Of(report.IsSigned))
            .Predicate<ReportFacts>("recipient-confirmed", (report, _) => Verdict.Of(report.IsDelivered, ("channel", report.Channel)));
    });

    /// <summary>The boundary's conditions, tested on what the referral brings.</summary>
    public static OfferHandoff Tested(ReferralContent content, DateTimeOffset at) => (OfferHandoff)Offered(Guid.Empty, caseId: null, ReferralFile.Of(content), at).Command;

    public static IEnumerable<FollowUp> FollowsOf(Referral referral, Happened<ReferralEvent> happened) => (referral, happened.Event) switch
    {
        (Referral.OnFile r, ReferralReceived e) => [.. Arrived(e, happened.CaseId), Offered(happened.StreamId, happened.CaseId, r.File, e.At), .. e.SuspectedDuplicatesOf is [] ? [] : One(Raised(referral, happened, DuplicateReview, e.At))],
        (Referral.OnFile r, InformationReceived e) => [.. Arrived(e, happened.CaseId), Offered(happened.StreamId, happened.CaseId, r.File, e.At), .. e.WasOverdue ? Chased(happened, "received", e.At) : []],
        (Referral.OnFile r, ReferralDuplicateReceived e) =>
            Turned(e.OriginalId, happened.CaseId, new ArrivalFacts(IsReadable: true, IsSenderKnown: true, IsNew: false), "duplicate", e.At, ScopeOf(r.Content)),
        (Referral.OnFile r, PatientMatchConfirmed e) => [Settled(happened, MatchReview, "confirmed", e.At), Offered(happened.StreamId, happened.CaseId, r.File, e.At)],
        (Referral.OnFile r, ReferralReopened or ReferralSplit) => [Offered(happened.StreamId, happened.CaseId, r.File, happened.Event.At)],
        (_, PatientMatched { Outcome: PatientOutcome.Review } e) => [Raised(referral, happened, MatchReview, e.At)],
        (_, InformationOverdue e) => [Raised(referral, happened, MissingItems, e.At)],
        (_, CloseOutReviewDue e) => [Settled(happened, MissingItems, CloseOutReview, e.At), Raised(referral, happened, CloseOutReview, e.At)],
        (_, ReferralAccepted e) => [Boundaries.Accept(Completeness, happened.StreamId, e.By, e.At)],
        (Referral.OnFile r, ReferralDeclined e) => [Closed(happened, e.ReasonCode, e.By, e.At), .. Ended(r, happened, e.WasOverdue)],
        (_, CancelRequested e) => [Raised(referral, happened, CancelRequest, e.At)],
        (_, CancelRefused e) => [Settled(happened, CancelRequest, "refused", e.At)],
        (Referral.OnFile r, ReferralEnding { WasAccepted: true } e) => [Settled(happened, CancelRequest, "ended", e.At), .. Ended(r, happened, e.WasOverdue)],
        (Referral.OnFile r, ReferralEnding e) => [Closed(happened, e.ReasonCode, ByOf(e), e.At), .. Ended(r, happened, e.WasOverdue)],
        (Referral.OnFile r, VisitAttended e) => [ReportOffered(r, happened, new ReportFacts(IsSigned: false, IsDelivered: false, Channel: null), $"{e.AppointmentId:D}", e.PlaceOfService, e.At, e.AttendedAt)],
        (Referral.OnFile r, ReportReturned e) => [ReportOffered(r, happened, new ReportFacts(IsSigned: true, IsDelivered: true, e.Channel), e.DocId, r.VisitSite, e.At), Boundaries.Accept(Report, happened.StreamId, e.By, e.At)],
        _ => [],
    };

    /// <summary>What came and is no referral: kept, with the reason why it went no further. Where a person has to do something about it, the boundary's exception says what.</summary>
    public static IReadOnlyList<FollowUp> Turned(OriginalId original, Guid? caseId, ArrivalFacts arrival, string reasonCode, DateTimeOffset at, HandoffScope? scope = null) =>
    [
        Boundaries.Offer(Channel, original.Value, caseId, arrival, HashOf(original.ToString()), at, scope: scope),
        Boundaries.Close(Channel, original.Value, reasonCode, ReferralDecider.CompletenessRule, at),
    ];

    // Whoever reads it has taken it over the boundary.
    private static IReadOnlyList<FollowUp> Arrived(ReferralContent content, Guid? caseId) =>
    [
        Boundaries.Offer(
            Channel, content.OriginalId.Value, caseId, new ArrivalFacts(IsReadable: true, IsSenderKnown: true, IsNew: true), HashOf(content.OriginalId.ToString()), content.At, scope: ScopeOf(content)),
        Boundaries.Accept(Channel, content.OriginalId.Value, ReferralDecider.CompletenessRule, content.At),
    ];

    /// <summary>Whose work it is, for the overlays: an acquired practice sends as the partner that it was.</summary>
    public static HandoffScope ScopeOf(ReferralContent content) => new() { Payer = content.PayerId, ServiceLine = content.ServiceLine, Entity = content.PartnerId };

    /// <summary>What the partner is asked for: conditions that are not met, and of the required set each item. Who the patient is, where two identifiers are there, is not the partner's to say.</summary>
    public static IReadOnlyList<string> MissingOf(ReferralContent content, IReadOnlyList<Unmet> unmet) =>
    [
        .. unmet.Where(u => u.Predicate != PatientIsMatched || content.Finding is not { Outcome: PatientOutcome.Review } || content.MatchedBy.Count < IdentifiersNeeded(content))
            .SelectMany(u => u.Predicate == RequiredSetPresent ? MissingOf(content) : [u.Predicate]),
    ];

    public static string SentenceOf(string missing) =>
        RequiredItem.SentenceOf(missing) ?? Boundaries[Completeness].Conditions.FirstOrDefault(c => c.Predicate == missing)?.Sentence ?? missing;

    /// <summary>When something that began at <paramref name="at"/> is due, by the boundary's exception route.</summary>
    public static DateTimeOffset DueFrom(string route, DateTimeOffset at) => Boundaries[Completeness].ExceptionRoutes.Single(r => r.Code == route).Clock.DueFrom(at);

    private static int IdentifiersNeeded(ReferralContent content) => Boundaries.For(Completeness, ScopeOf(content)).Conditions.Single(c => c.Predicate == PatientIsMatched).Parameters.Whole("identifiers");

    // Taken up again, it is another piece of work at the boundary, though the packet is the same.
    private static FollowUp Offered(Guid referralId, Guid? caseId, ReferralFile file, DateTimeOffset at) => Boundaries.Offer(
        Completeness, referralId, caseId, file.Content, file.Attempt == 0 ? file.Content.PacketHash : HashOf($"{file.Content.PacketHash}/{file.Attempt}"), at,
        clock: Urgencies.Built.Of(file.Content).Level == Urgencies.Routine ? null : "urgent", scope: ScopeOf(file.Content));

    private static FollowUp ReportOffered(Referral.OnFile referral, Happened<ReferralEvent> happened, ReportFacts facts, string context, string? site, DateTimeOffset at, DateTimeOffset? startedAt = null) =>
        Boundaries.Offer(Report, happened.StreamId, happened.CaseId, facts, HashOf(context), at, startedAt, scope: ScopeOf(referral.Content) with { Site = site });

    private static IEnumerable<FollowUp> One(FollowUp followUp) => [followUp];

    private static FollowUp Raised(Referral referral, Happened<ReferralEvent> happened, string route, DateTimeOffset at) =>
        Boundaries.Exception(Completeness, route, happened.StreamId, happened.CaseId, at, scope: referral is Referral.OnFile r ? ScopeOf(r.Content) : null);

    private static FollowUp Settled(Happened<ReferralEvent> happened, string route, string reason, DateTimeOffset at) => Boundaries.Settled(Completeness, route, happened.StreamId, reason, at);

    private static FollowUp Closed(Happened<ReferralEvent> happened, string reason, Actor by, DateTimeOffset at) => Boundaries.Close(Completeness, happened.StreamId, reason, by, at);

    private static IEnumerable<FollowUp> Chased(Happened<ReferralEvent> happened, string reason, DateTimeOffset at) =>
        [Settled(happened, MissingItems, reason, at), Settled(happened, CloseOutReview, reason, at)];

    // What people were asked about a referral need not be answered once it has ended.
    private static IEnumerable<FollowUp> Ended(Referral.OnFile referral, Happened<ReferralEvent> happened, bool wasOverdue)
    {
        var at = happened.Event.At;
        if (referral.File.NeedsMatch) yield return Settled(happened, MatchReview, "ended", at);
        if (referral.Content.SuspectedDuplicatesOf.Count > 0) yield return Settled(happened, DuplicateReview, "ended", at);
        if (!wasOverdue) yield break;
        foreach (var chased in Chased(happened, "ended", at)) yield return chased;
    }

    private static Actor ByOf(ReferralEnding ending) => ending switch
    {
        ReferralWithdrawn e => e.By,
        ReferralCancelled e => e.By,
        ReferralMerged e => e.By,
        _ => ReferralDecider.CompletenessRule,
    };

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static Verdict PatientMatched(ReferralContent referral, Parameters parameters) => Verdict.Of(
        referral.MatchedBy.Count >= parameters.Whole("identifiers") && referral.Finding is not { Outcome: PatientOutcome.Review },
        ("matchedBy", referral.MatchedBy is [] ? null : string.Join(',', referral.MatchedBy)));

    // A partner's guide example gives no reason and a note instead, so a note counts: a person can read the reason in it.
    private static Verdict ReasonGiven(ReferralContent referral, Parameters parameters) => Verdict.Of(
        referral.Services.Count > 0 && (referral.Diagnoses.Count > 0 || referral.OtherReasons > 0 || referral.Documents.Count > 0),
        ("services", referral.Services.Count), ("diagnoses", referral.Diagnoses.Count), ("otherReasons", referral.OtherReasons), ("documents", referral.Documents.Count));

    private static Verdict ReferrerIdentified(ReferralContent referral, Parameters parameters) => Verdict.Of(referral.ReferrerNpi is not null, ("npi", referral.ReferrerNpi));

    private static Verdict Complete(ReferralContent referral, Parameters parameters)
    {
        var missing = MissingOf(referral).ToList();
        return Verdict.Of(missing.Count == 0, ("set", referral.Required.Rule()), ("required", referral.Required.Items.Count), ("missing", Listed(missing)));
    }

    // An input is a code of bounded length: a long list is told by its count.
    private static object? Listed(List<string> missing) => string.Join(',', missing) switch
    {
        "" => null,
        { Length: > 128 } => missing.Count,
        var list => list,
    };

    private static IEnumerable<string> MissingOf(ReferralContent referral) => referral.Required.Items.Where(i => !RequiredItem.IsThere(i, referral));
}
