namespace Healthcare.EventStore;

/// <summary>One step of the <c>migrate</c> verb, run with the owner's rights before any service starts; it may be run again at any time.</summary>
public interface IMigration
{
    /// <summary>What is migrated, such as <c>event store</c> or <c>broker topology</c>; named in the log.</summary>
    string Name { get; }

    Task MigrateAsync(CancellationToken cancel);
}
