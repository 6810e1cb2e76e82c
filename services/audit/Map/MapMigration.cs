using System.Text.Json;
using Healthcare.Audit.Trail;
using Healthcare.EventStore;
using Npgsql;

namespace Healthcare.Audit.Map;

/// <summary>Builds the map from the trail where it is new: a trail that was kept before there was a map is on it from its first event.</summary>
internal sealed class MapMigration(IConfiguration configuration) : IMigration
{
    public string Name => "map";

    public async Task MigrateAsync(CancellationToken cancel)
    {
        var owner = configuration.GetConnectionString("EventStoreOwner") ?? throw new InvalidOperationException("ConnectionStrings:EventStoreOwner is not configured.");
        await using var database = NpgsqlDataSource.Create(owner);
        await using var isNew = database.CreateCommand("select not exists (select 1 from hc_crossings) and not exists (select 1 from hc_stakes)");
        if (await isNew.ExecuteScalarAsync(cancel) is true) await RebuildAsync(database, cancel);
    }

    /// <summary>Forgets the map and reads the trail from its first event; whoever enters events waits until it is done.</summary>
    internal static async Task RebuildAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var source = await database.OpenConnectionAsync(cancel);
        await using var target = await database.OpenConnectionAsync(cancel);
        await using var transaction = await target.BeginTransactionAsync(cancel);
        await RunAsync(target, [new RowWrite("lock table hc_crossings, hc_stakes in exclusive mode", []), new RowWrite("delete from hc_crossings", []), new RowWrite("delete from hc_stakes", [])], cancel);
        await using var links = new NpgsqlCommand("select data::text from mt_events where type = 'entries_recorded.v1' order by seq_id", source);
        await using var reader = await links.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (JsonSerializer.Deserialize<EntriesRecorded>(reader.GetString(0), EventCodec.ReadOptions) is { } link) await RunAsync(target, [.. MapRows.Of(link.Service, link.Entries)], cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    private static async Task RunAsync(NpgsqlConnection connection, IReadOnlyList<RowWrite> writes, CancellationToken cancel)
    {
        if (writes.Count == 0) return;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var write in writes) batch.BatchCommands.Add(write.ToCommand());
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
