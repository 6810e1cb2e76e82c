namespace Healthcare.Handoffs;

/// <summary>The human side of a handoff or an exception: one role's task, until somebody resolves it.</summary>
public abstract record WorkItem
{
    private WorkItem() { }

    public static readonly WorkItem Initial = new NotOpened();

    public sealed record NotOpened : WorkItem;

    public sealed record Free(Assignment Assignment) : Opened(Assignment);

    public sealed record Claimed(Assignment Assignment, string By) : Opened(Assignment);

    public sealed record Resolved(Assignment Assignment) : Opened(Assignment);

    public abstract record Opened(Assignment Assignment) : WorkItem;

    public static WorkItem Evolve(WorkItem item, WorkItemEvent happened) => (item, happened) switch
    {
        (_, WorkItemOpened e) => new Free(new Assignment(e.Role, e.ReasonCode, e.DueAt, e.NextAt, e.Levels, e.Repeat, e.CaseId ?? e.SubjectId)),
        (Resolved s, WorkItemRenewed e) => new Free(Renewed(s.Assignment, e) with { Level = 0, EscalatedTo = null, Reassignments = 0 }),
        (Opened s, WorkItemRenewed e) => s with { Assignment = Renewed(s.Assignment, e) },
        (Opened s, WorkItemSnoozed e) => new Free(s.Assignment with { SnoozedUntil = e.Until, WakesAt = e.Until }),
        (Opened s, WorkItemWoken) => s with { Assignment = s.Assignment with { SnoozedUntil = null, WakesAt = null } },
        (Opened s, WorkItemClaimed e) => new Claimed(s.Assignment with { SnoozedUntil = null }, e.By.Id),
        (Opened s, WorkItemReleased) => new Free(s.Assignment),
        (Opened s, WorkItemReassigned e) => new Free(s.Assignment with { Role = e.Role, Reassignments = s.Assignment.Reassignments + 1, SnoozedUntil = null }),
        (Opened s, WorkItemDueChanged e) => s with { Assignment = s.Assignment with { DueAt = e.DueAt, NextAt = e.NextAt, Levels = e.Levels, IsOverdue = false, SnoozedUntil = null, WakesAt = null } },
        (Opened s, WorkItemOverdue e) => s with { Assignment = s.Assignment with { NextAt = e.NextAt, IsOverdue = true, SnoozedUntil = null, WakesAt = null } },
        (Opened s, WorkItemNudged e) => s with { Assignment = s.Assignment with { NextAt = e.NextAt } },
        (Opened s, WorkItemEscalated e) => s with { Assignment = s.Assignment with { Level = e.Level, EscalatedTo = e.Role, NextAt = e.NextAt ?? s.Assignment.NextAt, SnoozedUntil = null, WakesAt = e.NextAt is null ? s.Assignment.WakesAt : null } },
        (Opened s, WorkItemResolved) => new Resolved(s.Assignment with { SnoozedUntil = null, WakesAt = null }),
        _ => item,
    };

    private static Assignment Renewed(Assignment assignment, WorkItemRenewed e) =>
        assignment with { Role = e.Role, ReasonCode = e.ReasonCode, DueAt = e.DueAt, NextAt = e.NextAt, Levels = e.Levels, IsOverdue = false, SnoozedUntil = null, WakesAt = null };
}

/// <summary>What every state after the opening knows.</summary>
public sealed record Assignment(string Role, string ReasonCode, DateTimeOffset DueAt, DateTimeOffset NextAt, IReadOnlyList<LevelDue> Levels, TimeSpan Repeat, Guid SealSubject)
{
    /// <summary>How many levels have been told.</summary>
    public int Level { get; init; }

    /// <summary>The last role that was told.</summary>
    public string? EscalatedTo { get; init; }

    public int Reassignments { get; init; }

    public bool IsOverdue { get; init; }

    /// <summary>Until when it is put aside.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>The deadline that it keeps while, or after, it was put aside; what then is due is what it was put aside before.</summary>
    public DateTimeOffset? WakesAt { get; init; }
}
