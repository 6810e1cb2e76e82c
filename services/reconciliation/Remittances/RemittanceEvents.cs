using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Remittances;

/// <summary>What happens to one 835 transaction set.</summary>
public abstract record RemittanceEvent(DateTimeOffset At);

/// <summary>A payer's advice came in; amounts in dollars as the file states them.</summary>
[StoredAs("remittance_received.v1")]
public sealed record RemittanceReceived(Guid OriginalId, int Set, string Sender, DateTimeOffset At) : RemittanceEvent(At)
{
    /// <summary>TRN02; null when the set has none.</summary>
    public string? Trace { get; init; }

    /// <summary>TRN03.</summary>
    public string? PayerIdentifier { get; init; }

    /// <summary>Which payer that is, as far as it was configured.</summary>
    public string? PayerId { get; init; }

    /// <summary>N1*PR, N102.</summary>
    public string? Payer { get; init; }

    /// <summary>N1*PE, N104, when N103 is XX.</summary>
    public string? PayeeNpi { get; init; }

    /// <summary>BPR04.</summary>
    public string? Method { get; init; }

    /// <summary>BPR02.</summary>
    public required decimal Amount { get; init; }

    /// <summary>BPR16.</summary>
    public DateOnly? EffectiveDate { get; init; }

    /// <summary>ΣCLP03.</summary>
    public required decimal TotalCharge { get; init; }

    /// <summary>ΣCLP04.</summary>
    public required decimal TotalPaid { get; init; }

    /// <summary>ΣPLB; positive lowers the payment.</summary>
    public required decimal ProviderAdjustmentTotal { get; init; }

    public required int ClaimCount { get; init; }

    /// <summary>Keyed hash over claims and adjustments: the same advice in another envelope has the same.</summary>
    public required string ContentHash { get; init; }

    public IReadOnlyList<FindingFact> Findings { get; init; } = [];

    /// <summary>Where it came from: absent from a partner over the gateway, else file or manual.</summary>
    public string? Source { get; init; }

    /// <summary>Who entered it by hand (N10).</summary>
    public Actor? EnteredBy { get; init; }

    /// <summary>What that person noted.</summary>
    public Sealed<string>? Note { get; init; }
}

/// <summary>Where a remittance came from.</summary>
internal static class RemittanceSources
{
    public const string File = "file";
    public const string Manual = "manual";
}

/// <summary>A deviation of the file from its guide, with its place; quotes nothing of the file.</summary>
public sealed record FindingFact(string Code, string Severity, long Segment, string SegmentId, int Element, string Meaning);

/// <summary>Some of the set's claims, in the order of the file.</summary>
[StoredAs("claim_payments_advised.v1")]
public sealed record ClaimPaymentsAdvised(IReadOnlyList<AdvisedClaim> Claims, DateTimeOffset At) : RemittanceEvent(At);

/// <summary>One CLP: <paramref name="AccountId"/> follows from CLP01, which is sealed because a foreign one may be a patient's account number.</summary>
public sealed record AdvisedClaim(int Number, Guid AccountId, Sealed<string> ControlNumber, string Status, decimal Charge, decimal Paid)
{
    public IReadOnlyList<AdjustmentFact> Adjustments { get; init; } = [];

    /// <summary>CARC companions (RARC) of claim and lines.</summary>
    public IReadOnlyList<string> RemarkCodes { get; init; } = [];

    /// <summary>What is odd and does not keep the claim from being posted: procedure-altered, modifier-altered, crossover-unnamed; absent when nothing is.</summary>
    public IReadOnlyList<string>? Oddities { get; init; }

    /// <summary>NM1*TT, N109: to whom the payer forwarded the claim (CLP02 19 to 21, 23).</summary>
    public string? CrossoverCarrier { get; init; }

    /// <summary>False when the claim, or a line of it, does not balance.</summary>
    public required bool Balances { get; init; }

    /// <summary>The decision as billing hears it; absent in what was recorded before it was told.</summary>
    public AdjudicationFact? Adjudication { get; init; }
}

