using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.ProviderAdjustments;

namespace Healthcare.Reconciliation.CreditBalances;

/// <summary>The stream of a claim's credit balance: identified, it is the refunds desk's under the regulatory clock (B25); a refund goes to the claim's account.</summary>
internal static class CreditBalanceAggregate
{
    public const string Name = "credit_balance";

    /// <summary>The clock of an investigation in good faith.</summary>
    public const string Suspended = "suspended";

    private static readonly Actor Accounts = Actor.Service("claim-accounts");

    public static Aggregate<CreditBalance, CreditBalanceCommand, CreditBalanceEvent> Value { get; } =
        new(Name, CreditBalance.Initial, CreditBalance.Evolve, CreditBalanceDecider.Decide) { Follows = FollowsOf };

    private static IEnumerable<FollowUp> FollowsOf(CreditBalance balance, Happened<CreditBalanceEvent> happened)
    {
        if (balance is not CreditBalance.Known { Facts: var facts } known) yield break;
        var (id, at) = (happened.StreamId, happened.Event.At);
        var boundaries = ReconciliationHandoffs.Boundaries;
        switch (happened.Event)
        {
            case CreditBalanceIdentified:
                yield return Exceptions.Settled(Exceptions.Overpaid, facts.AccountId, "identified", at);
                yield return Offer(id, facts, at);
                break;
            case CreditBalanceInvestigated e:
                yield return boundaries.Extend(ReconciliationHandoffs.ToRefunds, id, Suspended, at, e.ReasonCode, e.By, at, ReconciliationHandoffs.ScopeOf(facts.PayerId));
                break;
            case CreditInvestigationConcluded e when balance is CreditBalance.Identified { Since: var since }:
                yield return boundaries.Extend(ReconciliationHandoffs.ToRefunds, id, "resumed", since, "investigation-concluded", e.By, at, ReconciliationHandoffs.ScopeOf(facts.PayerId));
                break;
            case RefundIssued e:
                yield return boundaries.Accept(ReconciliationHandoffs.ToRefunds, id, e.By, at);
                yield return new FollowUp(facts.AccountId, new RecordRefund(id, e.Amount, e.Period, at));
                break;
            case CreditBalanceOffset when known.WasOffered:
                yield return boundaries.Accept(ReconciliationHandoffs.ToRefunds, id, Accounts, at);
                break;
            case CreditBalanceDismissed e:
                yield return Exceptions.Settled(Exceptions.Overpaid, facts.AccountId, e.ReasonCode, at);
                if (known.WasOffered) yield return boundaries.Close(ReconciliationHandoffs.ToRefunds, id, e.ReasonCode, e.By, at);
                break;
            default:
                break;
        }
    }

    private static FollowUp Offer(Guid id, CreditFacts facts, DateTimeOffset at)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id:D}|{at.UtcTicks}"))));
        return ReconciliationHandoffs.Boundaries.Offer(ReconciliationHandoffs.ToRefunds, id, facts.CaseId, new RecoveryFacts(IsLinked: true, IsSearched: true, "credit-balance"), hash, at, scope: ReconciliationHandoffs.ScopeOf(facts.PayerId));
    }
}
