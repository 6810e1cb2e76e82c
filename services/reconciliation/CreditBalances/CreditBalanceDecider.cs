using Healthcare.EventStore;

namespace Healthcare.Reconciliation.CreditBalances;

/// <summary>What may be asked of a credit balance.</summary>
public abstract record CreditBalanceCommand(DateTimeOffset At);

/// <summary>The account stands below zero, by another amount than before. Never refuses.</summary>
public sealed record SuspectCreditBalance(CreditFacts Facts, DateTimeOffset At) : CreditBalanceCommand(At);

/// <summary>The account stands below zero no more. Never refuses.</summary>
public sealed record ClearCreditBalance(DateTimeOffset At) : CreditBalanceCommand(At);

/// <summary>The deadline clock's command: the longest suspension is over.</summary>
public sealed record FireSuspensionEnd(DateTimeOffset At) : CreditBalanceCommand(At);

/// <summary>Every rule of a credit balance.</summary>
internal static class CreditBalanceDecider
{
    public static Decision<CreditBalanceEvent> Decide(CreditBalance balance, CreditBalanceCommand command) => (balance, command) switch
    {
        (CreditBalance.None or CreditBalance.Closed, SuspectCreditBalance c) => new CreditBalanceSuspected(c.Facts, c.At),
        (CreditBalance.Known s, SuspectCreditBalance c) => s.Facts == c.Facts ? [] : new CreditBalanceSuspected(c.Facts, c.At),
        (CreditBalance.Suspected or CreditBalance.Identified or CreditBalance.Investigating, ClearCreditBalance c) => new CreditBalanceOffset(c.At),
        (_, ClearCreditBalance) => [],

        (CreditBalance.Suspected s, IdentifyCreditBalance c) => new CreditBalanceIdentified(c.By, Returned(s, c.At), c.At),
        (CreditBalance.Identified or CreditBalance.Investigating, IdentifyCreditBalance) => [],

        // What is not begun within the sixty days suspends nothing, and what is begun again goes on where the first investigation stands.
        (CreditBalance.Identified s, InvestigateCreditBalance c) when Returned(s, s.Since) <= c.At => CreditBalanceRefusals.Overdue,
        (CreditBalance.Identified s, InvestigateCreditBalance c) when Resumed(s, s.InvestigatedFrom ?? c.At) <= c.At => CreditBalanceRefusals.SuspensionUsed,
        (CreditBalance.Identified s, InvestigateCreditBalance c) => new CreditBalanceInvestigated(c.ReasonCode, c.By, Resumed(s, s.InvestigatedFrom ?? c.At), c.At),
        (CreditBalance.Investigating, InvestigateCreditBalance) => [],

        (CreditBalance.Investigating s, ConcludeCreditInvestigation c) => new CreditInvestigationConcluded(c.By, Returned(s, c.At - s.Ran), c.At),
        (CreditBalance.Identified, ConcludeCreditInvestigation) => [],
        (CreditBalance.Investigating s, FireSuspensionEnd c) when CreditBalanceAggregate.EndOf(s.Until) <= c.At => new CreditInvestigationConcluded(CreditBalanceAggregate.Regulation, Returned(s, c.At - s.Ran), c.At),
        (_, FireSuspensionEnd) => [],

        (CreditBalance.Identified or CreditBalance.Investigating, RefundCreditBalance c) when balance is CreditBalance.Known { Facts: var facts } => new RefundIssued(facts.Amount, c.Reference, c.Period, c.By, c.At),
        (CreditBalance.Closed { Outcome: "refunded" }, RefundCreditBalance) => [],

        (CreditBalance.Suspected or CreditBalance.Identified or CreditBalance.Investigating, DismissCreditBalance c) => new CreditBalanceDismissed(c.ReasonCode, c.By, c.At),
        (CreditBalance.Closed { Outcome: "not-overpaid" }, DismissCreditBalance) => [],

        (CreditBalance.None, _) => CreditBalanceRefusals.Unknown,
        _ => CreditBalanceRefusals.OutOfOrder,
    };

    private static DateTimeOffset Returned(CreditBalance.Known balance, DateTimeOffset since) => DueAt(balance, since, clock: null);

    private static DateTimeOffset Resumed(CreditBalance.Known balance, DateTimeOffset since) => DueAt(balance, since, CreditBalanceAggregate.Suspended);

    private static DateTimeOffset DueAt(CreditBalance.Known balance, DateTimeOffset since, string? clock) =>
        ReconciliationHandoffs.Boundaries.Terms(ReconciliationHandoffs.ToRefunds, since, clock, scope: ReconciliationHandoffs.ScopeOf(balance.Facts.PayerId)).DueAt;
}

/// <summary>Why a credit balance says no.</summary>
internal static class CreditBalanceRefusals
{
    public static readonly Refusal Unknown = new("credit-balance-unknown", "There is no such credit balance.");
    public static readonly Refusal Overdue = new("credit-balance-overdue", "The sixty days are over: the money is due back, and no investigation suspends that any more.");
    public static readonly Refusal SuspensionUsed = new("credit-suspension-used", "The 180 days since the first investigation are over; what is left of the sixty runs.");
    public static readonly Refusal OutOfOrder = new("credit-balance-out-of-order", "The credit balance is not in a state in which that can happen: it is identified before it is refunded or investigated.");
}
