using Healthcare.EventStore;

namespace Healthcare.Messaging;

/// <summary>Declares the broker's part as a step of the verb <c>migrate</c>.</summary>
internal sealed class TopologyMigration(IServiceProvider services) : IMigration
{
    public string Name => "broker topology";

    public Task MigrateAsync(CancellationToken cancel) => Topology.DeclareAsync(services, cancel);
}
