using System.Collections.Immutable;

namespace Healthcare.Reconciliation.ClaimAccounts;

/// <summary>The money of one claim, found by its patient control number.</summary>
public abstract record ClaimAccount
{
    private ClaimAccount() { }

    public static readonly ClaimAccount Initial = new NotOpened([]);

    /// <summary>Rounds of posting that were taken back, by payment: what a dead poster still brings of them is not taken.</summary>
    public ImmutableDictionary<PaymentKey, int> Withdrawn { get; init; } = ImmutableDictionary<PaymentKey, int>.Empty;

    /// <summary>No claim has this number yet; what a payer paid for it waits.</summary>
    public sealed record NotOpened(ImmutableList<PaymentFacts> Waiting) : ClaimAccount;

    public sealed record Opened(ClaimFacts Claim, ClaimBalance Balance, ImmutableDictionary<PaymentKey, Standing> Seen) : ClaimAccount
    {
        /// <summary>Which exception the balance is, if any.</summary>
        public string? Exception { get; init; }

        /// <summary>Which exception it was before the last payment.</summary>
        public string? ExceptionBefore { get; init; }

        /// <summary>By how much the payer's allowance differs from the contract, as was last found.</summary>
        public decimal Variance { get; init; }

        public decimal VarianceBefore { get; init; }

        /// <summary>Denials whose write-off was brought here.</summary>
        public ImmutableHashSet<Guid> WrittenOff { get; init; } = [];

        /// <summary>How often what was given up was paid after all.</summary>
        public int WriteOffsTakenBack { get; init; }

        /// <summary>How often money went back to the payer.</summary>
        public int Refunds { get; init; }

        /// <summary>What was open before the last movement.</summary>
        public decimal OpenBefore { get; init; }

        /// <summary>The payer after the one that was billed, as far as anybody knows.</summary>
        public string? NextPayer { get; init; }

        /// <summary>The first payer's payment after which a claim to the next is due, or which was forwarded.</summary>
        public PaymentKey? Forwarding { get; init; }

        /// <summary>Claims that went to payers after the first.</summary>
        public ImmutableHashSet<Guid> FurtherClaims { get; init; } = [];

        /// <summary>Reversals with the payment that each takes back.</summary>
        public ImmutableDictionary<PaymentKey, PaymentKey> TakenBack { get; init; } = ImmutableDictionary<PaymentKey, PaymentKey>.Empty;
    }

    public static ClaimAccount Evolve(ClaimAccount account, ClaimAccountEvent happened) => (account, happened) switch
    {
        (NotOpened s, PaymentUnmatched e) => s with { Waiting = s.Waiting.Add(e.Payment) },
        (NotOpened s, PaymentUnapplied e) => s with { Waiting = s.Waiting.RemoveAll(w => PaymentKey.Of(w) == PaymentKey.Of(e.Payment)), Withdrawn = Withdraw(s, e) },
        (NotOpened s, ClaimAccountOpened e) => new Opened(e.Claim, new ClaimBalance(e.Claim.Charged, 0, 0, 0), ImmutableDictionary<PaymentKey, Standing>.Empty) { Withdrawn = s.Withdrawn },
        (Opened s, PaymentApplied e) => Moved(s, e.Balance) with { Seen = s.Seen.SetItem(PaymentKey.Of(e.Payment), new Standing(e.Payment, PaymentDisposition.Applied)) },
        (Opened s, PaymentSetAside e) => s with { Seen = s.Seen.SetItem(PaymentKey.Of(e.Payment), new Standing(e.Payment, PaymentDisposition.SetAside)) },
        (Opened s, PaymentUnapplied e) => Unapplied(s, e),
        (Opened s, TakebackDetected e) => s with { TakenBack = s.TakenBack.SetItem(e.Reversal, e.Original) },
        (Opened s, PaymentVarianceFound e) => s with { VarianceBefore = s.Variance, Variance = e.Difference },
        (Opened s, ClaimReplaced e) => Moved(s, e.Balance) with { Claim = e.Claim },
        (Opened s, ClaimWrittenOff e) => Moved(s, e.Balance) with { WrittenOff = s.WrittenOff.Add(e.DenialId) },
        // What follows at once says what the balance is then, and whether anything is wrong with it.
        (Opened s, WriteOffTakenBack e) => s with { Balance = e.Balance, WriteOffsTakenBack = e.Number },
        (Opened s, RefundRecorded e) => Moved(s, e.Balance) with { Refunds = e.Number },
        (Opened s, CrossoverNoted e) => s with { Forwarding = e.Payment },
        (Opened s, SecondaryDue e) => s with { Forwarding = e.Payment },
        (Opened s, SecondarySent e) => s with { FurtherClaims = s.FurtherClaims.Add(e.FurtherClaimId) },
        (Opened s, NextPayerNoted e) => s with { NextPayer = e.PayerId },
        _ => account,
    };

    /// <summary>What became of a payment: null when it was never brought here.</summary>
    public PaymentDisposition? DispositionOf(PaymentFacts payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        if (IsWithdrawn(payment)) return PaymentDisposition.Withdrawn;
        return this switch
        {
            NotOpened s => s.Waiting.Exists(w => PaymentKey.Of(w) == PaymentKey.Of(payment)) ? PaymentDisposition.Unmatched : null,
            Opened s => s.Seen.TryGetValue(PaymentKey.Of(payment), out var standing) ? standing.Disposition : null,
            _ => null,
        };
    }

    public bool IsWithdrawn(PaymentFacts payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return Withdrawn.GetValueOrDefault(PaymentKey.Of(payment)) >= (payment.Round ?? 1);
    }

    // With nothing left on the account the payer is waited for again, and nothing is wrong.
    private static Opened Unapplied(Opened account, PaymentUnapplied e)
    {
        var moved = Moved(account, e.Balance ?? account.Balance);
        var seen = account.Seen.Remove(PaymentKey.Of(e.Payment));
        return moved with
        {
            Seen = seen,
            Exception = seen.IsEmpty ? null : moved.Exception,
            Withdrawn = Withdraw(account, e),
            TakenBack = account.TakenBack.Remove(PaymentKey.Of(e.Payment)),
            Forwarding = account.Forwarding == PaymentKey.Of(e.Payment) ? null : account.Forwarding,
        };
    }

    private static ImmutableDictionary<PaymentKey, int> Withdraw(ClaimAccount account, PaymentUnapplied e) => account.Withdrawn.SetItem(PaymentKey.Of(e.Payment), e.Payment.Round ?? 1);

    private static Opened Moved(Opened account, ClaimBalance balance) => account with { OpenBefore = account.Balance.Open, Balance = balance, ExceptionBefore = account.Exception, Exception = ExceptionOf(balance) };

    private static string? ExceptionOf(ClaimBalance balance) => balance.Open switch
    {
        > 0 => Exceptions.Underpaid,
        < 0 => Exceptions.Overpaid,
        _ => null,
    };
}

/// <summary>A payment as it stands on an account.</summary>
public sealed record Standing(PaymentFacts Payment, PaymentDisposition Disposition);

/// <summary>One claim of one remittance.</summary>
public readonly record struct PaymentKey(Guid RemittanceId, int Number)
{
    public static PaymentKey Of(PaymentFacts payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return new PaymentKey(payment.RemittanceId, payment.Number);
    }
}

/// <summary>What became of a payment.</summary>
public enum PaymentDisposition
{
    Applied,
    Unmatched,
    SetAside,

    /// <summary>The match that brought it was undone.</summary>
    Withdrawn,
}
