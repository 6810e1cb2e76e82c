using Healthcare.EventStore;

namespace Healthcare.Reconciliation.CreditBalances;

/// <summary>What may be asked of a credit balance.</summary>
public abstract record CreditBalanceCommand(DateTimeOffset At);

/// <summary>The account stands below zero, by another amount than before. Never refuses.</summary>
public sealed record SuspectCreditBalance(CreditFacts Facts, DateTimeOffset At) : CreditBalanceCommand(At);

/// <summary>The account stands below zero no more. Never refuses.</summary>
public sealed record ClearCreditBalance(DateTimeOffset At) : CreditBalanceCommand(At);

/// <summary>Every rule of a credit balance.</summary>
internal static class CreditBalanceDecider
{
    public static Decision<CreditBalanceEvent> Decide(CreditBalance balance, CreditBalanceCommand command) => (balance, command) switch
    {
        (CreditBalance.None or CreditBalance.Closed, SuspectCreditBalance c) => new CreditBalanceSuspected(c.Facts, c.At),
        (CreditBalance.Known s, SuspectCreditBalance c) => s.Facts == c.Facts ? [] : new CreditBalanceSuspected(c.Facts, c.At),
        (CreditBalance.Suspected or CreditBalance.Identified or CreditBalance.Investigating, ClearCreditBalance c) => new CreditBalanceOffset(c.At),
        (_, ClearCreditBalance) => [],

        (CreditBalance.Suspected s, IdentifyCreditBalance c) => new CreditBalanceIdentified(c.By, DueAt(s, c.At), c.At),
        (CreditBalance.Identified or CreditBalance.Investigating, IdentifyCreditBalance) => [],

        (CreditBalance.Identified s, InvestigateCreditBalance c) => new CreditBalanceInvestigated(c.ReasonCode, c.By, DueAt(s, c.At, CreditBalanceAggregate.Suspended), c.At),
        (CreditBalance.Investigating, InvestigateCreditBalance) => [],

        (CreditBalance.Investigating s, ConcludeCreditInvestigation c) => new CreditInvestigationConcluded(c.By, DueAt(s, c.At - s.Ran), c.At),
        (CreditBalance.Identified, ConcludeCreditInvestigation) => [],

        (CreditBalance.Identified or CreditBalance.Investigating, RefundCreditBalance c) when balance is CreditBalance.Known { Facts: var facts } => new RefundIssued(facts.Amount, c.Reference, c.Period, c.By, c.At),
        (CreditBalance.Closed { Outcome: "refunded" }, RefundCreditBalance) => [],

        (CreditBalance.Suspected or CreditBalance.Identified or CreditBalance.Investigating, DismissCreditBalance c) => new CreditBalanceDismissed(c.ReasonCode, c.By, c.At),
        (CreditBalance.Closed { Outcome: "not-overpaid" }, DismissCreditBalance) => [],

        (CreditBalance.None, _) => CreditBalanceRefusals.Unknown,
        _ => CreditBalanceRefusals.OutOfOrder,
    };

    private static DateTimeOffset DueAt(CreditBalance.Known balance, DateTimeOffset startedAt, string? clock = null) =>
        ReconciliationHandoffs.Boundaries.Terms(ReconciliationHandoffs.ToRefunds, startedAt, clock, scope: ReconciliationHandoffs.ScopeOf(balance.Facts.PayerId)).DueAt;
}

/// <summary>Why a credit balance says no.</summary>
internal static class CreditBalanceRefusals
{
    public static readonly Refusal Unknown = new("credit-balance-unknown", "There is no such credit balance.");
    public static readonly Refusal OutOfOrder = new("credit-balance-out-of-order", "The credit balance is not in a state in which that can happen: it is identified before it is refunded or investigated.");
}
