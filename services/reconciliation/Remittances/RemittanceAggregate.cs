using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Reconciliation.Deposits;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.ProviderAdjustments;
using Healthcare.Reconciliation.Reassociations;

namespace Healthcare.Reconciliation.Remittances;

/// <summary>The stream of one 835 transaction set, and what follows from it: the search for its money, exceptions, the journal of its provider adjustments.</summary>
internal static class RemittanceAggregate
{
    public const string Name = "remittance";

    private static readonly Actor Accounts = Actor.Service("claim-accounts");

    public static Aggregate<Remittance, RemittanceCommand, RemittanceEvent> Value { get; } =
        new(Name, Remittance.Initial, Remittance.Evolve, RemittanceDecider.Decide) { Follows = FollowsOf };

    private static IEnumerable<FollowUp> FollowsOf(Remittance remittance, Happened<RemittanceEvent> happened)
    {
        var id = happened.StreamId;
        var at = happened.Event.At;
        switch (happened.Event)
        {
            case RemittanceReceived { Trace: not null, Amount: < 0 } e:
                yield return Exceptions.Open(Exceptions.NegativePayment, id, caseId: null, at, -e.Amount, e.PayerId);
                break;
            case RemittanceReceived { Trace: null, Amount: not 0 } e:
                yield return Exceptions.Open(Exceptions.WithoutTrace, id, caseId: null, at, Math.Abs(e.Amount), e.PayerId);
                break;
            case RemittanceOutOfBalance e:
                yield return Exceptions.Open(Exceptions.OutOfBalance, id, caseId: null, at, Math.Abs(e.Actual - e.Expected), (remittance as Remittance.Known)?.Advice.PayerId);
                if (e.Level == ImbalanceLevels.Transaction && Registration(remittance, id, at) is { } held) yield return held;
                break;
            case RemittanceBalanced when Registration(remittance, id, at) is { } registration:
                yield return registration;
                break;
            case RemittanceDuplicated when remittance is Remittance.Known { Advice: var advice }:
                yield return Exceptions.Open(Exceptions.Duplicate, id, caseId: null, at, Math.Abs(advice.Amount), advice.PayerId);
                if (advice.Imbalances > 0) yield return Exceptions.Settled(Exceptions.OutOfBalance, id, "duplicate", at);
                break;
            case RemittanceFunded when remittance is Remittance.Open { Advice.IsHeld: false, Advice: var advice }:
                yield return ToAccounts(id, advice, unmatched: 0, at);
                break;
            case RemittanceReleased when remittance is Remittance.Open { Advice: { IsFunded: true } advice }:
                yield return Exceptions.Settled(Exceptions.OutOfBalance, id, "released", at);
                yield return ToAccounts(id, advice, unmatched: 0, at);
                break;
            case RemittanceReleased:
                yield return Exceptions.Settled(Exceptions.OutOfBalance, id, "released", at);
                break;
            case RemittancePosted e when remittance is Remittance.Known { Advice: var advice }:
                foreach (var (number, entries) in JournalEntries.OfProviderAdjustments(advice.Adjustments))
                    yield return new FollowUp(ReconciliationIds.Journal(id, number, advice.Round), new ProposeJournal(new JournalSource(id, Number: null, ClaimId: null), entries, e.Period, at));
                foreach (var adjustment in advice.Adjustments)
                    yield return new FollowUp(ReconciliationIds.ProviderAdjustment(id, adjustment.Number), new TakeAdjustment(FactsOf(id, adjustment, advice.Round), at));
                // Offered again where claims are not known, it is blocked until they are.
                yield return ToAccounts(id, advice, e.Unmatched, at);
                if (e.Unmatched == 0) yield return ReconciliationHandoffs.Boundaries.Accept(ReconciliationHandoffs.ToAccounts, id, Accounts, at);
                if (advice.DepositId is { } depositId) yield return new FollowUp(depositId, new NotePosting(id, at));
                break;
            case UnmatchedClaimSettled { Left: 0 } when remittance is Remittance.Known { Advice: var advice }:
                yield return ToAccounts(id, advice, unmatched: 0, at);
                yield return ReconciliationHandoffs.Boundaries.Accept(ReconciliationHandoffs.ToAccounts, id, Accounts, at);
                break;
            case RemittanceUnfunded when remittance is Remittance.Known { Advice: var advice } && !(advice is { WasPosted: true, Unmatched: 0 }):
                yield return ToAccounts(id, advice, advice.Unmatched, at);
                yield return ReconciliationHandoffs.Boundaries.Close(ReconciliationHandoffs.ToAccounts, id, "unfunded", Accounts, at);
                break;
            case RemittanceUnposted { ProviderAdjustmentsReversed: true } e when remittance is Remittance.Known { Advice: var advice }:
                yield return ReverseJournal.Of(ReconciliationIds.Journal(id, 0, advice.Round - 1), e.Period, at);
                foreach (var (number, _) in JournalEntries.OfProviderAdjustments(advice.Adjustments).Where(j => j.Number != 0))
                    yield return ReverseJournal.Of(ReconciliationIds.Journal(id, number, advice.Round - 1), e.Period, at);
                foreach (var adjustment in advice.Adjustments)
                    yield return new FollowUp(ReconciliationIds.ProviderAdjustment(id, adjustment.Number), new WithdrawAdjustment(advice.Round - 1, at));
                break;
            default:
                break;
        }
    }

    private static FollowUp ToAccounts(Guid id, Advice advice, int unmatched, DateTimeOffset at)
    {
        var facts = new PostingFacts(advice.Imbalances == 0 || advice.IsReleased || !advice.IsHeld, advice.Imbalances, advice.IsReleased, unmatched);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id:D}|{advice.Round}"))));
        return ReconciliationHandoffs.Boundaries.Offer(ReconciliationHandoffs.ToAccounts, id, caseId: null, facts, hash, at, scope: ReconciliationHandoffs.ScopeOf(advice.PayerId));
    }

    private static AdjustmentFacts FactsOf(Guid remittanceId, AdvisedAdjustment adjustment, int round) =>
        new(remittanceId, adjustment.Number, adjustment.Code, AdjustmentEffects.Of(adjustment.Code).Effect, adjustment.Amount, adjustment.ForwardBalanceId, round);

    // The search begins when everything of the advice is known, because it may find at once that the advice is a duplicate, which settles its exceptions.
    private static FollowUp? Registration(Remittance remittance, Guid id, DateTimeOffset at) =>
        remittance is Remittance.Known { Advice: { Trace: { } trace } advice }
            ? new FollowUp(ReconciliationIds.Reassociation(trace), new RegisterRemittance(new RemittanceHalf(id, advice.Amount, advice.EffectiveDate, advice.ContentHash, at) { PayerId = advice.PayerId }, at))
            : null;
}

/// <summary>What the boundary from advice to accounts looks at; a claim that does not balance is set aside by itself and holds up no other.</summary>
internal sealed record PostingFacts(bool IsBalanced, int Imbalances, bool IsReleased, int Unmatched);
