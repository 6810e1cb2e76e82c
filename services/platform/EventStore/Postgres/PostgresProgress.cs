using Npgsql;
using NpgsqlTypes;

namespace Healthcare.EventStore;

/// <summary>Checkpoints, counts, inbox, deadlines and leases on PostgreSQL. Lease times are the database's own, so replicas need no common clock.</summary>
internal sealed class PostgresProgress(NpgsqlDataSource database)
{
    // The index tells all of it but the age, which is the first one's: a reader that is far behind is not made slower by being asked.
    private const string LagSql = """
        with behind as materialized (
            select era, tx, first_seq from hc_appends where (era, tx, first_seq) > ($1, $2, $3)),
        first as (select first_seq from behind order by era, tx, first_seq limit 1),
        last as (select era, tx, first_seq from behind order by era desc, tx desc, first_seq desc limit 1)
        select l.era, l.tx, l.first_seq, (select count(*) from behind),
               coalesce(extract(epoch from (clock_timestamp() - (select e.timestamp from mt_events e join first f on e.seq_id = f.first_seq))), 0)::float8
        from last l
        """;

    internal const string HeadSql = "select era, tx, first_seq from hc_appends order by era desc, tx desc, first_seq desc limit 1";

    private const string AcquireSql = """
        insert into hc_leases as l (name, holder, epoch, until) select n, $2, 1, clock_timestamp() + $3 from unnest($1) n order by n
        on conflict (name) do update
            set until = excluded.until, holder = excluded.holder, epoch = case when l.holder = excluded.holder and l.until > clock_timestamp() then l.epoch else l.epoch + 1 end
            where l.holder = excluded.holder or l.until < clock_timestamp()
        returning name, epoch
        """;

