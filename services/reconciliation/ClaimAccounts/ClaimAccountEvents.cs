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

/// <summary>The claim that an account is of; the charge in dollars.</summary>
public sealed record ClaimFacts(Guid ClaimId, Guid CaseId, Guid PatientId, string PayerId, decimal Charged, DateOnly ServiceDate)
{
    /// <summary>What the contract says the payer allows, in dollars; absent where there is no contract for the day of service.</summary>
    public decimal? Expected { get; init; }

    public string? ContractVersion { get; init; }
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

    /// <summary>What an advised claim means in money: adjustments of group PR are the patient's, all others are not owed by anyone.</summary>
    public static PaymentFacts Of(Guid remittanceId, AdvisedClaim claim, int round = 1)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var patients = claim.Adjustments.Where(a => a.Group == "PR").Sum(a => a.Amount);
        return new PaymentFacts(remittanceId, claim.Number, claim.Status, claim.Charge, claim.Paid, claim.Adjustments.Sum(a => a.Amount) - patients, patients)
        {
            Adjustments = claim.Adjustments,
            RemarkCodes = claim.RemarkCodes,
            Balances = claim.Balances,
            Round = round == 1 ? null : round,
            Oddities = claim.Oddities,
            Adjudication = claim.Adjudication,
        };
    }
}

/// <summary>The money of a claim in dollars; charged = paid + adjusted + patient responsibility + open, always.</summary>
public sealed record ClaimBalance(decimal Charged, decimal Paid, decimal Adjusted, decimal PatientResponsibility)
{
    public decimal Open => Charged - Paid - Adjusted - PatientResponsibility;

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
