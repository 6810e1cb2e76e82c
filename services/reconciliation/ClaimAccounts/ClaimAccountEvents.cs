using System.Text.Json.Serialization;
using Healthcare.EventStore;
using Healthcare.Reconciliation.Remittances;

namespace Healthcare.Reconciliation.ClaimAccounts;

/// <summary>What happens to the money of one claim.</summary>
public abstract record ClaimAccountEvent(DateTimeOffset At);

/// <summary>A claim went to the payer: what was charged is open.</summary>
[StoredAs("claim_account_opened.v1")]
public sealed record ClaimAccountOpened(ClaimFacts Claim, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>A payer's word on the claim changed its money; <paramref name="Balance"/> is what stands afterwards.</summary>
[StoredAs("payment_applied.v1")]
public sealed record PaymentApplied(Guid ClaimId, PaymentFacts Payment, ClaimBalance Balance, string Period, bool WasUnmatched, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>A payer paid a claim that is not known here, or not yet; it is applied when the claim comes.</summary>
[StoredAs("payment_unmatched.v1")]
public sealed record PaymentUnmatched(PaymentFacts Payment, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>What the payer said moves no money: denied, not-ours, predetermination, or out-of-balance.</summary>
[StoredAs("payment_set_aside.v1")]
public sealed record PaymentSetAside(Guid ClaimId, PaymentFacts Payment, string Reason, bool WasUnmatched, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>
/// A match was undone: what the payer said of the claim stands no more. <paramref name="Was"/> is what had become of it; <paramref name="Balance"/> what stands afterwards,
/// absent where no claim is known.
/// </summary>
[StoredAs("payment_unapplied.v1")]
public sealed record PaymentUnapplied(Guid? ClaimId, PaymentFacts Payment, PaymentDisposition? Was, ClaimBalance? Balance, string ReasonCode, string Period, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>A reversal takes back a payment that was applied here; the amount in dollars, as it was paid.</summary>
[StoredAs("takeback_detected.v1")]
public sealed record TakebackDetected(Guid ClaimId, PaymentKey Reversal, PaymentKey Original, decimal Amount, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>A reversal takes back what was never applied here; how many payments were looked through is the record of the search.</summary>
[StoredAs("takeback_unlinked.v1")]
public sealed record TakebackUnlinked(Guid ClaimId, PaymentKey Reversal, decimal Amount, int Searched, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>
/// What the payer allows is not what the contract says, in dollars: <paramref name="Allowed"/> is paid plus the patient's share. A difference of zero settles what was found before.
/// </summary>
[StoredAs("payment_variance_found.v1")]
public sealed record PaymentVarianceFound(Guid ClaimId, PaymentKey Payment, decimal Expected, decimal Allowed, decimal Paid, string ContractVersion, DateTimeOffset At) : ClaimAccountEvent(At)
{
    /// <summary>Above zero the payer allows too much.</summary>
    public decimal Difference => Allowed - Expected;
}

/// <summary>The claim was sent to replace or void what was charged before (CLM05-3 7 or 8): the charge is another, and what was paid stands.</summary>
[StoredAs("claim_replaced.v1")]
public sealed record ClaimReplaced(ClaimFacts Claim, string Frequency, ClaimBalance Balance, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>Two people gave up a part of the charge that a payer denied; the amount in dollars, zero where nothing was open any more.</summary>
[StoredAs("claim_written_off.v1")]
public sealed record ClaimWrittenOff(Guid ClaimId, Guid DenialId, decimal Amount, ClaimBalance Balance, string Period, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>A payer paid after all what had been given up: so much of the write-off stands no more; the amount in dollars. What the payer said follows.</summary>
[StoredAs("write_off_taken_back.v1")]
public sealed record WriteOffTakenBack(Guid ClaimId, int Number, decimal Amount, ClaimBalance Balance, string Period, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>What was paid too much went back to the payer; the amount in dollars.</summary>
[StoredAs("refund_recorded.v1")]
public sealed record RefundRecorded(Guid ClaimId, Guid CreditBalanceId, int Number, decimal Amount, ClaimBalance Balance, string Period, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>The payer forwarded the claim to another (CLP02 19 to 21), which it names by NM1*TT.</summary>
[StoredAs("crossover_noted.v1")]
public sealed record CrossoverNoted(Guid ClaimId, PaymentKey Payment, string Carrier, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>Somebody found that another payer comes after the one that was billed.</summary>
[StoredAs("next_payer_noted.v1")]
public sealed record NextPayerNoted(Guid ClaimId, string PayerId, Actor By, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>The first payer has decided and forwarded nothing: a claim to the next one is due for what is left to the patient, in dollars.</summary>
[StoredAs("secondary_due.v1")]
public sealed record SecondaryDue(Guid ClaimId, PaymentKey Payment, string PayerId, decimal Amount, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>The claim to the next payer went out, under an id of its own.</summary>
[StoredAs("secondary_sent.v1")]
public sealed record SecondarySent(Guid ClaimId, Guid FurtherClaimId, string PayerId, DateTimeOffset At) : ClaimAccountEvent(At);

/// <summary>The claim that an account is of; the charge in dollars.</summary>
public sealed record ClaimFacts(Guid ClaimId, Guid CaseId, Guid PatientId, string PayerId, decimal Charged, DateOnly ServiceDate)
{
    /// <summary>What the contract says the payer allows, in dollars; absent where there is no contract for the day of service.</summary>
    public decimal? Expected { get; init; }

    public string? ContractVersion { get; init; }

    /// <summary>Two digits (CLM05-1); absent where billing does not say it.</summary>
    public string? PlaceOfService { get; init; }

    /// <summary>The first two digits of the type of bill; absent on a professional claim.</summary>
    public string? FacilityType { get; init; }

    /// <summary>Of the referral, such as surgery.</summary>
    public string? ServiceLine { get; init; }

    /// <summary>The revenue code of the claim's dearest line (SV201); absent on a professional claim.</summary>
    public string? RevenueCode { get; init; }
}

/// <summary>One claim of a remittance, in dollars: charge = paid + adjusted + patient responsibility when it balances. A reversal (CLP02 = 22) is negative throughout.</summary>
public sealed record PaymentFacts(Guid RemittanceId, int Number, string Status, decimal Charge, decimal Paid, decimal Adjusted, decimal PatientResponsibility)
{
    public const string Reversal = "22";

    public IReadOnlyList<AdjustmentFact> Adjustments { get; init; } = [];

    public IReadOnlyList<string> RemarkCodes { get; init; } = [];

    public required bool Balances { get; init; }

    /// <summary>Which round of posting brought it; absent for the first.</summary>
    public int? Round { get; init; }

    /// <summary>What was odd and did not keep it from being posted, such as modifier-altered.</summary>
    public IReadOnlyList<string>? Oddities { get; init; }

    /// <summary>The decision as billing hears it.</summary>
    public AdjudicationFact? Adjudication { get; init; }

    /// <summary>What payers before this one paid or adjusted (OA-23), in dollars; absent where it is the first. It stands on the account already.</summary>
    public decimal? PriorPayers { get; init; }

    /// <summary>NM1*TT, N109: to whom the claim was forwarded.</summary>
    public string? CrossoverCarrier { get; init; }

    /// <summary>CLP02 1 and 19: the first payer's decision.</summary>
    [JsonIgnore]
    public bool IsPrimary => Status is "1" or "19";

    /// <summary>CLP02 2, 3, 20, 21: a further payer's.</summary>
    [JsonIgnore]
    public bool IsFurther => Status is "2" or "3" or "20" or "21";

    /// <summary>What the payer says is the patient's (group PR); of a further payer more than what it changes on the account.</summary>
    [JsonIgnore]
    public decimal AdvisedPatientResponsibility => PriorPayers is { } prior ? PatientResponsibility + (Charge - prior) : PatientResponsibility;

    /// <summary>
    /// What an advised claim means in money: adjustments of group PR are the patient's, all others are not owed by anyone. A further payer pays of what was the patient's:
    /// OA-23 is what the payers before it paid and adjusted, and is no adjustment of its own.
    /// </summary>
    public static PaymentFacts Of(Guid remittanceId, AdvisedClaim claim, int round = 1)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var patients = claim.Adjustments.Where(a => a.Group == "PR").Sum(a => a.Amount);
        var before = claim.Adjustments.Where(a => a is { Group: "OA", Reason: "23" }).Sum(a => a.Amount);
        decimal? prior = claim.Status is "2" or "3" or "20" or "21" or Reversal && before != 0 ? before : null;
        var own = claim.Adjustments.Sum(a => a.Amount) - patients - (prior ?? 0);
        return new PaymentFacts(remittanceId, claim.Number, claim.Status, claim.Charge, claim.Paid, own, prior is { } standing ? patients - (claim.Charge - standing) : patients)
        {
            Adjustments = claim.Adjustments,
            RemarkCodes = claim.RemarkCodes,
            Balances = claim.Balances,
            Round = round == 1 ? null : round,
            Oddities = claim.Oddities,
            Adjudication = claim.Adjudication,
            PriorPayers = prior,
            CrossoverCarrier = claim.CrossoverCarrier,
        };
    }
}

/// <summary>The money of a claim in dollars; charged = paid + adjusted + patient responsibility + written off + open, always.</summary>
public sealed record ClaimBalance(decimal Charged, decimal Paid, decimal Adjusted, decimal PatientResponsibility)
{
    /// <summary>Given up by two people, in dollars; absent where nothing was.</summary>
    public decimal? WrittenOff { get; init; }

    public decimal Open => Charged - Paid - Adjusted - PatientResponsibility - (WrittenOff ?? 0);

    public ClaimBalance With(PaymentFacts payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return this with { Paid = Paid + payment.Paid, Adjusted = Adjusted + payment.Adjusted, PatientResponsibility = PatientResponsibility + payment.PatientResponsibility };
    }

    public ClaimBalance Without(PaymentFacts payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return this with { Paid = Paid - payment.Paid, Adjusted = Adjusted - payment.Adjusted, PatientResponsibility = PatientResponsibility - payment.PatientResponsibility };
    }
}
