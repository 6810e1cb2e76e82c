namespace Healthcare.EventStore;

/// <summary>What became of a command.</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>Done now, or already done: the stream stands at <paramref name="Version"/>; <paramref name="Events"/> is empty when nothing had to change.</summary>
    public sealed record Accepted(StreamVersion Version, IReadOnlyList<Recorded> Events) : Outcome;

    /// <summary>A rule said no; nothing was written.</summary>
    public sealed record Refused(Refusal Refusal) : Outcome;

    /// <summary>The caller decided on an older version than the stream has; nothing was written.</summary>
    public sealed record Stale(StreamVersion Actual) : Outcome;
}
