using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.Deposits;
using Healthcare.Reconciliation.Matches;
using Healthcare.Reconciliation.Remittances;

namespace Healthcare.Reconciliation.Reassociations;

/// <summary>The stream of one trace number: the first half offers the boundary (B23), the second one settles it, funds the remittance and closes the deposit.</summary>
internal static class ReassociationAggregate
{
    public const string Name = "reassociation";
    public const string Deadline = "reassociation/other-half";

    private static readonly string[] Waits = [Exceptions.DepositWithoutRemittance, Exceptions.RemittanceWithoutDeposit, Exceptions.AmountMismatch];

    private static readonly Actor Bank = Actor.Service("bank");

    public static Aggregate<Reassociation, ReassociationCommand, ReassociationEvent> Value { get; } =
        new(Name, Reassociation.Initial, Reassociation.Evolve, ReassociationDecider.Decide) { Follows = FollowsOf, Deadlines = DeadlinesOf };

    private static IEnumerable<FollowUp> FollowsOf(Reassociation state, Happened<ReassociationEvent> happened)
    {
        var id = happened.StreamId;
        var at = happened.Event.At;
        switch (happened.Event)
        {
            case RemittanceAwaitsDeposit { Remittance: var r }:
                yield return Offer(id, new PairFacts(r.RemittanceId, DepositId: null, r.Amount, DepositAmount: null, 0), state.PayerId, at);
                break;
            case DepositAwaitsRemittance { Deposit: var d }:
                yield return Offer(id, new PairFacts(RemittanceId: null, d.DepositId, RemittanceAmount: null, d.Amount, 0), state.PayerId, at);
                break;
            case AmountsDiffer e:
                yield return Exceptions.Open(Exceptions.AmountMismatch, id, caseId: null, at, Math.Abs(e.Advised - e.Deposited), state.PayerId);
                break;
            case DuplicateRemittanceFound e:
                yield return new FollowUp(e.RemittanceId, new MarkDuplicate(e.Of, at));
                break;
            case ReassociationOverdue e:
                yield return Exceptions.Open(e.RemittanceId is null ? Exceptions.DepositWithoutRemittance : Exceptions.RemittanceWithoutDeposit, id, caseId: null, at, Math.Abs(e.Amount), state.PayerId);
                if (e.DepositId is { } unidentified) yield return new FollowUp(unidentified, new MarkUnidentified(at));
                break;
            case ReassociationConfirmed e:
                foreach (var follow in Confirmed(state, id, e)) yield return follow;
                break;
            case HalfMatchedElsewhere when !state.IsWaiting:
                yield return ReconciliationHandoffs.Boundaries.Close(ReconciliationHandoffs.FromBank, id, "matched-elsewhere", Bank, at);
                foreach (var code in Waits) yield return Exceptions.Settled(code, id, "matched", at);
                break;
            case ReassociationUndone when state.IsWaiting:
                yield return Offer(id, FactsOf(state), state.PayerId, at, "undone");
                break;
            default:
                break;
        }
    }

    private static IEnumerable<FollowUp> Confirmed(Reassociation state, Guid id, ReassociationConfirmed e)
    {
        var (remittance, at) = (e.Remittance, e.At);
        yield return new FollowUp(remittance.RemittanceId, new FundRemittance(e.Basis, e.Deposit?.DepositId, e.DeltaDays, at));
        if (e.Deposit is not { } deposit) yield break;
        yield return new FollowUp(deposit.DepositId, new ReassociateDeposit(remittance.RemittanceId, e.Basis, e.DeltaDays, at));
        yield return new FollowUp(ReconciliationIds.Match(remittance.RemittanceId, deposit.DepositId), new RecordMatch(new MatchFacts(remittance, deposit, id, id, e.Basis, e.DeltaDays), at));
        var facts = new PairFacts(remittance.RemittanceId, deposit.DepositId, remittance.Amount, deposit.Amount, e.BusinessDaysApart);
        var offer = Offer(id, facts, state.PayerId, at);
        yield return offer;
        // The money is matched however late it came; the boundary then says that it was not kept.
        yield return offer.Command is OfferHandoff { Unmet.Count: 0 }
            ? ReconciliationHandoffs.Boundaries.Accept(ReconciliationHandoffs.FromBank, id, Bank, at)
            : ReconciliationHandoffs.Boundaries.Close(ReconciliationHandoffs.FromBank, id, "matched-late", Bank, at);
        // Closing what was never opened changes nothing, and costs two reads.
        if (state.Remittances.Count > 1 || state.Deposits.Count > 1) yield return Exceptions.Settled(Exceptions.AmountMismatch, id, "matched", at);
        if (!state.IsOverdue) yield break;
        yield return Exceptions.Settled(Exceptions.DepositWithoutRemittance, id, "matched", at);
        yield return Exceptions.Settled(Exceptions.RemittanceWithoutDeposit, id, "matched", at);
    }

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<ReassociationEvent> happened) => happened.Event switch
    {
        RemittanceAwaitsDeposit e => [Due(happened, e.Remittance.PayerId)],
        DepositAwaitsRemittance e => [Due(happened, e.Deposit.PayerId)],
        ReassociationUndone e => [Due(happened, e.PayerId)],
        ReassociationConfirmed { Deposit: not null } or ReassociationOverdue or HalfMatchedElsewhere { IsLast: true } => [new DeadlineChange(happened.StreamId, Deadline, DueAt: null)],
        _ => [],
    };

    private static DeadlineChange Due(Happened<ReassociationEvent> happened, string? payerId) => new(
        happened.StreamId, Deadline, ReconciliationHandoffs.Boundaries.Terms(ReconciliationHandoffs.FromBank, happened.Event.At, scope: ReconciliationHandoffs.ScopeOf(payerId)).DueAt);

    private static PairFacts FactsOf(Reassociation state)
    {
        var (remittance, deposit) = (state.WaitingRemittances.FirstOrDefault(), state.WaitingDeposits.FirstOrDefault());
        return remittance is not null
            ? new PairFacts(remittance.RemittanceId, DepositId: null, remittance.Amount, DepositAmount: null, 0)
            : new PairFacts(RemittanceId: null, deposit?.DepositId, RemittanceAmount: null, deposit?.Amount, 0);
    }

    private static FollowUp Offer(Guid id, PairFacts facts, string? payerId, DateTimeOffset at, string context = "") =>
        ReconciliationHandoffs.Boundaries.Offer(ReconciliationHandoffs.FromBank, id, caseId: null, facts, HashOf(facts, context), at, scope: ReconciliationHandoffs.ScopeOf(payerId));

    private static string HashOf(PairFacts facts, string context) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{facts.RemittanceId:D}|{facts.DepositId:D}{context}")));
}
