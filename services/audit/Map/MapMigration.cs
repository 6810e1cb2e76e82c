using Healthcare.Audit.Trail;
using Healthcare.EventStore;

namespace Healthcare.Audit.Map;

/// <summary>Builds the map from the trail where it is new: a trail that was kept before there was a map is on it from its first event.</summary>
internal sealed class MapMigration(IConfiguration configuration) : IMigration
{
    private static readonly string[] Tables = ["hc_crossings", "hc_stakes"];

    public string Name => "map";

    public async Task MigrateAsync(CancellationToken cancel)
    {
        var owner = configuration.GetConnectionString("EventStoreOwner") ?? throw new InvalidOperationException("ConnectionStrings:EventStoreOwner is not configured.");
        if (await OwnTables.AreEmptyAsync(owner, Tables, cancel)) await RebuildAsync(owner, cancel);
    }

    /// <summary>Forgets the map and reads the trail from its first event.</summary>
    internal static Task RebuildAsync(string ownerConnection, CancellationToken cancel) =>
        OwnTables.RebuildAsync<EntriesRecorded>(ownerConnection, Tables, "entries_recorded.v1", e => MapRows.Of(e.Service, e.Entries), cancel);
}
