using Npgsql;
using NpgsqlTypes;

namespace Healthcare.EventStore;

/// <summary>
/// The log on PostgreSQL. Whatever it writes is one implicit transaction in one round trip (<see cref="CommitGroups"/>), whose first statement checks every expected version:
/// no transaction id is taken before the versions were read as committed, so no reader below the horizon can see a stream out of order.
/// </summary>
public sealed class PostgresEventStore : IEventStore
{
    private const string ConflictState = "HC001";
    private const string NotNextState = "HC002";

    private const string ReadStreamSql = """
        select seq_id, id, version, type, timestamp, correlation_id, causation_id, user_name, headers, data
        from mt_events where stream_id = $1 and version > $2 order by version
        """;

    private const string ReadLogSql = """
        with seen as materialized (
            select era, tx, first_seq, last_seq from hc_appends
            where (era, tx, first_seq) > ($1, $2, $3)
              and (era < (select max(era) from hc_eras) or tx < pg_snapshot_xmin(pg_current_snapshot()))
            order by era, tx, first_seq limit $4)
        select e.seq_id, e.id, e.version, e.type, e.timestamp, e.correlation_id, e.causation_id, e.user_name, e.headers, e.data, e.stream_id, s.era, s.tx, s.first_seq
        from seen s join mt_events e on e.seq_id between s.first_seq and s.last_seq
        order by s.era, s.tx, s.first_seq, e.seq_id
        """;

    private readonly NpgsqlDataSource database;
    private readonly EventCodec codec;
    private readonly PostgresProgress progress;
    private readonly CommitGroups groups;

    public PostgresEventStore(NpgsqlDataSource database, EventCodec codec)
    {
        this.database = database;
        this.codec = codec;
        progress = new PostgresProgress(database);
        groups = new CommitGroups(WriteAsync);
        Keys = new PostgresKeyTable(database);
        Views = new PostgresViewTables(database);
        Answers = new PostgresAnswerTable(database);
    }

    /// <summary>A store that knows no event types and holds no master key: enough to read a log, hash it and prove it.</summary>
    public static PostgresEventStore ToRead(NpgsqlDataSource database) => ToRead(database, new EventTypes());

