using Healthcare.EventStore;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Reassociations;

namespace Healthcare.Reconciliation.Remittances;

/// <summary>The stream of one 835 transaction set, and what follows from it: the search for its money, exceptions, the journal of its provider adjustments.</summary>
internal static class RemittanceAggregate
{
    public const string Name = "remittance";

    public static Aggregate<Remittance, RemittanceCommand, RemittanceEvent> Value { get; } =
        new(Name, Remittance.Initial, Remittance.Evolve, RemittanceDecider.Decide) { Follows = FollowsOf };

    private static IEnumerable<FollowUp> FollowsOf(Remittance remittance, Happened<RemittanceEvent> happened)
    {
        var id = happened.StreamId;
        var at = happened.Event.At;
        switch (happened.Event)
        {
            case RemittanceReceived { Trace: { } trace } e:
                yield return new FollowUp(
                    ReconciliationIds.Reassociation(trace), new RegisterRemittance(new RemittanceHalf(id, e.Amount, e.EffectiveDate, e.ContentHash, at), at));
                if (e.Amount < 0) yield return Exceptions.Open(Exceptions.NegativePayment, id, caseId: null, at, -e.Amount);
                break;
            case RemittanceReceived { Amount: not 0 } e:
                yield return Exceptions.Open(Exceptions.WithoutTrace, id, caseId: null, at, Math.Abs(e.Amount));
                break;
            case RemittanceOutOfBalance e:
                yield return Exceptions.Open(Exceptions.OutOfBalance, id, caseId: null, at, Math.Abs(e.Actual - e.Expected));
                break;
            case RemittanceDuplicated when remittance is Remittance.Known { Advice: var advice }:
                yield return Exceptions.Open(Exceptions.Duplicate, id, caseId: null, at, Math.Abs(advice.Amount));
                if (advice.Imbalances > 0) yield return Exceptions.Settled(Exceptions.OutOfBalance, id, "duplicate", at);
                break;
            case RemittanceReleased:
                yield return Exceptions.Settled(Exceptions.OutOfBalance, id, "released", at);
                break;
            case RemittancePosted e when remittance is Remittance.Known { Advice: var advice } && JournalEntries.OfProviderAdjustments(advice.Adjustments) is { Count: > 0 } entries:
                yield return new FollowUp(ReconciliationIds.Journal(id, 0), new ProposeJournal(new JournalSource(id, Number: null, ClaimId: null), entries, e.Period, at));
                break;
            default:
                break;
        }
    }
}
