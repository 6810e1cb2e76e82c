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
        (Opened s, WorkItemClaimed e) => new Claimed(s.Assignment, e.By.Id),
        (Opened s, WorkItemReleased) => new Free(s.Assignment),
        (Opened s, WorkItemReassigned e) => new Free(s.Assignment with { Role = e.Role, Reassignments = s.Assignment.Reassignments + 1 }),
        (Opened s, WorkItemDueChanged e) => s with { Assignment = s.Assignment with { DueAt = e.DueAt, NextAt = e.NextAt, Levels = e.Levels, IsOverdue = false } },
        (Opened s, WorkItemOverdue e) => s with { Assignment = s.Assignment with { NextAt = e.NextAt, IsOverdue = true } },
        (Opened s, WorkItemNudged e) => s with { Assignment = s.Assignment with { NextAt = e.NextAt } },
        (Opened s, WorkItemEscalated e) => s with { Assignment = s.Assignment with { Level = e.Level, EscalatedTo = e.Role, NextAt = e.NextAt ?? s.Assignment.NextAt } },
        (Opened s, WorkItemResolved) => new Resolved(s.Assignment),
        _ => item,
    };

    private static Assignment Renewed(Assignment assignment, WorkItemRenewed e) =>
        assignment with { Role = e.Role, ReasonCode = e.ReasonCode, DueAt = e.DueAt, NextAt = e.NextAt, Levels = e.Levels, IsOverdue = false };
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
}
