using Healthcare.EventStore;

namespace Healthcare.Intake.Referrals;

/// <summary>The referral ended before its care was done.</summary>
public abstract record ReferralEnding : ReferralEvent
{
    /// <summary>A code in kebab case.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>Whether the other services know of it.</summary>
    public required bool WasAccepted { get; init; }

    /// <summary>Whether a person had been asked about what did not come.</summary>
    public bool WasOverdue { get; init; }
}

/// <summary>The referrer took the referral back.</summary>
[StoredAs("referral_withdrawn.v1")]
public sealed record ReferralWithdrawn : ReferralEnding
{
    public required Actor By { get; init; }
}

/// <summary>The referrer asks to cancel; a person here decides.</summary>
[StoredAs("cancel_requested.v1")]
public sealed record CancelRequested : ReferralEvent
{
    public required Actor By { get; init; }

    public required string ReasonCode { get; init; }
}

/// <summary>A person granted the cancellation.</summary>
[StoredAs("referral_cancelled.v1")]
public sealed record ReferralCancelled : ReferralEnding
{
    public required Actor By { get; init; }
}

/// <summary>A person did not grant the cancellation: the referral goes on.</summary>
[StoredAs("cancel_refused.v1")]
public sealed record CancelRefused : ReferralEvent
{
    public required Actor By { get; init; }

    public required string ReasonCode { get; init; }
}

/// <summary>Its time ran out.</summary>
[StoredAs("referral_expired.v1")]
public sealed record ReferralExpired : ReferralEnding;

/// <summary>A person found that it is another referral once more.</summary>
[StoredAs("referral_merged.v1")]
public sealed record ReferralMerged : ReferralEnding
{
    public required Actor By { get; init; }

    /// <summary>The referral that goes on.</summary>
    public required Guid OtherId { get; init; }

    /// <summary>Why they are one, a code in kebab case.</summary>
    public required string Basis { get; init; }
}

/// <summary>A person found that it is a referral of its own after all.</summary>
[StoredAs("referral_split.v1")]
public sealed record ReferralSplit : ReferralEvent
{
    public required Actor By { get; init; }

    public required Guid OtherId { get; init; }

    public required string Basis { get; init; }
}

/// <summary>A person took an ended referral up again.</summary>
[StoredAs("referral_reopened.v1")]
public sealed record ReferralReopened : ReferralEvent
{
    public required Actor By { get; init; }

    public required Sealed<string> Note { get; init; }
}
