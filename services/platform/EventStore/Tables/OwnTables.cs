using System.Data.Common;
using System.Text.Json;
using Npgsql;

namespace Healthcare.EventStore;

/// <summary>Reads the tables that a service keeps beside its views, and builds them anew from its events. Their rows are written with the events (<see cref="Work.With"/>).</summary>
public sealed class OwnTables(NpgsqlDataSource database)
{
    /// <summary>The rows of one statement, which is one snapshot; parameters are <c>$1</c> and on.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, IReadOnlyList<object> values, Func<DbDataReader, T> row, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(row);
        await using var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel)) rows.Add(row(reader));
        return rows;
    }

    /// <summary>Whether the tables hold nothing yet; asked with the owner's connection.</summary>
    public static async Task<bool> AreEmptyAsync(string ownerConnection, IEnumerable<string> tables, CancellationToken cancel)
    {
        await using var owner = NpgsqlDataSource.Create(ownerConnection);
        await using var command = owner.CreateCommand($"select {string.Join(" and ", tables.Select(t => $"not exists (select 1 from {t})"))}");
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Forgets the tables and fills them from every event of one stored name, in order and in one transaction; whoever writes them waits until it is done.</summary>
    public static async Task RebuildAsync<TEvent>(string ownerConnection, IReadOnlyList<string> tables, string storedName, Func<TEvent, IEnumerable<RowWrite>> rows, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(rows);
        await using var owner = NpgsqlDataSource.Create(ownerConnection);
        await using var source = await owner.OpenConnectionAsync(cancel);
        await using var target = await owner.OpenConnectionAsync(cancel);
        await using var transaction = await target.BeginTransactionAsync(cancel);
        await RunAsync(target, [new RowWrite($"lock table {string.Join(", ", tables)} in exclusive mode", []), .. tables.Select(t => new RowWrite($"delete from {t}", []))], cancel);
        await using var events = new NpgsqlCommand("select data::text from mt_events where type = $1 order by seq_id", source) { Parameters = { new NpgsqlParameter { Value = storedName } } };
        await using var reader = await events.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (JsonSerializer.Deserialize<TEvent>(reader.GetString(0), EventCodec.ReadOptions) is { } happened) await RunAsync(target, [.. rows(happened)], cancel);
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
