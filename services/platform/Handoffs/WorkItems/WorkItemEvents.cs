using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>What happens to a work item.</summary>
public abstract record WorkItemEvent(DateTimeOffset At);

/// <summary>A person is asked to do something.</summary>
[StoredAs("work_item_opened.v1")]
public sealed record WorkItemOpened(string Kind, string Role, string ReasonCode, Guid SubjectId, DateTimeOffset DueAt, DateTimeOffset NextAt, DateTimeOffset At) : WorkItemEvent(At)
{
    public string? Boundary { get; init; }

    public Guid? CaseId { get; init; }

    public IReadOnlyList<LevelDue> Levels { get; init; } = [];

    public required TimeSpan Repeat { get; init; }

    /// <summary>US dollars that are lost if nothing is done.</summary>
    public decimal? ValueAtStake { get; init; }
}

/// <summary>It is wanted again after it was resolved, or for another reason than before.</summary>
[StoredAs("work_item_renewed.v1")]
public sealed record WorkItemRenewed(string Role, string ReasonCode, DateTimeOffset DueAt, DateTimeOffset NextAt, IReadOnlyList<LevelDue> Levels, DateTimeOffset At) : WorkItemEvent(At);

[StoredAs("work_item_claimed.v1")]
public sealed record WorkItemClaimed(Actor By, DateTimeOffset At) : WorkItemEvent(At);

[StoredAs("work_item_released.v1")]
public sealed record WorkItemReleased(Actor By, DateTimeOffset At) : WorkItemEvent(At);

/// <summary>Another role is responsible now; nobody has claimed it.</summary>
[StoredAs("work_item_reassigned.v1")]
public sealed record WorkItemReassigned(string Role, string ReasonCode, Actor By, DateTimeOffset At) : WorkItemEvent(At);

[StoredAs("work_item_commented.v1")]
public sealed record WorkItemCommented(Sealed<string> Text, Actor By, DateTimeOffset At) : WorkItemEvent(At);

[StoredAs("work_item_due_changed.v1")]
public sealed record WorkItemDueChanged(DateTimeOffset DueAt, DateTimeOffset NextAt, IReadOnlyList<LevelDue> Levels, string ReasonCode, Actor By, DateTimeOffset At) : WorkItemEvent(At);

/// <summary>Put aside until a time by which it is still not late; its clock runs on.</summary>
[StoredAs("work_item_snoozed.v1")]
public sealed record WorkItemSnoozed(DateTimeOffset Until, string ReasonCode, Actor By, DateTimeOffset At) : WorkItemEvent(At);

/// <summary>It is in its queue again; <paramref name="NextAt"/> is when the clock acts on it.</summary>
[StoredAs("work_item_woken.v1")]
public sealed record WorkItemWoken(DateTimeOffset NextAt, DateTimeOffset At) : WorkItemEvent(At);

/// <summary>Its time is up; <paramref name="NextAt"/> is when somebody else is told.</summary>
[StoredAs("work_item_overdue.v1")]
public sealed record WorkItemOverdue(DateTimeOffset DueAt, DateTimeOffset NextAt, DateTimeOffset At) : WorkItemEvent(At);

/// <summary>Still open long after its time; its owner is reminded.</summary>
[StoredAs("work_item_nudged.v1")]
public sealed record WorkItemNudged(string Role, DateTimeOffset DueAt, DateTimeOffset NextAt, DateTimeOffset At) : WorkItemEvent(At);

/// <summary>A higher role was told and sees it too; <paramref name="NextAt"/> is absent when its clock did not cause it.</summary>
[StoredAs("work_item_escalated.v1")]
public sealed record WorkItemEscalated(int Level, string Role, DateTimeOffset? NextAt, DateTimeOffset At) : WorkItemEvent(At)
{
    /// <summary>Why, as a code; absent when its time was up.</summary>
    public string? Cause { get; init; }
}

[StoredAs("work_item_resolved.v1")]
public sealed record WorkItemResolved(string ReasonCode, Actor? By, DateTimeOffset At) : WorkItemEvent(At);
