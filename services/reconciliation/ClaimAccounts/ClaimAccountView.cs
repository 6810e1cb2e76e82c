using Healthcare.EventStore;

namespace Healthcare.Reconciliation.ClaimAccounts;

/// <summary>A claim's money as people see it; amounts are decimal strings of dollars.</summary>
public sealed record ClaimAccountDocument
{
    public required Guid AccountId { get; init; }

    public required long Version { get; init; }

    /// <summary>Absent while no claim has the control number that a payer paid.</summary>
    public Guid? ClaimId { get; init; }

    public Guid? CaseId { get; init; }

    public Guid? PatientId { get; init; }

    public string? PayerId { get; init; }

    public ClaimBalance Balance { get; init; } = new(0, 0, 0, 0);

    public IReadOnlyList<PaymentSeen> Payments { get; init; } = [];

    /// <summary>Who pays after the payer that was billed, as the advice or a person names it.</summary>
    public string? NextPayer { get; init; }

    /// <summary>known, crossed-over, claim-due, claim-sent or decided.</summary>
    public string? NextPayerState { get; init; }

    /// <summary>Claims that went to payers after the first.</summary>
    public IReadOnlyList<Guid> FurtherClaims { get; init; } = [];

    /// <summary>The payers' own numbers (CLP07).</summary>
    public IReadOnlyList<string> PayerNumbers { get; init; } = [];

    public required DateTimeOffset Since { get; init; }

    /// <summary>What the payer allowed less what the contract says; absent while it was not compared.</summary>
    public string? Variance { get; init; }

    public string? ContractVersion { get; init; }
}

/// <summary>One payment of an account: applied, unmatched, unapplied, or set aside for a reason.</summary>
public sealed record PaymentSeen(Guid RemittanceId, int Number, string Status, string State, string Paid, string Adjusted, string PatientResponsibility, DateTimeOffset At);

/// <summary>Claim accounts by case and claim, and unmatched payments by remittance; committed with each event.</summary>
public sealed class ClaimAccountView : View<ClaimAccountDocument>
{
    public override string Name => "claim_accounts_v2";

    public override string? InlineOf => ClaimAccountAggregate.Name;

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    public static string OfClaim(Guid claimId) => $"claim:{claimId:D}";

    /// <summary>Decided by a payer under this number of its own (CLP07).</summary>
    public static string OfPayerNumber(string number) => $"payer-number:{number}";

    public static string UnmatchedOf(Guid remittanceId) => $"unmatched:{remittanceId:D}";

    public override ClaimAccountDocument? Apply(string key, ClaimAccountDocument? document, object happened, EventEnvelope envelope)
    {
        if (happened is not ClaimAccountEvent e) return document;
        var account = document ?? new ClaimAccountDocument { AccountId = envelope.StreamId, Version = 0, Since = e.At };
        account = e switch
        {
            ClaimAccountOpened { Claim: var claim } => account with
            {
                ClaimId = claim.ClaimId,
                CaseId = claim.CaseId,
                PatientId = claim.PatientId,
                PayerId = claim.PayerId,
                Balance = new ClaimBalance(claim.Charged, 0, 0, 0),
                Since = e.At,
            },
            PaymentApplied applied => account with { Balance = applied.Balance, PayerNumbers = Numbers(account, applied.Payment), Payments = Seen(account, applied.Payment, "applied", e.At), NextPayerState = applied.Payment.IsFurther ? "decided" : account.NextPayerState },
            PaymentUnmatched unmatched => account with { Payments = Seen(account, unmatched.Payment, "unmatched", e.At) },
            PaymentSetAside aside => account with { Payments = Seen(account, aside.Payment, aside.Reason, e.At) },
            PaymentUnapplied undone => account with { Balance = undone.Balance ?? account.Balance, Payments = Seen(account, undone.Payment, "unapplied", e.At) },
            ClaimReplaced replaced => account with { Balance = replaced.Balance, PayerId = replaced.Claim.PayerId },
            ClaimWrittenOff written => account with { Balance = written.Balance },
            WriteOffTakenBack taken => account with { Balance = taken.Balance },
            RefundRecorded refunded => account with { Balance = refunded.Balance },
            CrossoverNoted noted => account with { NextPayer = noted.Carrier, NextPayerState = "crossed-over" },
            NextPayerNoted noted => account with { NextPayer = noted.PayerId, NextPayerState = "known" },
            SecondaryDue due => account with { NextPayer = due.PayerId, NextPayerState = "claim-due" },
            SecondarySent sent => account with { NextPayer = sent.PayerId, NextPayerState = "claim-sent", FurtherClaims = [.. account.FurtherClaims, sent.FurtherClaimId] },
            PaymentVarianceFound variance => account with { Variance = Dollars.Text(variance.Difference), ContractVersion = variance.ContractVersion },
            _ => account,
        };
        return account with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(ClaimAccountDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.CaseId is { } caseId) yield return OfCase(caseId);
        if (document.ClaimId is { } claimId) yield return OfClaim(claimId);
        foreach (var further in document.FurtherClaims) yield return OfClaim(further);
        foreach (var number in document.PayerNumbers) yield return OfPayerNumber(number);
        foreach (var remittanceId in document.Payments.Where(p => p.State == "unmatched").Select(p => p.RemittanceId).Distinct()) yield return UnmatchedOf(remittanceId);
    }

    public override string SortOf(ClaimAccountDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Sorting.By(document.Since);
    }

    private static IReadOnlyList<string> Numbers(ClaimAccountDocument account, PaymentFacts payment) =>
        payment.Adjudication?.PayerControlNumber is { } number && !account.PayerNumbers.Contains(number, StringComparer.Ordinal) ? [.. account.PayerNumbers, number] : account.PayerNumbers;

    private static IReadOnlyList<PaymentSeen> Seen(ClaimAccountDocument account, PaymentFacts payment, string state, DateTimeOffset at) =>
    [
        .. account.Payments.Where(p => p.RemittanceId != payment.RemittanceId || p.Number != payment.Number),
        new PaymentSeen(
            payment.RemittanceId, payment.Number, payment.Status, state, Dollars.Text(payment.Paid), Dollars.Text(payment.Adjusted), Dollars.Text(payment.PatientResponsibility), at),
    ];
}
