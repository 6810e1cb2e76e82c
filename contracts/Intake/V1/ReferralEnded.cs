namespace Healthcare.Contracts.Intake.V1;

/// <summary>A referral that was accepted ends before its care is done: what waits for it stops, times that are held become free.</summary>
public sealed record ReferralEnded
{
    public required Guid CaseId { get; init; }

    public required Guid ReferralId { get; init; }

    /// <summary><c>withdrawn</c> by the referrer, <c>cancelled</c> here, or <c>expired</c>.</summary>
    public required string Ending { get; init; }

    public required string ReasonCode { get; init; }

    public required DateTimeOffset EndedAt { get; init; }
}
