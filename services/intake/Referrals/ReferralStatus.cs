namespace Healthcare.Intake.Referrals;

/// <summary>Where a referral stands, as partners and people are told; in brackets what 360X and BSeR call it.</summary>
public enum ReferralStatus
{
    /// <summary>Something is missing, and the referrer was asked for it.</summary>
    AwaitingInformation,

    /// <summary>A person looks before it can be accepted.</summary>
    InTriage,

    /// <summary>Complete and ours (360X accepted, BSeR 3.0).</summary>
    Accepted,

    CoveragePending,

    AuthorizationPending,

    AuthorizationNotRequired,

    ReadyToSchedule,

    Scheduled,

    /// <summary>The patient did not come (BSeR 5.1.2).</summary>
    NoShow,

    VisitCancelled,

    Attended,

    InterimNoted,

    /// <summary>The report reached the referrer (360X finalized, BSeR 7.0).</summary>
    LoopClosed,

    /// <summary>The referrer asked to cancel, and nobody has decided yet.</summary>
    CancelRequested,

    Declined,

    Withdrawn,

    Cancelled,

    Expired,

    /// <summary>Another referral once more; that one goes on.</summary>
    Duplicate,
}
