using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Journals;

/// <summary>What may be asked of a journal.</summary>
public abstract record JournalCommand(DateTimeOffset At);

/// <summary>Money moved; proposed again it changes nothing.</summary>
public sealed record ProposeJournal(JournalSource Source, IReadOnlyList<JournalEntry> Entries, string Period, DateTimeOffset At) : JournalCommand(At);

/// <summary>Sends it to the ERP; the payload is kept already.</summary>
public sealed record SubmitJournal(string ExternalRef, IReadOnlyList<LedgerLine> Lines, string MappingVersion, string CurrentPeriod, Guid PayloadId, DateTimeOffset At) : JournalCommand(At);

/// <summary>The mapping has no account for some of its entries.</summary>
public sealed record ReportMissingMapping(IReadOnlyList<string> Kinds, string MappingVersion, string CurrentPeriod, DateTimeOffset At) : JournalCommand(At)
{
    /// <summary>In which none was found; absent where the place of service has none.</summary>
    public string? CostCentre { get; init; }
}

/// <summary>The ERP says that it has it, with its figures.</summary>
public sealed record RecordJournalPosted(string ErpId, string Period, decimal Debits, decimal Credits, DateTimeOffset At) : JournalCommand(At);

/// <summary>The ERP will not have it as it is.</summary>
public sealed record RejectJournal(string Code, int? Status, Guid? AnswerId, DateTimeOffset At) : JournalCommand(At);

/// <summary>What it tells stands no more; without a period the journal's own is taken. Asked again, or of what was never told, it changes nothing.</summary>
public sealed record ReverseJournal(Guid ReversalId, string? Period, DateTimeOffset At) : JournalCommand(At)
{
    public static FollowUp Of(Guid journalId, string? period, DateTimeOffset at) => new(journalId, new ReverseJournal(ReconciliationIds.Reversal(journalId), period, at));
}

/// <summary>Every rule of a journal.</summary>
internal static class JournalDecider
{
    public static Decision<JournalEvent> Decide(Journal journal, JournalCommand command) => (journal, command) switch
    {
        (Journal.NotProposed, ProposeJournal c) => Propose(c),
        (Journal.Proposed, ProposeJournal) => [],

        (Journal.Ready or Journal.WithoutMapping, SubmitJournal c) when journal is Journal.Proposed { Draft: var draft } => Submit(draft, c),
        (Journal.Submitted or Journal.Posted, SubmitJournal) => [],

        (Journal.Ready s, ReportMissingMapping c) => Missing(s.Draft, c),
        (Journal.WithoutMapping s, ReportMissingMapping c) =>
            s.CostCentre == c.CostCentre && s.Kinds.SequenceEqual(c.Kinds, StringComparer.Ordinal) ? [] : Missing(s.Draft, c),

        (Journal.Submitted s, RecordJournalPosted c) => c.Debits == s.Draft.Debits && c.Credits == s.Draft.Credits
            ? new JournalPosted(s.Draft.Source.ClaimId, c.ErpId, c.Period, c.Debits, c.Credits, c.At)
            : new JournalRejected("figures-differ", Status: null, AnswerId: null, c.At),
        (Journal.Posted s, RecordJournalPosted c) => s.ErpId == c.ErpId ? [] : JournalRefusals.PostedOtherwise,

        (Journal.Submitted, RejectJournal c) => new JournalRejected(c.Code, c.Status, c.AnswerId, c.At),
        (Journal.Rejected, RejectJournal) => [],

        (Journal.Rejected, ResubmitJournal c) => new JournalReopened(c.Period, c.By, c.At),
        (Journal.Ready { Draft: { Refused: not null } d }, ResubmitJournal c) when d.Period == c.Period => [],

        (Journal.NotProposed, ReverseJournal) => [],
        (Journal.Proposed { Draft.ReversedBy: not null }, ReverseJournal) => [],
        (Journal.Proposed s, ReverseJournal c) => [new JournalReversed(c.ReversalId, c.Period ?? s.Draft.Period, c.At)],

        (Journal.NotProposed, _) => JournalRefusals.Unknown,
        _ => JournalRefusals.OutOfOrder,
    };

    private static Decision<JournalEvent> Propose(ProposeJournal c)
    {
        var (debits, credits) = (c.Entries.Sum(e => e.Debit), c.Entries.Sum(e => e.Credit));
        return debits == credits ? new JournalProposed(c.Source, c.Entries, debits, credits, c.Period, c.At) : JournalRefusals.Unbalanced;
    }

    private static MappingMissing Missing(JournalDraft draft, ReportMissingMapping c) => new(c.Kinds, c.MappingVersion, draft.Period, c.At) { CostCentre = c.CostCentre };

    private static Decision<JournalEvent> Submit(JournalDraft draft, SubmitJournal c) => c.Lines.Sum(l => l.Debit) == draft.Debits && c.Lines.Sum(l => l.Credit) == draft.Credits
        ? new JournalSubmitted(c.ExternalRef, c.Lines, c.MappingVersion, draft.Period, c.CurrentPeriod, c.PayloadId, c.At)
        : JournalRefusals.Unbalanced;
}

/// <summary>Why a journal says no.</summary>
internal static class JournalRefusals
{
    public static readonly Refusal Unknown = new("journal-unknown", "There is no such journal.");
    public static readonly Refusal Unbalanced = new("journal-unbalanced", "Debits are not credits.");
    public static readonly Refusal PostedOtherwise = new("journal-posted-otherwise", "The ERP has this journal under another number.");
    public static readonly Refusal OutOfOrder = new("journal-out-of-order", "The journal is not in a state in which that can happen.");
}
