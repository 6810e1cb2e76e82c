using System.Collections.Immutable;

namespace Healthcare.Reconciliation.ClaimAccounts;

/// <summary>The money of one claim, found by its patient control number.</summary>
public abstract record ClaimAccount
{
    private ClaimAccount() { }

    public static readonly ClaimAccount Initial = new NotOpened([]);

    /// <summary>No claim has this number yet; what a payer paid for it waits.</summary>
    public sealed record NotOpened(ImmutableList<PaymentFacts> Waiting) : ClaimAccount;

    public sealed record Opened(ClaimFacts Claim, ClaimBalance Balance, ImmutableDictionary<PaymentKey, bool> Seen) : ClaimAccount
    {
        /// <summary>Which exception the balance is, if any.</summary>
        public string? Exception { get; init; }

        /// <summary>Which exception it was before the last payment.</summary>
        public string? ExceptionBefore { get; init; }
    }

    public static ClaimAccount Evolve(ClaimAccount account, ClaimAccountEvent happened) => (account, happened) switch
    {
        (NotOpened s, PaymentUnmatched e) => s with { Waiting = s.Waiting.Add(e.Payment) },
        (NotOpened, ClaimAccountOpened e) => new Opened(e.Claim, new ClaimBalance(e.Claim.Charged, 0, 0, 0), ImmutableDictionary<PaymentKey, bool>.Empty),
        (Opened s, PaymentApplied e) => s with
        {
            Balance = e.Balance,
            Seen = s.Seen.SetItem(PaymentKey.Of(e.Payment), value: true),
            ExceptionBefore = s.Exception,
            Exception = ExceptionOf(e.Balance),
        },
        (Opened s, PaymentSetAside e) => s with { Seen = s.Seen.SetItem(PaymentKey.Of(e.Payment), value: false) },
        _ => account,
    };

    /// <summary>What became of a payment: null when it was never brought here.</summary>
    public PaymentDisposition? DispositionOf(PaymentFacts payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return this switch
        {
            NotOpened s => s.Waiting.Exists(w => PaymentKey.Of(w) == PaymentKey.Of(payment)) ? PaymentDisposition.Unmatched : null,
            Opened s => s.Seen.TryGetValue(PaymentKey.Of(payment), out var applied) ? applied ? PaymentDisposition.Applied : PaymentDisposition.SetAside : null,
            _ => null,
        };
    }

    private static string? ExceptionOf(ClaimBalance balance) => balance.Open switch
    {
        > 0 => Exceptions.Underpaid,
        < 0 => Exceptions.Overpaid,
        _ => null,
    };
}

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
}