    /// <summary>The same for whoever knows some of the events.</summary>
    public static PostgresEventStore ToRead(NpgsqlDataSource database, EventTypes types) =>
        new(database, new EventCodec(types, new Vault(new PostgresKeyTable(database), new MasterKeys("none", new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["none"] = new byte[32] }))));

    public IKeyTable Keys { get; }

    public IViewTables Views { get; }

    public IAnswerTable Answers { get; }

    public async Task<IReadOnlyList<Recorded>> ReadStreamAsync(Guid streamId, long afterVersion, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(ReadStreamSql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = streamId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = afterVersion });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var events = new List<Recorded>();
        while (await reader.ReadAsync(cancel)) events.Add(Read(reader, streamId, LogPosition.Start));
        return events;
    }

    public Task<CommitResult> CommitAsync(Commit commit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(commit);
        return groups.CommitAsync(commit, cancel);
    }

    public async Task<LogPage> ReadLogAsync(LogPosition after, int maxAppends, CancellationToken cancel)
    {
        await using var batch = database.CreateBatch();
        var read = new NpgsqlBatchCommand(ReadLogSql);
        AddPosition(read.Parameters, after);
        read.Parameters.Add(new NpgsqlParameter<int> { TypedValue = maxAppends });
        batch.BatchCommands.Add(read);
        // After the read and never before it, so that nothing committed in between is taken for seen.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresProgress.HeadSql));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var events = new List<Recorded>();
        var end = after;
        while (await reader.ReadAsync(cancel))
        {
            end = new LogPosition(reader.GetInt32(11), reader.GetFieldValue<ulong>(12), reader.GetInt64(13));
            events.Add(Read(reader, reader.GetGuid(10), end));
        }

        await reader.NextResultAsync(cancel);
        return new LogPage(events, end, await PostgresProgress.HeadAsync(reader, cancel));
    }

    public Task<LogPosition> HeadAsync(CancellationToken cancel) => progress.HeadAsync(cancel);

    public Task<LogLag> LagAsync(LogPosition after, CancellationToken cancel) => progress.LagAsync(after, cancel);

    public Task<Checkpoint> LoadCheckpointAsync(string name, CancellationToken cancel) => progress.LoadCheckpointAsync(name, cancel);

    public Task<IReadOnlyDictionary<string, LogPosition>> LoadPositionsAsync(CancellationToken cancel) => progress.LoadPositionsAsync(cancel);

    public Task<bool> SaveCheckpointAsync(CheckpointSave save, CancellationToken cancel) => progress.SaveCheckpointAsync(save, cancel);

    public Task<InboxState> ReadInboxAsync(string source, string orderKey, CancellationToken cancel) => progress.ReadInboxAsync(source, orderKey, cancel);

    public Task<int> CountAttemptAsync(string source, string orderKey, CancellationToken cancel) => progress.CountAttemptAsync(source, orderKey, cancel);

    public Task<IReadOnlyList<DueDeadline>> DueDeadlinesAsync(DateTimeOffset until, int limit, CancellationToken cancel) => progress.DueDeadlinesAsync(until, limit, cancel);

    public Task<DateTimeOffset?> NextDeadlineAsync(CancellationToken cancel) => progress.NextDeadlineAsync(cancel);

    public Task<IReadOnlyDictionary<string, long>> ReadCountsAsync(string counter, IReadOnlyCollection<string> orderKeys, CancellationToken cancel) =>
        progress.ReadCountsAsync(counter, orderKeys, cancel);

    public Task<IReadOnlyList<LeaseGrant>> AcquireLeasesAsync(IReadOnlyCollection<string> names, string holder, TimeSpan life, CancellationToken cancel) =>
        progress.AcquireLeasesAsync(names, holder, life, cancel);

    public Task ReleaseLeaseAsync(LeaseGrant lease, CancellationToken cancel) => progress.ReleaseLeaseAsync(lease, cancel);

    public Task<IReadOnlyList<LeaseState>> ReadLeasesAsync(string prefix, CancellationToken cancel) => progress.ReadLeasesAsync(prefix, cancel);

    internal static void AddPosition(NpgsqlParameterCollection parameters, LogPosition position)
    {
        parameters.Add(new NpgsqlParameter<int> { TypedValue = position.Era });
        parameters.Add(new NpgsqlParameter<ulong> { TypedValue = position.Transaction, NpgsqlDbType = NpgsqlDbType.Xid8 });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = position.FirstSequence });
    }

    private async Task<IReadOnlyList<CommitResult>> WriteAsync(IReadOnlyList<Commit> commits, CancellationToken cancel)
    {
        IReadOnlyList<StreamAppend> streams = [.. commits.SelectMany(c => c.Streams)];
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        if (streams.Count > 0) batch.BatchCommands.Add(AppendStatement.For(streams));
        SideStatements.AddTo(batch, commits);
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancel);
            var numbers = new Queue<long>();
            while (streams.Count > 0 && await reader.ReadAsync(cancel)) numbers.Enqueue(reader.GetInt64(0));
            while (await reader.NextResultAsync(cancel))
            {
                // Every statement's errors surface here, before the transaction counts as committed.
            }

            return
            [
                .. commits.Select(commit => new CommitResult.Committed(
                    [.. commit.Streams.SelectMany(s => s.Events).Select(e => codec.Decode(e.Envelope, e.Data, numbers.Dequeue(), LogPosition.Start))])),
            ];
        }
        catch (PostgresException refused) when (commits.Count == 1 && refused.SqlState == NotNextState)
        {
            return [new CommitResult.NotNext()];
        }
        catch (PostgresException conflict) when (commits.Count == 1 && conflict.SqlState is (ConflictState or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected))
        {
            return [new CommitResult.Conflict()];
        }
    }

    private Recorded Read(NpgsqlDataReader reader, Guid streamId, LogPosition position)
    {
        var envelope = EventCodec.FromHeaders(
            reader.GetGuid(1), streamId, reader.GetInt64(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4),
            reader.IsDBNull(5) ? null : reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetString(7),
            reader.GetFieldValue<byte[]>(8));
        return codec.Decode(envelope, reader.GetFieldValue<byte[]>(9), reader.GetInt64(0), position);
    }
}
