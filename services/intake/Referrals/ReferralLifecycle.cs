using Healthcare.EventStore;

namespace Healthcare.Intake.Referrals;

/// <summary>What may happen to a referral after it was judged: endings, cancellations, duplicates, reopening, the report, and time.</summary>
internal static class ReferralLifecycle
{
    public static Decision<ReferralEvent> Decide(Referral.OnFile referral, ReferralCommand command) => (referral, command) switch
    {
        (Referral.AwaitingInformation or Referral.InTriage, DeclineReferral c) => new ReferralDeclined { By = c.By, ReasonCode = c.ReasonCode, WasOverdue = IsOverdue(referral), At = c.At },
        (Referral.Over { How: ReferralStatus.Declined }, DeclineReferral) => [],
        (Referral.Accepted, DeclineReferral) => ReferralRefusals.AlreadyAccepted,

        (Referral.Over { How: ReferralStatus.Withdrawn }, WithdrawReferral) => [],
        (Referral.Accepted { Onward.Attended: not null }, WithdrawReferral or RequestCancellation) => ReferralRefusals.AlreadyAttended,
        (Referral.Accepted { Onward.VisitStanding: VisitStanding.Scheduled }, WithdrawReferral) => ReferralRefusals.AlreadyScheduled,
        (Referral.AwaitingInformation or Referral.InTriage or Referral.Accepted, WithdrawReferral c) =>
            new ReferralWithdrawn { By = c.By, ReasonCode = c.ReasonCode, WasAccepted = IsAccepted(referral), WasOverdue = IsOverdue(referral), At = c.At },

        (Referral.Accepted { CancelRequest: not null }, RequestCancellation) => [],
        (Referral.Accepted, RequestCancellation c) => new CancelRequested { By = c.By, ReasonCode = c.ReasonCode, At = c.At },
        (Referral.Over { How: ReferralStatus.Cancelled }, RequestCancellation or DecideCancellation { Grants: true }) => [],
        (Referral.AwaitingInformation or Referral.InTriage, RequestCancellation or DecideCancellation) => ReferralRefusals.NotAccepted,
        (Referral.Accepted { CancelRequest: null }, DecideCancellation) => ReferralRefusals.CancellationNotRequested,
        (Referral.Accepted { Onward.Attended: not null }, DecideCancellation { Grants: true }) => ReferralRefusals.AlreadyAttended,
        (Referral.Accepted, DecideCancellation { Grants: true } c) => new ReferralCancelled { By = c.By, ReasonCode = c.ReasonCode, WasAccepted = true, At = c.At },
        (Referral.Accepted, DecideCancellation c) => new CancelRefused { By = c.By, ReasonCode = c.ReasonCode, At = c.At },

        (Referral.Duplicate r, MergeReferral c) when r.MergedInto == c.OtherId => [],
        (Referral.Duplicate, MergeReferral) => ReferralRefusals.IsDuplicate,
        (Referral.Accepted { Onward.Attended: not null }, MergeReferral) => ReferralRefusals.AlreadyAttended,
        (Referral.AwaitingInformation or Referral.InTriage or Referral.Accepted, MergeReferral c) => new ReferralMerged
        {
            By = c.By, OtherId = c.OtherId, Basis = c.Basis, ReasonCode = "duplicate", WasAccepted = IsAccepted(referral), WasOverdue = IsOverdue(referral), At = c.At,
        },
        (Referral.Duplicate r, SplitReferral c) => [new ReferralSplit { By = c.By, OtherId = r.MergedInto, Basis = c.Basis, At = c.At }, .. ReferralDecider.Judged(r.File, r.File, c.At)],
        (_, SplitReferral) => ReferralRefusals.NotMerged,

        (Referral.Over r, ReopenReferral c) =>
            [new ReferralReopened { By = c.By, Note = Sealed.For(r.Content.PatientId, c.Note), At = c.At }, .. ReferralDecider.Judged(r.File, r.File, c.At)],
        (Referral.Duplicate, _) => ReferralRefusals.IsDuplicate,
        (_, ReopenReferral) => ReferralRefusals.NotOver,

        (Referral.Over { How: ReferralStatus.LoopClosed }, ReturnReport) => [],
        (Referral.OnFile, ReturnReport c) when c.DeliveredAt > c.At => ReferralRefusals.DeliveredLater,
        (Referral.Accepted { Onward.Attended: not null } or Referral.Over { Onward.Attended: not null }, ReturnReport c) =>
        [
            new ReportReturned { By = c.By, DocId = c.DocId, To = c.To, Channel = c.Channel, Evidence = c.Evidence, DeliveredAt = c.DeliveredAt, At = c.At },
            new ReferralLoopClosed { At = c.At },
        ],
        (Referral.Accepted { Onward.Attended: not null } r, NoteInterim c) => r.Onward.InterimNotes.Contains(c.Evidence, StringComparer.Ordinal)
            ? []
            : [new InterimNoted { By = c.By, To = c.To, Evidence = c.Evidence, DeliveredAt = c.DeliveredAt, At = c.At }],
        (Referral.AwaitingInformation or Referral.InTriage or Referral.Accepted, ReturnReport or NoteInterim) => ReferralRefusals.NotAttended,

        (_, FireReferralDeadline c) => Fire(referral, c),
        _ => ReferralRefusals.IsOver,
    };

