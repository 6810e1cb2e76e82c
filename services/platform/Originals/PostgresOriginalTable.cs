using System.Data;
using Healthcare.EventStore;
using Npgsql;
using NpgsqlTypes;

namespace Healthcare.Originals;

/// <summary>Originals on PostgreSQL, beside the log; every statement is a transaction of its own, so that no upload holds the log's horizon.</summary>
public sealed class PostgresOriginalTable(NpgsqlDataSource database) : IOriginalTable
{
    private const string Columns = "id, source, media_type, length, fingerprint, kept_at, subject, key_id, key_nonce, key_text, key_tag, chunks";

    public async Task AddChunkAsync(Guid original, byte[] address, ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("insert into hc_original_chunks (address, original, data) values ($1, $2, $3) on conflict (address) do nothing");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = address });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = original });
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = data, NpgsqlDbType = NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<int> ReadChunkAsync(byte[] address, Memory<byte> into, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select data from hc_original_chunks where address = $1");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = address });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);
        if (!await reader.ReadAsync(cancel)) return -1;
        await using var stream = await reader.GetStreamAsync(0, cancel);
        return await stream.ReadAtLeastAsync(into, into.Length, throwOnEndOfStream: false, cancel);
    }

    public async Task AddAsync(OriginalRow row, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(row);
        await using var command = database.CreateCommand($"insert into hc_originals ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
        var original = row.Original;
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = original.Id.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = original.Source });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = original.MediaType });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = original.Length });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = original.Fingerprint });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = original.KeptAt });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = original.Subject });
        AddKey(command, row.Key);
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. row.Chunks], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<OriginalRow?> FindAsync(OriginalId id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from hc_originals where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        return await ReadAsync(command, cancel) is [var row, ..] ? row : null;
    }

    public async Task<IReadOnlyList<OriginalRow>> FindAsync(string source, string fingerprint, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from hc_originals where fingerprint = $1 and source = $2 order by kept_at desc, id desc");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = fingerprint });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = source });
        return await ReadAsync(command, cancel);
    }

    public async Task<bool> ResealAsync(OriginalId id, Guid from, Guid to, Ciphertext key, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(key);
        await using var command = database.CreateCommand(
            "update hc_originals set subject = $3, key_id = $4, key_nonce = $5, key_text = $6, key_tag = $7 where id = $1 and subject = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = to });
        AddKey(command, key);
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    public async Task DropChunksAsync(Guid original, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("delete from hc_original_chunks where original = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = original });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<int> SweepAsync(TimeSpan age, CancellationToken cancel)
    {
        // Small batches: a long delete would hold the horizon of every reader of the log.
        await using var command = database.CreateCommand("""
            delete from hc_original_chunks where address in (
                select c.address from hc_original_chunks c
                where c.kept_at <= now() - $1 and not exists (select 1 from hc_originals o where o.id = c.original)
                limit 100)
            """);
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = age, NpgsqlDbType = NpgsqlDbType.Interval });
        var total = 0;
        int some;
        do
        {
            some = await command.ExecuteNonQueryAsync(cancel);
            total += some;
        }
        while (some == 100);
        return total;
    }

    private static void AddKey(NpgsqlCommand command, Ciphertext key)
    {
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.Key });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key.Nonce });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key.Text });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key.Tag });
    }

    private static async Task<IReadOnlyList<OriginalRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<OriginalRow>();
        while (await reader.ReadAsync(cancel))
        {
            var id = new OriginalId(reader.GetGuid(0));
            var original = new Original(
                id, reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5), reader.GetGuid(6));
            var key = new Ciphertext(reader.GetGuid(7), reader.GetFieldValue<byte[]>(8), reader.GetFieldValue<byte[]>(9), reader.GetFieldValue<byte[]>(10), OriginalStore.KeyPlace(id));
            rows.Add(new OriginalRow(original, key, reader.GetFieldValue<byte[][]>(11)));
        }

        return rows;
    }
}
