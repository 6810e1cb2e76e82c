using Npgsql;

namespace Healthcare.EventStore;

/// <summary>Data keys on PostgreSQL; a key is added in a transaction of its own, before the append that uses it.</summary>
public sealed class PostgresKeyTable(NpgsqlDataSource database) : IKeyTable
{
    public Task<WrappedKey?> FindAsync(Guid keyId, CancellationToken cancel) => FindAsync("select id, subject, master_key, wrapped from hc_keys where id = $1", keyId, cancel);

    public Task<WrappedKey?> FindBySubjectAsync(Guid subject, CancellationToken cancel) =>
        FindAsync("select id, subject, master_key, wrapped from hc_keys where subject = $1", subject, cancel);

    public async Task<WrappedKey> AddAsync(WrappedKey key, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(key);
        await using (var command = database.CreateCommand("insert into hc_keys (id, subject, master_key, wrapped) values ($1, $2, $3, $4) on conflict (subject) do nothing"))
        {
            command.Parameters.Add(SideStatements.Id(key.KeyId));
            command.Parameters.Add(SideStatements.Id(key.Subject));
            command.Parameters.Add(SideStatements.Text(key.MasterKeyId));
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key.Wrapped });
            await command.ExecuteNonQueryAsync(cancel);
        }

        return await FindBySubjectAsync(key.Subject, cancel) ?? throw new InvalidOperationException("The key was erased while it was made.");
    }

    public async Task<IReadOnlyList<WrappedKey>> ListAsync(string exceptMasterKeyId, int limit, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id, subject, master_key, wrapped from hc_keys where master_key <> $1 order by id limit $2");
        command.Parameters.Add(SideStatements.Text(exceptMasterKeyId));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var keys = new List<WrappedKey>();
        while (await reader.ReadAsync(cancel)) keys.Add(Read(reader));
        return keys;
    }

    public async Task RewrapAsync(WrappedKey key, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(key);
        await using var command = database.CreateCommand("update hc_keys set master_key = $2, wrapped = $3 where id = $1");
        command.Parameters.Add(SideStatements.Id(key.KeyId));
        command.Parameters.Add(SideStatements.Text(key.MasterKeyId));
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key.Wrapped });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task EraseAsync(Guid subject, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("delete from hc_keys where subject = $1");
        command.Parameters.Add(SideStatements.Id(subject));
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static WrappedKey Read(NpgsqlDataReader reader) => new(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3));

    private async Task<WrappedKey?> FindAsync(string sql, Guid id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(SideStatements.Id(id));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? Read(reader) : null;
    }
}
