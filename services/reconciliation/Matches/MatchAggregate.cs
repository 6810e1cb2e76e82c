using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.Deposits;
using Healthcare.Reconciliation.Reassociations;
using Healthcare.Reconciliation.Remittances;

namespace Healthcare.Reconciliation.Matches;

/// <summary>The stream of one remittance and one deposit: proposed it asks a person; confirmed it moves the money, undone it moves it back.</summary>
internal static class MatchAggregate
{
    public const string Name = "match";

    /// <summary>The kind of work item that asks whether two halves belong together.</summary>
    public const string Confirming = "confirm-reassociation";

    private static readonly TimeSpan Within = TimeSpan.FromDays(1);

    public static Aggregate<Match, MatchCommand, MatchEvent> Value { get; } = new(Name, Match.Initial, Match.Evolve, MatchDecider.Decide) { Follows = FollowsOf };

    private static IEnumerable<FollowUp> FollowsOf(Match match, Happened<MatchEvent> happened)
    {
        var (id, at) = (happened.StreamId, happened.Event.At);
        switch (happened.Event)
        {
            case MatchProposed e:
                yield return new FollowUp(
                    WorkItemId.ForTask(Confirming, id),
                    new OpenWorkItem(Confirming, ReconciliationRoles.CashPosting, e.Facts.Basis, id, at + Within, at)
                    {
                        Levels = [new LevelDue("finance-supervisor", at + (2 * Within))],
                        ValueAtStake = e.Facts.Deposit.Amount,
                    });
                break;
            case MatchConfirmed e:
                foreach (var follow in Confirmed(e.Facts, at)) yield return follow;
                yield return Closed(id, "confirmed", at);
                break;
            case MatchRecorded:
                yield return Closed(id, "matched", at);
                break;
            case MatchRejected:
                yield return Closed(id, "rejected", at);
                break;
            case MatchUndone e:
                yield return new FollowUp(e.Facts.Remittance.RemittanceId, new UnfundRemittance(e.Facts.Deposit.DepositId, e.ReasonCode, e.By, at));
                yield return new FollowUp(e.Facts.Deposit.DepositId, new ReleaseDeposit(e.Facts.Deposit.DepositId, e.Facts.Remittance.RemittanceId, e.ReasonCode, e.By, e.Period, at));
                foreach (var trace in Traces(e.Facts)) yield return new FollowUp(trace, new TakeApart(e.Facts.Remittance.RemittanceId, e.Facts.Deposit.DepositId, at));
                break;
            default:
                break;
        }
    }

    private static IEnumerable<FollowUp> Confirmed(MatchFacts facts, DateTimeOffset at)
    {
        yield return new FollowUp(facts.Remittance.RemittanceId, new FundRemittance(facts.Basis, facts.Deposit.DepositId, facts.DeltaDays, at));
        yield return new FollowUp(facts.Deposit.DepositId, new ReassociateDeposit(facts.Remittance.RemittanceId, facts.Basis, facts.DeltaDays, at) { Amount = facts.Remittance.Amount });
        if (facts.RemittanceTrace is { } trace) yield return new FollowUp(trace, new SettleHalf(facts.Remittance.RemittanceId, at));
        // Of a deposit that pays several advices the trace number goes on waiting.
        if (facts.Remittance.Amount == facts.Deposit.Amount) yield return new FollowUp(facts.DepositTrace, new SettleHalf(facts.Deposit.DepositId, at));
    }

    private static IEnumerable<Guid> Traces(MatchFacts facts) => new[] { facts.RemittanceTrace, facts.DepositTrace }.OfType<Guid>().Distinct();

    private static FollowUp Closed(Guid id, string reasonCode, DateTimeOffset at) => new(WorkItemId.ForTask(Confirming, id), new CloseWorkItem(reasonCode, at));
}
