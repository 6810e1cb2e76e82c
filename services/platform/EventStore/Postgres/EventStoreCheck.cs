using Npgsql;

namespace Healthcare.EventStore;

/// <summary>Something in a log that must not be.</summary>
public sealed record LogFault(string Rule, string Where);

/// <summary>What a check of a log found; <see cref="Events"/> were read and hashed.</summary>
public sealed record LogReport(long Events, long Streams, IReadOnlyList<LogFault> Faults);

/// <summary>Proves a log whole: every number covered once, every stream without a gap and at its version, every event hashing to what it says.</summary>
public static class EventStoreCheck
{
    private static readonly (string Rule, string Sql)[] Rules =
    [
        ("each number is covered by exactly one append",
            "select e.seq_id::text from mt_events e left join hc_appends a on e.seq_id between a.first_seq and a.last_seq group by e.seq_id having count(a.first_seq) <> 1 limit 20"),
        ("an append covers only events that are there",
            "select a.first_seq::text from hc_appends a where (select count(*) from mt_events e where e.seq_id between a.first_seq and a.last_seq) <> a.last_seq - a.first_seq + 1 limit 20"),
        ("a stream's versions have no gap and end at its version",
            "select s.id::text from mt_streams s left join mt_events e on e.stream_id = s.id group by s.id, s.version having count(e.seq_id) <> s.version or max(e.version) <> s.version or min(e.version) <> 1 limit 20"),
        ("a stream's versions follow commit order",
            """
            select stream_id::text from (
                select e.stream_id, e.version, lag(e.version) over (partition by e.stream_id order by a.era, a.tx, a.first_seq, e.seq_id) as before
                from mt_events e join hc_appends a on e.seq_id between a.first_seq and a.last_seq) o
            where before is not null and version <> before + 1 limit 20
            """),
    ];

    public static async Task<LogReport> RunAsync(NpgsqlDataSource database, IEventStore store, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(store);
        var faults = new List<LogFault>();
        foreach (var (rule, sql) in Rules)
        {
            await using var command = database.CreateCommand(sql);
            command.CommandTimeout = 600;
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel)) faults.Add(new LogFault(rule, reader.GetString(0)));
        }

        long events = 0;
        var streams = new HashSet<Guid>();
        await foreach (var page in store.ReadWholeLogAsync(2_000, cancel))
        {
            foreach (var recorded in page)
            {
                events++;
                streams.Add(recorded.StreamId);
                if (!EventCodec.IsIntact(recorded)) faults.Add(new LogFault("an event hashes to what its headers say", recorded.Envelope.EventId.ToString("D")));
            }
        }

        return new LogReport(events, streams.Count, faults);
    }
}
