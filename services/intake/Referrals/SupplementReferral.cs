namespace Healthcare.Intake.Referrals;

/// <summary>The partner sends a referral again that waits for information: same external id, other content.</summary>
public sealed record SupplementReferral(ReferralReceived Content, DateTimeOffset At) : ReferralCommand(At);

/// <summary>The same referral came again in other bytes, or by another channel.</summary>
public sealed record ReceiveDuplicate(string Channel, Originals.OriginalId OriginalId, string Fingerprint, DateTimeOffset At) : ReferralCommand(At);
