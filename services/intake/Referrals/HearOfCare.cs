namespace Healthcare.Intake.Referrals;

/// <summary>Another service told of the case. Never refused.</summary>
public sealed record HearOfCare(ReferralEvent Fact, DateTimeOffset At) : ReferralCommand(At);
