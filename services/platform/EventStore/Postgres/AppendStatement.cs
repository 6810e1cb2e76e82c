using Npgsql;
using NpgsqlTypes;

namespace Healthcare.EventStore;

/// <summary>
/// The append, one prepared, set-based statement for all streams of a command. Streams are locked in id order, their versions checked, events numbered and inserted
/// only if every stream matched (so a conflict burns no number), and every unbroken run of numbers gets its row in <c>hc_appends</c>.
/// </summary>
internal static class AppendStatement
{
    private const string Sql = """
        with wanted as (
            select * from unnest($1, $2, $3, $4) as w(id, aggregate, expected, added)),
        locked as materialized (
            select s.id, s.version from mt_streams s
            where s.id in (select id from wanted where expected > 0) order by s.id for no key update),
        moved as (
            update mt_streams s set version = w.expected + w.added, timestamp = $5
            from wanted w, locked l
            where s.id = w.id and l.id = w.id and w.expected > 0 and s.version = w.expected
            returning s.id),
        started as (
            insert into mt_streams (id, type, version, timestamp, created)
            select id, aggregate, added, $5, $5 from wanted where expected = 0 order by id
            on conflict (id) do nothing
            returning id),
        matched as materialized (
            select (select count(*) from moved) + (select count(*) from started) = (select count(*) from wanted) as yes),
        numbered as materialized (
            select nextval('mt_events_sequence') as seq_id, e.*
            from (select * from unnest($6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) with ordinality
                    as u(id, stream_id, version, data, type, timestamp, dotnet_type, correlation, causation, headers, user_name, place) order by place) e
            where (select yes from matched)),
        written as (
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name)
            select seq_id, id, stream_id, version, data, type, timestamp, dotnet_type, correlation, causation, headers, user_name from numbered order by place),
        runs as (
            insert into hc_appends (era, tx, first_seq, last_seq)
            select (select max(era) from hc_eras), pg_current_xact_id(), min(seq_id), max(seq_id)
            from (select seq_id, seq_id - row_number() over (order by seq_id) as run from numbered) n group by run)
        select seq_id, place from numbered
        union all
        select hc_refuse('version'), 0 from matched where not yes
        order by 2
        """;

    public static NpgsqlBatchCommand For(IReadOnlyList<StreamAppend> streams)
    {
        var events = streams.Sum(s => s.Events.Count);
        var ids = new Guid[events];
        var streamIds = new Guid[events];
        var versions = new long[events];
        var data = new byte[events][];
        var types = new string[events];
        var times = new DateTimeOffset[events];
        var dotnetTypes = new string[events];
        var correlations = new string?[events];
        var causations = new string?[events];
        var headers = new string[events];
        var users = new string[events];
        var i = 0;
        foreach (var stream in streams)
        {
            foreach (var happened in stream.Events)
            {
                var envelope = happened.Envelope;
                (ids[i], streamIds[i], versions[i], data[i]) = (envelope.EventId, stream.StreamId, envelope.Version, happened.Data);
                (types[i], times[i], dotnetTypes[i], correlations[i]) = (envelope.Type, envelope.Timestamp, happened.DotnetType, envelope.CorrelationId);
                (causations[i], headers[i], users[i]) = (envelope.CausationId, happened.Headers, envelope.Actor.Id);
                i++;
            }
        }

        var command = new NpgsqlBatchCommand(Sql);
        var p = command.Parameters;
        Add(p, streams.Select(s => s.StreamId).ToArray(), NpgsqlDbType.Uuid);
        Add(p, streams.Select(s => s.Aggregate).ToArray(), NpgsqlDbType.Varchar);
        Add(p, streams.Select(s => s.ExpectedVersion).ToArray(), NpgsqlDbType.Bigint);
        Add(p, streams.Select(s => (long)s.Events.Count).ToArray(), NpgsqlDbType.Bigint);
        p.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = times[^1], NpgsqlDbType = NpgsqlDbType.TimestampTz });
        Add(p, ids, NpgsqlDbType.Uuid);
        Add(p, streamIds, NpgsqlDbType.Uuid);
        Add(p, versions, NpgsqlDbType.Bigint);
        Add(p, data, NpgsqlDbType.Jsonb);
        Add(p, types, NpgsqlDbType.Varchar);
        Add(p, times, NpgsqlDbType.TimestampTz);
        Add(p, dotnetTypes, NpgsqlDbType.Varchar);
        Add(p, correlations, NpgsqlDbType.Varchar);
        Add(p, causations, NpgsqlDbType.Varchar);
        Add(p, headers, NpgsqlDbType.Jsonb);
        Add(p, users, NpgsqlDbType.Varchar);
        return command;
    }

    private static void Add<T>(NpgsqlParameterCollection parameters, T[] values, NpgsqlDbType element) =>
        parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element });
}
