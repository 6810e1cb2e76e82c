namespace Healthcare.Handoffs;

/// <summary>One boundary as its file under <c>contracts/handoffs</c> states it: who owns it, what must be true, how long it may take, who is told.</summary>
public sealed record BoundaryContract
{
    /// <summary>B01 to B28, and what a site adds.</summary>
    public required string Id { get; init; }

    public required int Version { get; init; }

    /// <summary>The first day this version applies.</summary>
    public required DateOnly Effective { get; init; }

    public required string Name { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    /// <summary>The one role accountable at the boundary.</summary>
    public required string OwnerRole { get; init; }

    /// <summary>For each field that crosses, the system that is believed when two disagree.</summary>
    public required IReadOnlyDictionary<string, string> SourceOfTruth { get; init; }

    public required IReadOnlyList<Condition> Conditions { get; init; }

    public required Clock Clock { get; init; }

    /// <summary>Other clocks of the same boundary by name, such as <c>expedited</c>; the offer says which applies.</summary>
    public required IReadOnlyDictionary<string, Clock> Variants { get; init; }

    /// <summary>When the owner is reminded, in percent of the time allowed.</summary>
    public required int NudgePercent { get; init; }

    public required EscalationChain Escalation { get; init; }

    public required IReadOnlyList<ExceptionRoute> ExceptionRoutes { get; init; }

    public required IReadOnlyList<string> RequiredAuditEvents { get; init; }

    /// <summary>The grounds on which a named person may send work on although a condition is not met; none for most boundaries.</summary>
    public required IReadOnlyList<string> ProceedGrounds { get; init; }

    /// <summary>At which moments a person's queue gets an item.</summary>
    public required IReadOnlyList<AttentionMoment> Attention { get; init; }

    /// <summary>What an overlay may widen or change; it may always narrow, and never relax what a regulation sets.</summary>
    public IReadOnlyList<OverlayPermit> Permits { get; init; } = [];

    /// <summary>When a person last went through the definition and found it right.</summary>
    public required DateOnly ReviewedOn { get; init; }

    /// <summary>The overlays that are laid over it, such as <c>payer-maryland-capital.v1</c>.</summary>
    public IReadOnlyList<string> Overlays { get; init; } = [];

    /// <summary>The file that states it.</summary>
    public required string File { get; init; }
}

/// <summary>What must be true before work crosses: a predicate of the owning service with its parameters, and a sentence that a person understands.</summary>
public sealed record Condition(string Predicate, string Sentence, Parameters Parameters)
{
    /// <summary>The role that supplies what is missing.</summary>
    public required string From { get; init; }

    /// <summary>Who asks for it; what a regulation asks for no overlay changes.</summary>
    public ClockSource Source { get; init; } = ClockSource.Policy;

    public required int Line { get; init; }
}

/// <summary>Who is told when time runs out, one level after the other, the last one again and again until somebody acts.</summary>
public sealed record EscalationChain(string Name, IReadOnlyList<EscalationLevel> Levels, TimeSpan Repeat);

/// <summary>One level's role and when it is told: so long after the clock ran out, as a share of the time allowed or as a time of its own.</summary>
public sealed record EscalationLevel(string Role, int? LatePercent, TimeSpan? LateBy);

/// <summary>Where a known kind of failure goes, and how long its owner has.</summary>
public sealed record ExceptionRoute(string Code, string OwnerRole, string Path, Clock Clock);

/// <summary>A moment of a handoff at which a person has something to do.</summary>
public enum AttentionMoment
{
    Blocked,
    Returned,
    TimedOut,
}

/// <summary>What a base file lets an overlay widen or change.</summary>
public enum OverlayPermit
{
    Clock,
    Owner,
    Escalation,
    Grounds,
    Parameters,
    Attention,
}
