using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.Reconciliation.Journals;

/// <summary>The stream of a journal: offered to the ERP (B26), sent, and taken or given back.</summary>
internal static class JournalAggregate
{
    public const string Name = "journal";
    public const string PeriodClosed = "period-closed";
    public const string Unmapped = "mapping-missing";

    private static readonly Actor Erp = Actor.Service(ErpJournals.Partner);

    public static Aggregate<Journal, JournalCommand, JournalEvent> Value { get; } = new(Name, Journal.Initial, Journal.Evolve, JournalDecider.Decide) { Follows = FollowsOf };

    private static IEnumerable<FollowUp> FollowsOf(Journal journal, Happened<JournalEvent> happened)
    {
        if (journal is not Journal.Proposed { Draft: var draft }) yield break;
        var id = happened.StreamId;
        var at = happened.Event.At;
        var boundaries = ReconciliationHandoffs.Boundaries;
        switch (happened.Event)
        {
            case MappingMissing e:
                yield return Offer(id, draft, happened.CaseId, new JournalFacts(draft.Debits, draft.Credits, e.Kinds.Count, e.Period, e.Period), e.MappingVersion, at);
                yield return boundaries.Exception(ReconciliationHandoffs.ToErp, Unmapped, id, happened.CaseId, at, draft.Debits, ScopeOf(draft));
                break;
            case JournalSubmitted e:
                yield return Offer(id, draft, happened.CaseId, new JournalFacts(draft.Debits, draft.Credits, 0, e.Period, e.CurrentPeriod), e.PayloadId.ToString("D"), at);
                if (draft.WasUnmapped) yield return Boundaries.Settled(ReconciliationHandoffs.ToErp, Unmapped, id, "mapped", at);
                var queue = TransmissionHosting.Queue(ErpJournals.Partner, ErpJournals.Kind, e.PayloadId, ErpJournals.MediaType, id, at);
                yield return queue;
                // The same bytes again after a refusal are the same message again.
                if (draft.Refused is not null) yield return new FollowUp(queue.StreamId, new RequeueTransmission("resubmitted", at));
                break;
            case JournalPosted:
                yield return boundaries.Accept(ReconciliationHandoffs.ToErp, id, Erp, at);
                break;
            case JournalRejected e:
                yield return boundaries.Return(ReconciliationHandoffs.ToErp, id, [new Requirement(e.Code)], Erp, at, scope: ScopeOf(draft));
                // The journal's owner gets the returned handoff; a closed period is the controller's to open.
                if (e.Code == PeriodClosed) yield return boundaries.Exception(ReconciliationHandoffs.ToErp, PeriodClosed, id, happened.CaseId, at, draft.Debits, ScopeOf(draft));
                break;
            case JournalReversed e:
                var source = draft.Source with { Reverses = id, MappingVersion = draft.MappingVersion, MappingPeriod = draft.Source.MappingPeriod ?? draft.Period };
                yield return new FollowUp(e.ReversalId, new ProposeJournal(source, [.. draft.Entries.Select(l => l with { Debit = l.Credit, Credit = l.Debit })], e.Period, at));
                break;
            case JournalReopened when draft.Refused == PeriodClosed:
                yield return Boundaries.Settled(ReconciliationHandoffs.ToErp, PeriodClosed, id, "resubmitted", at);
                break;
            default:
                break;
        }
    }

    private static FollowUp Offer(Guid id, JournalDraft draft, Guid? caseId, JournalFacts facts, string context, DateTimeOffset at) => ReconciliationHandoffs.Boundaries.Offer(
        ReconciliationHandoffs.ToErp, id, caseId, facts, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{facts.Period}|{context}"))), at, scope: ScopeOf(draft));

    // A claim's journal knows whose it is and where the care was given; that of an advice's own adjustments does not.
    private static HandoffScope ScopeOf(JournalDraft draft) => new() { Payer = draft.Source.PayerId, Site = draft.Source.PlaceOfService, ServiceLine = draft.Source.ServiceLine };
}
