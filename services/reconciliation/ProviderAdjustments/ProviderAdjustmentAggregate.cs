using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.ForwardBalances;

namespace Healthcare.Reconciliation.ProviderAdjustments;

/// <summary>The stream of one PLB adjustment: a recovery crosses to refunds (B25), a forward balance moves its balance, an unknown code asks a person.</summary>
internal static class ProviderAdjustmentAggregate
{
    public const string Name = "provider_adjustment";

    /// <summary>The takeback is on the claim's own account already, so that nothing is left to decide.</summary>
    public const string OnTakeback = "takeback";

    private static readonly Actor Payer = Actor.Service("payer");

    public static Aggregate<ProviderAdjustmentState, ProviderAdjustmentCommand, ProviderAdjustmentEvent> Value { get; } =
        new(Name, ProviderAdjustmentState.Initial, ProviderAdjustmentState.Evolve, ProviderAdjustmentDecider.Decide) { Follows = FollowsOf };

    private static IEnumerable<FollowUp> FollowsOf(ProviderAdjustmentState state, Happened<ProviderAdjustmentEvent> happened)
    {
        if (state is not ProviderAdjustmentState.Known { Facts: var facts }) yield break;
        var (id, at) = (happened.StreamId, happened.Event.At);
        switch (happened.Event)
        {
            case ProviderAdjustmentTaken when facts.Effect == AdjustmentEffects.Unclassified:
                yield return Exceptions.Open(Exceptions.AdjustmentUnclassified, id, caseId: null, at, Math.Abs(facts.Amount));
                break;
            case ProviderAdjustmentTaken when facts.ForwardBalanceId is { } balance:
                yield return new FollowUp(balance, new MoveForwardBalance(new BalanceMovement(facts.RemittanceId, facts.Number, facts.Amount, facts.Round), at));
                break;
            case ProviderAdjustmentLinked e:
                yield return Exceptions.Settled(Exceptions.TakebackUnlinked, id, "linked", at);
                yield return Offer(id, happened.CaseId, new RecoveryFacts(IsLinked: true, IsSearched: true, e.Link.Basis), at);
                if (e.Link.Basis == OnTakeback) yield return ReconciliationHandoffs.Boundaries.Accept(ReconciliationHandoffs.ToRefunds, id, Payer, at);
                break;
            case ProviderAdjustmentUnlinked:
                yield return Exceptions.Open(Exceptions.TakebackUnlinked, id, caseId: null, at, Math.Abs(facts.Amount));
                yield return Offer(id, caseId: null, new RecoveryFacts(IsLinked: false, IsSearched: true, Basis: null), at);
                break;
            case ProviderAdjustmentDecided e:
                yield return Exceptions.Settled(Exceptions.TakebackUnlinked, id, e.Outcome, at);
                if (facts.Effect == AdjustmentEffects.Unclassified) yield return Exceptions.Settled(Exceptions.AdjustmentUnclassified, id, e.Outcome, at);
                else yield return ReconciliationHandoffs.Boundaries.Accept(ReconciliationHandoffs.ToRefunds, id, e.By, at);
                if (e.Outcome == AdjustmentOutcomes.Disputed)
                    yield return ReconciliationHandoffs.Boundaries.Exception(ReconciliationHandoffs.ToRefunds, Exceptions.TakebackDisputed, id, happened.CaseId, at, Math.Abs(facts.Amount));
                else
                    yield return Boundaries.Settled(ReconciliationHandoffs.ToRefunds, Exceptions.TakebackDisputed, id, e.Outcome, at);
                break;
            case ProviderAdjustmentWithdrawn:
                if (facts.ForwardBalanceId is { } moved) yield return new FollowUp(moved, new WithdrawMovement(facts.RemittanceId, facts.Number, at));
                if (facts.Effect == AdjustmentEffects.Unclassified) yield return Exceptions.Settled(Exceptions.AdjustmentUnclassified, id, "unapplied", at);
                if (state is not ProviderAdjustmentState.Withdrawn { WasOffered: true }) yield break;
                yield return Exceptions.Settled(Exceptions.TakebackUnlinked, id, "unapplied", at);
                yield return ReconciliationHandoffs.Boundaries.Close(ReconciliationHandoffs.ToRefunds, id, "unapplied", Payer, at);
                break;
            default:
                break;
        }
    }

    // Agreed or disputed in five business days; the sixty days of an overpayment that is identified are another crossing's clock.
    private static FollowUp Offer(Guid id, Guid? caseId, RecoveryFacts facts, DateTimeOffset at) => ReconciliationHandoffs.Boundaries.Offer(
        ReconciliationHandoffs.ToRefunds, id, caseId, facts, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{id:D}|{facts.Basis}"))), at, clock: "first-look");
}

/// <summary>What the boundary to refunds looks at.</summary>
internal sealed record RecoveryFacts(bool IsLinked, bool IsSearched, string? Basis);
