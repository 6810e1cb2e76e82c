namespace Healthcare.Intake.Referrals;

/// <summary>The partner sends a referral again that waits for information: same external id, other content.</summary>
public sealed record SupplementReferral(ReferralReceived Content, DateTimeOffset At) : ReferralCommand(At);
