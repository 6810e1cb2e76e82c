using Healthcare.EventStore;

namespace Healthcare.Messaging;

public abstract record OutageEvent;

/// <summary>A dependency of a service went away; said once, however many replicas and retries saw it.</summary>
[StoredAs("dependency_lost.v1")]
public sealed record DependencyLost(string Dependency, DateTimeOffset At) : OutageEvent;

[StoredAs("dependency_restored.v1")]
public sealed record DependencyRestored(string Dependency, DateTimeOffset At) : OutageEvent;

public abstract record OutageCommand;

public sealed record NoteDependencyLost(string Dependency, DateTimeOffset At) : OutageCommand;

public sealed record NoteDependencyRestored(string Dependency, DateTimeOffset At) : OutageCommand;

/// <summary>One stream per service and dependency: away or not.</summary>
public sealed record Outage(bool IsAway)
{
    public static Aggregate<Outage, OutageCommand, OutageEvent> Aggregate { get; } = new("outage", new Outage(IsAway: false), Evolve, Decide);

    public static Guid IdOf(string service, string dependency) => DerivedId.Of($"outage/{service}/{dependency}");

    public static Outage Evolve(Outage outage, OutageEvent happened) => happened switch
    {
        DependencyLost => new Outage(IsAway: true),
        DependencyRestored => new Outage(IsAway: false),
        _ => outage,
    };

    public static Decision<OutageEvent> Decide(Outage outage, OutageCommand command) => (outage.IsAway, command) switch
    {
        (false, NoteDependencyLost c) => new DependencyLost(c.Dependency, c.At),
        (true, NoteDependencyRestored c) => new DependencyRestored(c.Dependency, c.At),
        _ => [],
    };
}
