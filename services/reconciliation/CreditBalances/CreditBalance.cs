using Healthcare.EventStore;

namespace Healthcare.Reconciliation.CreditBalances;

/// <summary>What a claim's credit balance is about; the amount in dollars is what was paid above the charge.</summary>
public sealed record CreditFacts(Guid AccountId, Guid ClaimId, Guid CaseId, string PayerId, decimal Amount);

/// <summary>What happens to a credit balance of a claim.</summary>
public abstract record CreditBalanceEvent(DateTimeOffset At);

/// <summary>More stands on the claim than was charged; nobody has said yet that it is an overpayment.</summary>
[StoredAs("credit_balance_suspected.v1")]
public sealed record CreditBalanceSuspected(CreditFacts Facts, DateTimeOffset At) : CreditBalanceEvent(At);

/// <summary>A person identified it as an overpayment: the sixty days run (42 CFR 401.305(b)(1)).</summary>
[StoredAs("credit_balance_identified.v1")]
public sealed record CreditBalanceIdentified(Actor By, DateTimeOffset DueAt, DateTimeOffset At) : CreditBalanceEvent(At);

/// <summary>Related overpayments are investigated in good faith: the sixty days are suspended, for at most 180 (42 CFR 401.305(b)(3)).</summary>
[StoredAs("credit_balance_investigated.v1")]
public sealed record CreditBalanceInvestigated(string ReasonCode, Actor By, DateTimeOffset DueAt, DateTimeOffset At) : CreditBalanceEvent(At);

/// <summary>The investigation is over: what was left of the sixty days runs again.</summary>
[StoredAs("credit_investigation_concluded.v1")]
public sealed record CreditInvestigationConcluded(Actor By, DateTimeOffset DueAt, DateTimeOffset At) : CreditBalanceEvent(At);

/// <summary>The money went back to the payer under a reference; the amount in dollars.</summary>
[StoredAs("refund_issued.v1")]
public sealed record RefundIssued(decimal Amount, string Reference, string Period, Actor By, DateTimeOffset At) : CreditBalanceEvent(At);

/// <summary>The claim has no credit any more: the payer took it back, or it was corrected.</summary>
[StoredAs("credit_balance_offset.v1")]
public sealed record CreditBalanceOffset(DateTimeOffset At) : CreditBalanceEvent(At);

/// <summary>A person found that nothing was paid too much.</summary>
[StoredAs("credit_balance_dismissed.v1")]
public sealed record CreditBalanceDismissed(string ReasonCode, Actor By, DateTimeOffset At) : CreditBalanceEvent(At);

/// <summary>Where the credit balance of a claim stands.</summary>
public abstract record CreditBalance
{
    private CreditBalance() { }

    public static readonly CreditBalance Initial = new None();

    public sealed record None : CreditBalance;

    public sealed record Suspected(CreditFacts Facts) : Known(Facts);

    /// <summary>The sixty days run, since <paramref name="Since"/> less what ran before.</summary>
    public sealed record Identified(CreditFacts Facts, DateTimeOffset Since) : Known(Facts);

    /// <summary>The clock stands still until <paramref name="Until"/>; <paramref name="Ran"/> is what had run of it.</summary>
    public sealed record Investigating(CreditFacts Facts, TimeSpan Ran, DateTimeOffset Until) : Known(Facts);

    /// <summary>refunded, offset or not-overpaid.</summary>
    public sealed record Closed(CreditFacts Facts, string Outcome) : Known(Facts);

    public abstract record Known(CreditFacts Facts) : CreditBalance
    {
        /// <summary>Whether the refunds desk had it before the last event.</summary>
        public bool WasOffered { get; init; }

        /// <summary>When it was first investigated: the 180 days are counted from there, however often it is.</summary>
        public DateTimeOffset? InvestigatedFrom { get; init; }
    }

    public static CreditBalance Evolve(CreditBalance balance, CreditBalanceEvent happened) => (balance, happened) switch
    {
        (Identified s, CreditBalanceSuspected e) => s with { Facts = e.Facts },
        (Investigating s, CreditBalanceSuspected e) => s with { Facts = e.Facts },
        (_, CreditBalanceSuspected e) => new Suspected(e.Facts),
        (Known s, CreditBalanceIdentified e) => new Identified(s.Facts, e.At),
        (Identified s, CreditBalanceInvestigated e) => new Investigating(s.Facts, e.At - s.Since, e.DueAt) { InvestigatedFrom = s.InvestigatedFrom ?? e.At },
        (Investigating s, CreditInvestigationConcluded e) => new Identified(s.Facts, e.At - s.Ran) { InvestigatedFrom = s.InvestigatedFrom },
        (Known s, RefundIssued) => new Closed(s.Facts, "refunded") { WasOffered = s is Identified or Investigating },
        (Known s, CreditBalanceOffset) => new Closed(s.Facts, "offset") { WasOffered = s is Identified or Investigating },
        (Known s, CreditBalanceDismissed) => new Closed(s.Facts, "not-overpaid") { WasOffered = s is Identified or Investigating },
        _ => balance,
    };
}
