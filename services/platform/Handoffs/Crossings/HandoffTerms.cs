namespace Healthcare.Handoffs;

/// <summary>What the contract meant for one attempt when it was offered: pinned, so that a later version changes nothing that is under way.</summary>
public sealed record HandoffTerms
{
    public required string Boundary { get; init; }

    public required int ContractVersion { get; init; }

    public required string OwnerRole { get; init; }

    public required ClockSource ClockSource { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset NudgeAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public required IReadOnlyList<LevelDue> Levels { get; init; }

    /// <summary>How often the last level is told again.</summary>
    public required TimeSpan Repeat { get; init; }

    public IReadOnlyList<string> ProceedGrounds { get; init; } = [];

    public IReadOnlyList<AttentionMoment> Attention { get; init; } = [];

    /// <summary>The variant of the contract's clock that was taken, such as <c>expedited</c>; absent for its own.</summary>
    public string? Clock { get; init; }

    /// <summary>The overlays that applied, such as <c>payer-maryland-capital.v1</c>; absent when none did.</summary>
    public IReadOnlyList<string>? Overlays { get; init; }

    /// <summary>The next deadline of an attempt that begins: the nudge, or the due time where that is too late.</summary>
    public DateTimeOffset FirstDeadline(DateTimeOffset at) => NudgeAt > at ? NudgeAt : DueAt;

    /// <summary>The same terms with another due time; nudge and levels keep their distance from it.</summary>
    public HandoffTerms DueOn(DateTimeOffset dueAt)
    {
        var by = dueAt - DueAt;
        return this with { DueAt = dueAt, NudgeAt = NudgeAt + by, Levels = [.. Levels.Select(l => l with { At = l.At + by })] };
    }
}

/// <summary>A level of the escalation chain and when it is told.</summary>
public sealed record LevelDue(string Role, DateTimeOffset At);

/// <summary>A condition as it was tested: the inputs are codes, ids, counts and dates.</summary>
public sealed record ConditionSeen(string Predicate, bool IsMet, IReadOnlyDictionary<string, string> Inputs);

/// <summary>What is missing, in a sentence, and which role supplies it.</summary>
public sealed record Unmet(string Predicate, string Sentence, string From);

/// <summary>What a receiver needs before it takes the work: a code, and the id of the thing concerned.</summary>
public sealed record Requirement(string Code, string? Item = null);