    public async Task<LogLag> LagAsync(LogPosition after, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(LagSql);
        PostgresEventStore.AddPosition(command.Parameters, after);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new LogLag(new LogPosition(reader.GetInt32(0), reader.GetFieldValue<ulong>(1), reader.GetInt64(2)), reader.GetInt64(3), TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(4))))
            : new LogLag(after, 0, TimeSpan.Zero);
    }

    public async Task<LogPosition> HeadAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(HeadSql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await HeadAsync(reader, cancel);
    }

    internal static async Task<LogPosition> HeadAsync(NpgsqlDataReader reader, CancellationToken cancel) =>
        await reader.ReadAsync(cancel) ? new LogPosition(reader.GetInt32(0), reader.GetFieldValue<ulong>(1), reader.GetInt64(2)) : LogPosition.Start;

    public async Task<Checkpoint> LoadCheckpointAsync(string name, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select era, tx, first_seq, epoch from hc_checkpoints where name = $1");
        command.Parameters.Add(SideStatements.Text(name));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new Checkpoint(new LogPosition(reader.GetInt32(0), reader.GetFieldValue<ulong>(1), reader.GetInt64(2)), reader.GetInt64(3))
            : new Checkpoint(LogPosition.Start, 0);
    }

    public async Task<IReadOnlyDictionary<string, LogPosition>> LoadPositionsAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select name, era, tx, first_seq from hc_checkpoints");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var positions = new Dictionary<string, LogPosition>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel)) positions[reader.GetString(0)] = new LogPosition(reader.GetInt32(1), reader.GetFieldValue<ulong>(2), reader.GetInt64(3));
        return positions;
    }

    public async Task<bool> SaveCheckpointAsync(CheckpointSave save, CancellationToken cancel)
    {
        // The lease row is locked first: a newer epoch either is seen here, or waits until this is committed.
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "select case when exists (select 1 from hc_leases where name = $1 and epoch = $2 for share) then 0 else hc_refuse('epoch') end")
        {
            Parameters = { SideStatements.Text(save.Lease.Name), SideStatements.Number(save.Lease.Epoch) },
        });
        var position = new NpgsqlBatchCommand("""
            insert into hc_checkpoints (era, tx, first_seq, name, epoch) select $1, $2, $3, n, $5 from unnest($4) n order by n
            on conflict (name) do update set era = excluded.era, tx = excluded.tx, first_seq = excluded.first_seq, epoch = excluded.epoch, saved_at = now()
            """);
        PostgresEventStore.AddPosition(position.Parameters, save.Position);
        position.Parameters.Add(SideStatements.Texts(save.Names));
        position.Parameters.Add(SideStatements.Number(save.Lease.Epoch));
        batch.BatchCommands.Add(position);
        if (save.Counts.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("""
                insert into hc_counts (counter, order_key, n) select $1, k, n from unnest($2, $3) as c(k, n)
                on conflict (counter, order_key) do update set n = excluded.n
                """)
            {
                Parameters =
                {
                    SideStatements.Text(save.Names[0]),
                    SideStatements.Texts(save.Counts.Keys),
                    SideStatements.Numbers(save.Counts.Values),
                },
            });
        }

        SideStatements.AddViews(batch, save.Views);
        try
        {
            await batch.ExecuteNonQueryAsync(cancel);
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == "HC001")
        {
            return false;
        }
    }

    public async Task<InboxState> ReadInboxAsync(string source, string orderKey, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select last_n, attempts from hc_inbox where source = $1 and order_key = $2");
        command.Parameters.Add(SideStatements.Text(source));
        command.Parameters.Add(SideStatements.Text(orderKey));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new InboxState(reader.GetInt64(0), reader.GetInt32(1)) : new InboxState(0, 0);
    }

    public async Task<int> CountAttemptAsync(string source, string orderKey, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            insert into hc_inbox as i (source, order_key, last_n, attempts) values ($1, $2, 0, 1)
            on conflict (source, order_key) do update set attempts = i.attempts + 1 returning attempts
            """);
        command.Parameters.Add(SideStatements.Text(source));
        command.Parameters.Add(SideStatements.Text(orderKey));
        return await command.ExecuteScalarAsync(cancel) is int attempts ? attempts : 0;
    }

    public async Task<IReadOnlyList<DueDeadline>> DueDeadlinesAsync(DateTimeOffset until, int limit, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select stream_id, name, due_at from hc_deadlines where due_at <= $1 order by due_at, stream_id, name limit $2");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = until.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var due = new List<DueDeadline>();
        while (await reader.ReadAsync(cancel)) due.Add(new DueDeadline(reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2)));
        return due;
    }

    public async Task<DateTimeOffset?> NextDeadlineAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select due_at from hc_deadlines order by due_at limit 1");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? reader.GetFieldValue<DateTimeOffset>(0) : null;
    }

    public async Task<IReadOnlyDictionary<string, long>> ReadCountsAsync(string counter, IReadOnlyCollection<string> orderKeys, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select order_key, n from hc_counts where counter = $1 and order_key = any ($2)");
        command.Parameters.Add(SideStatements.Text(counter));
        command.Parameters.Add(SideStatements.Texts(orderKeys));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel)) counts[reader.GetString(0)] = reader.GetInt64(1);
        return counts;
    }

    public async Task<IReadOnlyList<LeaseGrant>> AcquireLeasesAsync(IReadOnlyCollection<string> names, string holder, TimeSpan life, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(AcquireSql);
        command.Parameters.Add(SideStatements.Texts(names.Distinct(StringComparer.Ordinal)));
        command.Parameters.Add(SideStatements.Text(holder));
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = life, NpgsqlDbType = NpgsqlDbType.Interval });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var granted = new List<LeaseGrant>(names.Count);
        while (await reader.ReadAsync(cancel)) granted.Add(new LeaseGrant(reader.GetString(0), holder, reader.GetInt64(1)));
        return granted;
    }

    public async Task ReleaseLeaseAsync(LeaseGrant lease, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update hc_leases set until = clock_timestamp() where name = $1 and holder = $2 and epoch = $3");
        command.Parameters.Add(SideStatements.Text(lease.Name));
        command.Parameters.Add(SideStatements.Text(lease.Holder));
        command.Parameters.Add(SideStatements.Number(lease.Epoch));
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<IReadOnlyList<LeaseState>> ReadLeasesAsync(string prefix, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select name, holder, epoch, until < clock_timestamp() from hc_leases where starts_with(name, $1) order by name");
        command.Parameters.Add(SideStatements.Text(prefix));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var leases = new List<LeaseState>();
        while (await reader.ReadAsync(cancel)) leases.Add(new LeaseState(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetBoolean(3)));
        return leases;
    }
}
