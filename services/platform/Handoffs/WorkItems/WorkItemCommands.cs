namespace Healthcare.Handoffs;

/// <summary>What may be asked of a work item.</summary>
public abstract record WorkItemCommand(DateTimeOffset At);

/// <summary>Asks a person to do something; asked again it changes nothing, unless the item was resolved or the reason is another. Never refuses.</summary>
public sealed record OpenWorkItem(string Kind, string Role, string ReasonCode, Guid SubjectId, DateTimeOffset DueAt, DateTimeOffset At) : WorkItemCommand(At)
{
    public string? Boundary { get; init; }

    public Guid? CaseId { get; init; }

    /// <summary>Who is told when it is overdue; empty when something else escalates it.</summary>
    public IReadOnlyList<LevelDue> Levels { get; init; } = [];

    public TimeSpan Repeat { get; init; } = TimeSpan.FromDays(1);

    /// <summary>US dollars that are lost if nothing is done; the dearer of two equally urgent items comes first.</summary>
    public decimal? ValueAtStake { get; init; }
}

/// <summary>What it asked for came about by itself. Never refuses.</summary>
public sealed record CloseWorkItem(string ReasonCode, DateTimeOffset At) : WorkItemCommand(At);

/// <summary>Tells a higher role. Never refuses.</summary>
public sealed record EscalateWorkItem(int Level, string Role, DateTimeOffset At) : WorkItemCommand(At);

/// <summary>Nobody is on duty for the role; <paramref name="Unstaffed"/> are all such roles. Never refuses.</summary>
public sealed record TellUnstaffedWorkItem(string Role, IReadOnlyCollection<string> Unstaffed, DateTimeOffset At) : WorkItemCommand(At);

/// <summary>The deadline clock's command: what was due at <paramref name="DueAt"/> is due.</summary>
public sealed record FireWorkItemDeadline(DateTimeOffset DueAt, DateTimeOffset At) : WorkItemCommand(At);