/// <summary>CLP07, BPR16, and each adjustment at its own level with the remark codes of that level: a denial is told by group, CARC and RARC together.</summary>
public sealed record AdjudicationFact(string? PayerControlNumber, DateOnly? PaidOn, IReadOnlyList<LevelAdjustmentFact> Adjustments);

/// <summary>One adjustment in dollars, of a service line or (null) of the whole claim.</summary>
public sealed record LevelAdjustmentFact(int? Line, string Group, string Reason, IReadOnlyList<string> Remarks, decimal Amount);

/// <summary>What one group and reason (CARC) take from a claim, in dollars; positive lowers the payment.</summary>
public sealed record AdjustmentFact(string Group, string Reason, decimal Amount);

/// <summary>One PLB pair; positive lowers the payment (005010X221A1 §1.10.2.1.3). The reference may hold an account number and is sealed.</summary>
[StoredAs("provider_adjustment_recorded.v1")]
public sealed record ProviderAdjustmentRecorded(int Number, string Code, decimal Amount, string ProviderId, DateOnly? FiscalPeriod, Sealed<string>? Reference, DateTimeOffset At) : RemittanceEvent(At)
{
    /// <summary>The balance that an FB moves: its reference is the trace number of the remittance that began it.</summary>
    public Guid? ForwardBalanceId { get; init; }
}

/// <summary>BPR02 is ΣCLP04 less ΣPLB.</summary>
[StoredAs("remittance_balanced.v1")]
public sealed record RemittanceBalanced(decimal Amount, DateTimeOffset At) : RemittanceEvent(At);

/// <summary>Money that does not balance: <paramref name="Level"/> is service-line, claim or transaction; <paramref name="Reference"/> counts claims and lines.</summary>
[StoredAs("remittance_out_of_balance.v1")]
public sealed record RemittanceOutOfBalance(string Level, string Reference, decimal Expected, decimal Actual, DateTimeOffset At) : RemittanceEvent(At);

/// <summary>The money is here: <paramref name="Basis"/> is trace-and-amount, or no-payment where there is none to come.</summary>
[StoredAs("remittance_funded.v1")]
public sealed record RemittanceFunded(string Basis, Guid? DepositId, int? DeltaDays, DateTimeOffset At) : RemittanceEvent(At);

/// <summary>The same advice came before, in another file.</summary>
[StoredAs("remittance_duplicated.v1")]
public sealed record RemittanceDuplicated(Guid Of, DateTimeOffset At) : RemittanceEvent(At);

/// <summary>A person takes note of what does not balance, and lets the claims that do be posted.</summary>
[StoredAs("remittance_released.v1")]
public sealed record RemittanceReleased(Actor By, string ReasonCode, DateTimeOffset At) : RemittanceEvent(At);

/// <summary>A person found that the money is not this advice's; what was posted of it is taken back claim by claim.</summary>
[StoredAs("remittance_unfunded.v1")]
public sealed record RemittanceUnfunded(Guid? DepositId, string ReasonCode, Actor By, DateTimeOffset At) : RemittanceEvent(At);

/// <summary>Nothing of the advice stands on any account any more; it may be funded and posted anew.</summary>
[StoredAs("remittance_unposted.v1")]
public sealed record RemittanceUnposted(int Unapplied, bool ProviderAdjustmentsReversed, string Period, DateTimeOffset At) : RemittanceEvent(At);

/// <summary>The claims up to this number were brought to their accounts: where posting goes on after a crash.</summary>
[StoredAs("posting_progressed.v1")]
public sealed record PostingProgressed(int Through, int Applied, int Unmatched, int SetAside, DateTimeOffset At) : RemittanceEvent(At);

/// <summary>A claim that was not known when it was posted came; how many are left.</summary>
[StoredAs("unmatched_claim_settled.v1")]
public sealed record UnmatchedClaimSettled(int Number, int Left, DateTimeOffset At) : RemittanceEvent(At);

/// <summary>Every claim of the set was brought to its account.</summary>
[StoredAs("remittance_posted.v1")]
public sealed record RemittancePosted(int Applied, int Unmatched, int SetAside, string Period, DateTimeOffset At) : RemittanceEvent(At);
