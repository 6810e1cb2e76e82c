using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Intake.Requirements;

namespace Healthcare.Intake.Referrals;

/// <summary>B02, intake to completeness: its conditions, and what a referral's events mean at it.</summary>
internal static class ReferralHandoffs
{
    public const string Completeness = "B02";
    private const string RequiredSetPresent = "required-set-present";

    public static readonly Boundaries Boundaries = Boundaries.Of(handoffs => handoffs.Boundary(Completeness)
        .Predicate<ReferralContent>("patient-matched", PatientMatched)
        .Predicate<ReferralContent>("reason-given", ReasonGiven)
        .Predicate<ReferralContent>("referrer-identified", ReferrerIdentified)
        .Predicate<ReferralContent>(RequiredSetPresent, Complete));

    /// <summary>The boundary's conditions, tested on what the referral brings.</summary>
    public static OfferHandoff Tested(ReferralContent content, DateTimeOffset at) => (OfferHandoff)Offered(Guid.Empty, caseId: null, content, at).Command;

    public static IEnumerable<FollowUp> FollowsOf(Referral referral, Happened<ReferralEvent> happened) => happened.Event switch
    {
        ReferralContent e => [Offered(happened.StreamId, happened.CaseId, e, e.At)],
        ReferralAccepted e => [Boundaries.Accept(Completeness, happened.StreamId, e.By, e.At)],
        ReferralDeclined e => [Boundaries.Close(Completeness, happened.StreamId, e.ReasonCode, e.By, e.At)],
        _ => [],
    };

    /// <summary>What the partner is asked for: conditions that are not met, and of the required set each item.</summary>
    public static IReadOnlyList<string> MissingOf(ReferralContent content, IReadOnlyList<Unmet> unmet) =>
        [.. unmet.SelectMany(u => u.Predicate == RequiredSetPresent ? MissingItems(content) : [u.Predicate])];

    public static string SentenceOf(string missing) =>
        RequiredItem.SentenceOf(missing) ?? Boundaries[Completeness].Conditions.FirstOrDefault(c => c.Predicate == missing)?.Sentence ?? missing;

    public static DateTimeOffset InformationDueFrom(DateTimeOffset at) => Boundaries[Completeness].ExceptionRoutes.Single(r => r.Code == "missing-items").Clock.DueFrom(at);

    private static FollowUp Offered(Guid referralId, Guid? caseId, ReferralContent content, DateTimeOffset at) =>
        Boundaries.Offer(Completeness, referralId, caseId, content, content.PacketHash, at, clock: content.Priority == "routine" ? null : "urgent");

    private static Verdict PatientMatched(ReferralContent referral, Parameters parameters) =>
        Verdict.Of(referral.MatchedBy.Count >= parameters.Whole("identifiers"), ("matchedBy", referral.MatchedBy is [] ? null : string.Join(',', referral.MatchedBy)));

    // A partner's guide example gives no reason and a note instead, so a note counts: a person can read the reason in it.
    private static Verdict ReasonGiven(ReferralContent referral, Parameters parameters) => Verdict.Of(
        referral.Services.Count > 0 && (referral.Diagnoses.Count > 0 || referral.OtherReasons > 0 || referral.Documents.Count > 0),
        ("services", referral.Services.Count), ("diagnoses", referral.Diagnoses.Count), ("otherReasons", referral.OtherReasons), ("documents", referral.Documents.Count));

    private static Verdict ReferrerIdentified(ReferralContent referral, Parameters parameters) => Verdict.Of(referral.ReferrerNpi is not null, ("npi", referral.ReferrerNpi));

    private static Verdict Complete(ReferralContent referral, Parameters parameters)
    {
        var missing = MissingItems(referral).ToList();
        return Verdict.Of(missing.Count == 0, ("set", referral.Required.Rule()), ("required", referral.Required.Items.Count), ("missing", missing is [] ? null : string.Join(',', missing)));
    }

    private static IEnumerable<string> MissingItems(ReferralContent referral) => referral.Required.Items.Where(i => !RequiredItem.IsThere(i, referral));
}
