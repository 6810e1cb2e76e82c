using Healthcare.EventStore;

namespace Healthcare.Intake.Referrals;

/// <summary>The deadline clock's command: what was due at <paramref name="DueAt"/> is due.</summary>
public sealed record FireReferralDeadline(DateTimeOffset DueAt, DateTimeOffset At) : ReferralCommand(At);

/// <summary>A referral has one next deadline of its own: information, then the review before closing, then expiry; once accepted, the end of its validity.</summary>
internal static class ReferralDeadlines
{
    public const string Prefix = "referral/";
    private const string Next = "referral/next";

    public static IEnumerable<DeadlineChange> Of(Happened<ReferralEvent> happened) => happened.Event switch
    {
        InformationRequested e => [Set(happened, e.DueAt)],
        InformationOverdue e => [Set(happened, e.NextAt)],
        CloseOutReviewDue e => [Set(happened, e.NextAt)],
        ReferralAccepted { ExpiresAt: { } at } => [Set(happened, at)],
        VisitMissed { ExpiresAt: { } at } => [Set(happened, at)],
        VisitCancelled { ExpiresAt: { } at } => [Set(happened, at)],
        InformationReceived or PatientMatchConfirmed or ReferralDeclined or ReferralEnding or ReferralLoopClosed or VisitScheduled or VisitAttended => [Set(happened, dueAt: null)],
        _ => [],
    };

    /// <summary>The end of a day in the Eastern standard time that referrals are dated in.</summary>
    public static DateTimeOffset? EndOf(DateOnly? day) => day is { } last ? new DateTimeOffset(last.AddDays(1).ToDateTime(new TimeOnly(5, 0)), TimeSpan.Zero) : null;

    private static DeadlineChange Set(Happened<ReferralEvent> happened, DateTimeOffset? dueAt) => new(happened.StreamId, Next, dueAt);
}
