namespace Healthcare.EventStore;

/// <summary>What kind of actor stands behind a command; an <c>ai</c> may suggest and never decide.</summary>
public enum ActorKind
{
    Human,
    System,
    Partner,
    Ai,
}

/// <summary>How carefully an event is to be handled (42 CFR Part 2 is the strictest).</summary>
public enum Sensitivity
{
    None,
    Limited,
    Phi,
    Part2,
}

/// <summary>Who acts; ids and roles only, never a name.</summary>
public sealed record Actor(string Id, ActorKind Kind, string Role)
{
    public string? OnBehalfOf { get; init; }

    public static Actor Service(string service) => new(service, ActorKind.System, "service");
}

/// <summary>In whose name and for what purpose a command runs; it becomes the headers of every event that the command causes.</summary>
public sealed record CallContext(Actor Actor)
{
    /// <summary>HL7 purpose of use, such as TREAT, HPAYMT, HOPERAT.</summary>
    public string? PurposeOfUse { get; init; }

    /// <summary>The case; when absent, the stream's own case is kept.</summary>
    public Guid? CaseId { get; init; }

    public string? CorrelationId { get; init; }

    public string? CausationId { get; init; }

    /// <summary>The same command id twice on a stream changes nothing and answers the same.</summary>
    public Guid? CommandId { get; init; }

    public Sensitivity Sensitivity { get; init; }

    /// <summary>W3C traceparent of the work that caused the event, so that asynchronous work links back.</summary>
    public string? TraceParent { get; init; }
}
