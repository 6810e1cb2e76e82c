using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>A work item as its queue shows it; ids and codes only.</summary>
public record WorkItemDocument
{
    public required Guid WorkItemId { get; init; }

    public required long Version { get; init; }

    public required string Kind { get; init; }

    public required string Role { get; init; }

    public required string ReasonCode { get; init; }

    public string? Boundary { get; init; }

    public required Guid SubjectId { get; init; }

    public Guid? CaseId { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When the clock acts on it next; absent once it is resolved.</summary>
    public DateTimeOffset? NextDeadlineAt { get; init; }

    public decimal? ValueAtStake { get; init; }

    /// <summary>Who works on it.</summary>
    public string? ClaimedBy { get; init; }

    public DateTimeOffset? ClaimedAt { get; init; }

    public int Level { get; init; }

    public string? EscalatedTo { get; init; }

    /// <summary>Whether a chain is told when it is overdue, its own or its crossing's.</summary>
    public required bool IsChained { get; init; }

    public int Comments { get; init; }

    /// <summary>Until when it is put aside.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>When its role was last reminded that it is late, while it is open.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    public string? Resolution { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public bool IsOpen => ResolvedAt is null;
}

/// <summary>The queues: by role, by owner, by case; next best first.</summary>
public sealed class WorkItemView : View<WorkItemDocument>
{
    public const string Open = "open";

    public override string Name => "work_items_v1";

    public override string? InlineOf => WorkItemAggregate.Name;

    public static string OpenOf(string role) => $"role:{role}:open";

    public static string FreeOf(string role) => $"role:{role}:free";

    /// <summary>What was put aside.</summary>
    public static string SnoozedOf(string role) => $"role:{role}:snoozed";

    /// <summary>What a role's digest lists: open items that are late.</summary>
    public static string RemindedOf(string role) => $"role:{role}:reminded";

    /// <summary>Open items of a role that nobody has claimed and of which no level of their own chain was told.</summary>
    public static string UntoldOf(string role) => $"role:{role}:untold";

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    public static string OfOwner(string subject) => $"owner:{subject}";

    public override WorkItemDocument? Apply(string key, WorkItemDocument? document, object happened, EventEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return After(document, happened, envelope.StreamId, envelope.Version);
    }

    /// <summary>An item after an event of its stream, wherever the event was read; a document that knows more keeps it.</summary>
    public static WorkItemDocument? After(WorkItemDocument? document, object happened, Guid workItemId, long version)
    {
        var applied = (document, happened) switch
        {
            (_, WorkItemOpened e) => new WorkItemDocument
            {
                WorkItemId = workItemId,
                Version = version,
                Kind = e.Kind,
                Role = e.Role,
                ReasonCode = e.ReasonCode,
                Boundary = e.Boundary,
                SubjectId = e.SubjectId,
                CaseId = e.CaseId,
                OpenedAt = e.At,
                DueAt = e.DueAt,
                NextDeadlineAt = e.NextAt,
                ValueAtStake = e.ValueAtStake,
                IsChained = e.Levels.Count > 0 || e.Boundary is not null,
            },
            (null, _) => null,
            ({ } d, WorkItemRenewed e) => Renewed(d, e),
            ({ } d, WorkItemClaimed e) => d with { ClaimedBy = e.By.Id, ClaimedAt = e.At, SnoozedUntil = null },
            ({ } d, WorkItemSnoozed e) => d with { ClaimedBy = null, ClaimedAt = null, SnoozedUntil = e.Until, NextDeadlineAt = e.Until },
            ({ } d, WorkItemWoken e) => d with { SnoozedUntil = null, NextDeadlineAt = e.NextAt },
            ({ } d, WorkItemReleased) => d with { ClaimedBy = null, ClaimedAt = null },
            ({ } d, WorkItemReassigned e) => d with { Role = e.Role, ClaimedBy = null, ClaimedAt = null, SnoozedUntil = null },
            ({ } d, WorkItemCommented) => d with { Comments = d.Comments + 1 },
            ({ } d, WorkItemDueChanged e) => d with { DueAt = e.DueAt, NextDeadlineAt = e.NextAt, RemindedAt = null, SnoozedUntil = null },
            ({ } d, WorkItemOverdue e) => d with { NextDeadlineAt = e.NextAt, RemindedAt = e.At, SnoozedUntil = null },
            ({ } d, WorkItemNudged e) => d with { NextDeadlineAt = e.NextAt, RemindedAt = e.At },
            ({ } d, WorkItemEscalated e) => d with { Level = e.Level, EscalatedTo = e.Role, NextDeadlineAt = e.NextAt ?? d.NextDeadlineAt, SnoozedUntil = null },
            ({ } d, WorkItemResolved e) => d with { Resolution = e.ReasonCode, ResolvedAt = e.At, NextDeadlineAt = null, SnoozedUntil = null },
            _ => document,
        };
        return applied is null ? null : applied with { Version = version };
    }

    public override IEnumerable<string> TermsOf(WorkItemDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.CaseId is { } caseId) yield return OfCase(caseId);
        if (!document.IsOpen) yield break;
        yield return Open;
        yield return OpenOf(document.Role);
        if (document.ClaimedBy is { } owner) yield return OfOwner(owner);
        else if (document.SnoozedUntil is not null) yield return SnoozedOf(document.Role);
        else yield return FreeOf(document.Role);
        if (document.RemindedAt is not null) yield return RemindedOf(document.EscalatedTo ?? document.Role);
        if (document is { Level: 0, ClaimedBy: null, IsChained: true, Kind: not "handoff" }) yield return UntoldOf(document.Role);
        if (document.EscalatedTo is not { } higher || higher == document.Role) yield break;
        yield return OpenOf(higher);
        if (document is { ClaimedBy: null, SnoozedUntil: null }) yield return FreeOf(higher);
    }

    public override string SortOf(WorkItemDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return QueuePlace.SortOf(document);
    }

    private static WorkItemDocument Renewed(WorkItemDocument document, WorkItemRenewed e)
    {
        var renewed = document with { Role = e.Role, ReasonCode = e.ReasonCode, DueAt = e.DueAt, NextDeadlineAt = e.NextAt, RemindedAt = null, SnoozedUntil = null };
        return document.IsOpen
            ? renewed
            : renewed with { OpenedAt = e.At, ClaimedBy = null, ClaimedAt = null, Level = 0, EscalatedTo = null, Resolution = null, ResolvedAt = null };
    }
}
