using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.ProviderAdjustments;

namespace Healthcare.Reconciliation.CreditBalances;

/// <summary>The stream of a claim's credit balance: identified, it is the refunds desk's under the regulatory clock (B25); a refund goes to the claim's account.</summary>
internal static class CreditBalanceAggregate
{
    public const string Name = "credit_balance";

    /// <summary>The clock of an investigation in good faith.</summary>
    public const string Suspended = "suspended";

    public const string Deadline = "credit-balance/suspension";

    /// <summary>The kind of work item that has the money sent back.</summary>
    public const string Returning = "return-overpayment";

    /// <summary>What ends a suspension that nobody ended.</summary>
    internal static readonly Actor Regulation = Actor.Service("regulation");

    private static readonly Actor Accounts = Actor.Service("claim-accounts");

    public static Aggregate<CreditBalance, CreditBalanceCommand, CreditBalanceEvent> Value { get; } =
        new(Name, CreditBalance.Initial, CreditBalance.Evolve, CreditBalanceDecider.Decide) { Follows = FollowsOf, Deadlines = DeadlinesOf };

    /// <summary>A little before the crossing's own clock, so that a crossing whose time runs on is not told as timed out.</summary>
    internal static DateTimeOffset EndOf(DateTimeOffset until) => until.AddMinutes(-1);

    private static IEnumerable<FollowUp> FollowsOf(CreditBalance balance, Happened<CreditBalanceEvent> happened)
    {
        if (balance is not CreditBalance.Known { Facts: var facts } known) yield break;
        var (id, at) = (happened.StreamId, happened.Event.At);
        var boundaries = ReconciliationHandoffs.Boundaries;
        switch (happened.Event)
        {
            case CreditBalanceIdentified e:
                yield return Exceptions.Settled(Exceptions.Overpaid, facts.AccountId, "identified", at);
                yield return Offer(id, facts, at);
                yield return Ask("overpayment-identified", e.DueAt);
                break;
            case CreditBalanceInvestigated e when balance is CreditBalance.Investigating { InvestigatedFrom: { } from }:
                yield return boundaries.Extend(ReconciliationHandoffs.ToRefunds, id, Suspended, from, e.ReasonCode, e.By, at, ReconciliationHandoffs.ScopeOf(facts.PayerId));
                yield return Ask("overpayment-investigated", e.DueAt);
                break;
            case CreditInvestigationConcluded e when balance is CreditBalance.Identified { Since: var since }:
                yield return boundaries.Extend(ReconciliationHandoffs.ToRefunds, id, "resumed", since, "investigation-concluded", e.By, at, ReconciliationHandoffs.ScopeOf(facts.PayerId));
                yield return Ask("investigation-concluded", e.DueAt);
                break;
            case RefundIssued e:
                yield return Done("refunded");
                yield return boundaries.Accept(ReconciliationHandoffs.ToRefunds, id, e.By, at);
                yield return new FollowUp(facts.AccountId, new RecordRefund(id, e.Amount, e.Period, at));
                break;
            case CreditBalanceOffset when known.WasOffered:
                yield return Done("offset");
                yield return boundaries.Accept(ReconciliationHandoffs.ToRefunds, id, Accounts, at);
                break;
            case CreditBalanceDismissed e:
                yield return Exceptions.Settled(Exceptions.Overpaid, facts.AccountId, e.ReasonCode, at);
                if (known.WasOffered) yield return Done(e.ReasonCode);
                if (known.WasOffered) yield return boundaries.Close(ReconciliationHandoffs.ToRefunds, id, e.ReasonCode, e.By, at);
                break;
            default:
                break;
        }

        // The crossing's own chain escalates the item.
        FollowUp Ask(string reasonCode, DateTimeOffset dueAt) => new(
            WorkItemId.ForTask(Returning, id),
            new OpenWorkItem(Returning, ReconciliationRoles.CreditBalances, reasonCode, id, dueAt, at) { Boundary = ReconciliationHandoffs.ToRefunds, CaseId = facts.CaseId, ValueAtStake = facts.Amount });

        FollowUp Done(string reasonCode) => new(WorkItemId.ForTask(Returning, id), new CloseWorkItem(reasonCode, at));
    }

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<CreditBalanceEvent> happened) => happened.Event switch
    {
        CreditBalanceInvestigated e => [new DeadlineChange(happened.StreamId, Deadline, EndOf(e.DueAt))],
        CreditInvestigationConcluded or RefundIssued or CreditBalanceOffset or CreditBalanceDismissed => [new DeadlineChange(happened.StreamId, Deadline, DueAt: null)],
        _ => [],
    };

    private static FollowUp Offer(Guid id, CreditFacts facts, DateTimeOffset at)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id:D}|{at.UtcTicks}"))));
        return ReconciliationHandoffs.Boundaries.Offer(ReconciliationHandoffs.ToRefunds, id, facts.CaseId, new RecoveryFacts(IsLinked: true, IsSearched: true, "credit-balance"), hash, at, scope: ReconciliationHandoffs.ScopeOf(facts.PayerId));
    }
}