    /// <summary>What another service said of the case. Nothing is refused: what says nothing new, or comes too late to count, changes nothing.</summary>
    public static Decision<ReferralEvent> Hear(Referral.OnFile referral, ReferralEvent fact) => referral switch
    {
        // What happened before a referral was taken up again belongs to its former course.
        Referral.Accepted { File.Attempt: > 1 } r when Onward.TimeOf(fact) < r.AcceptedAt => [],
        Referral.Accepted r when r.Onward.With(fact) is var onward && !ReferenceEquals(onward, r.Onward) => [Lost(r, onward, fact)],
        // Whoever was seen after all is owed a report, whatever was decided in between.
        Referral.Over { Onward.Attended: null, File.Attempt: > 0 } when fact is VisitAttended => [fact],
        _ => [],
    };

    // Without its visit the referral lasts no longer than it is valid.
    private static ReferralEvent Lost(Referral.Accepted referral, Onward onward, ReferralEvent fact) => fact switch
    {
        VisitMissed e when onward is { VisitStanding: VisitStanding.Missed, Attended: null } => e with { ExpiresAt = referral.ExpiresAt },
        VisitCancelled e when onward is { VisitStanding: VisitStanding.Cancelled, Attended: null } => e with { ExpiresAt = referral.ExpiresAt },
        _ => fact,
    };

    private static Decision<ReferralEvent> Fire(Referral.OnFile referral, FireReferralDeadline c) => referral switch
    {
        Referral.AwaitingInformation r when !IsDue(r.NextAt, c.DueAt) => [],
        Referral.AwaitingInformation r when r.NextAt == r.Request.DueAt =>
            new InformationOverdue { Items = r.Request.Items, NextAt = r.Request.CloseOutAt ?? ReferralHandoffs.DueFrom(ReferralHandoffs.CloseOutReview, r.Request.At), At = c.At },
        Referral.AwaitingInformation r when r.NextAt != ExpiryOf(r.Request) => new CloseOutReviewDue { NextAt = ExpiryOf(r.Request), At = c.At },
        Referral.AwaitingInformation => new ReferralExpired { ReasonCode = "no-information", WasAccepted = false, WasOverdue = true, At = c.At },
        Referral.Accepted { Onward: { Attended: null, VisitStanding: not VisitStanding.Scheduled }, ExpiresAt: { } due } when IsDue(due, c.DueAt) =>
            new ReferralExpired { ReasonCode = "validity-ended", WasAccepted = true, At = c.At },
        _ => [],
    };

    private static DateTimeOffset ExpiryOf(InformationRequested request) => request.ExpiresAt ?? ReferralHandoffs.DueFrom(ReferralHandoffs.Expiry, request.At);

    private static bool IsDue(DateTimeOffset next, DateTimeOffset due) => EventCodec.Microseconds(next) == EventCodec.Microseconds(due);

    private static bool IsAccepted(Referral referral) => referral is Referral.Accepted;

    private static bool IsOverdue(Referral referral) => referral is Referral.AwaitingInformation r && r.NextAt != r.Request.DueAt;
}
