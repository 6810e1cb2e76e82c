namespace Healthcare.Reconciliation.Journals;

/// <summary>Where a journal stands.</summary>
public abstract record Journal
{
    private Journal() { }

    public static readonly Journal Initial = new NotProposed();

    public sealed record NotProposed : Journal;

    /// <summary>Ready for the ERP, as far as the mapping goes.</summary>
    public sealed record Ready(JournalDraft Draft) : Proposed(Draft);

    public sealed record WithoutMapping(JournalDraft Draft, IReadOnlyList<string> Kinds, string? CostCentre) : Proposed(Draft);

    public sealed record Submitted(JournalDraft Draft, string ExternalRef) : Proposed(Draft);

    public sealed record Rejected(JournalDraft Draft, string Code) : Proposed(Draft);

    public sealed record Posted(JournalDraft Draft, string ErpId) : Proposed(Draft);

    public abstract record Proposed(JournalDraft Draft) : Journal;

    public static Journal Evolve(Journal journal, JournalEvent happened) => (journal, happened) switch
    {
        (_, JournalProposed e) => new Ready(new JournalDraft(e.Source, e.Entries, e.Debits, e.Credits, e.Period)),
        (Proposed s, MappingMissing e) => new WithoutMapping(s.Draft with { WasUnmapped = true }, e.Kinds, e.CostCentre),
        (Proposed s, JournalSubmitted e) => new Submitted(s.Draft with { MappingVersion = e.MappingVersion }, e.ExternalRef),
        (Proposed s, JournalPosted e) => new Posted(s.Draft, e.ErpId),
        (Proposed s, JournalRejected e) => new Rejected(s.Draft, e.Code),
        (Proposed s, JournalReversed e) => s with { Draft = s.Draft with { ReversedBy = e.ReversalId } },
        (Proposed s, JournalReopened e) => new Ready(s.Draft with { Period = e.Period, Refused = s is Rejected r ? r.Code : s.Draft.Refused }),
        _ => journal,
    };
}

/// <summary>What is told to the ledger; amounts in dollars, period <c>yyyy-MM</c>.</summary>
public sealed record JournalDraft(JournalSource Source, IReadOnlyList<JournalEntry> Entries, decimal Debits, decimal Credits, string Period)
{
    /// <summary>The code of the last refusal.</summary>
    public string? Refused { get; init; }

    public Guid? ReversedBy { get; init; }

    /// <summary>The mapping that it was last written with.</summary>
    public string? MappingVersion { get; init; }

    /// <summary>It waited for a mapping, and its owner was asked for one.</summary>
    public bool WasUnmapped { get; init; }
}

/// <summary>What the boundary to the ERP looks at.</summary>
internal sealed record JournalFacts(decimal Debits, decimal Credits, int Unmapped, string Period, string CurrentPeriod);
