using System.Data.Common;
using Healthcare.EventStore;

namespace Healthcare.Audit.Map;

/// <summary>What the steps say of one boundary; <paramref name="Used"/> is the share of its time that nine in ten have not used up.</summary>
internal sealed record BoundaryReading(string Boundary, Standing Standing, Ages? Ages, double? Used, decimal? Value, Flow Flow);

/// <summary>Reads the steps that held at a moment; never what is now, so that a past moment is read as the present is.</summary>
internal sealed class MapReader(OwnTables tables)
{
    // One statement, so one snapshot: what stands and what came through belong together.
    private const string Sql = """
        with standing as materialized (
            select c.boundary, c.state, c.level, c.due_at < $1 as is_late, extract(epoch from $1 - c.began_at)::float8 as age,
                (extract(epoch from $1 - c.started_at) / nullif(extract(epoch from c.due_at - c.started_at), 0))::float8 as used,
                coalesce(
                    (select s.amount from hc_stakes s where s.subject = c.subject_id and s.at <= $1 order by s.at desc limit 1),
                    (select s.amount from hc_stakes s where s.subject = c.case_id and s.at <= $1 order by s.at desc limit 1)) as amount
            from hc_crossings c
            where tstzrange(c.at, c.until) @> $1 and c.state in ('offered', 'blocked', 'returned', 'timed-out')),
        stands as (
            select boundary, count(*) as everything, count(*) filter (where state in ('offered', 'blocked')) as open, count(*) filter (where state = 'blocked') as blocked,
                count(*) filter (where state = 'returned') as returned, count(*) filter (where state = 'timed-out') as timed_out,
                count(*) filter (where is_late) as late, count(*) filter (where level > 0) as escalated,
                percentile_disc(array[0.5, 0.9, 1.0]) within group (order by age) as ages, percentile_disc(0.9) within group (order by used) as used, sum(amount) as amount
            from standing group by boundary),
        flows as (
            select boundary, count(*) filter (where kind = 'offered') as offered, count(*) filter (where outcome = 'accepted') as crossed,
                count(*) filter (where outcome = 'returned') as returned, count(*) filter (where outcome = 'timed-out') as timed_out, count(*) filter (where outcome = 'closed') as closed,
                count(*) filter (where is_breach) as breaches, count(*) filter (where kind in ('escalated', 'rework-overdue')) as escalations
            from hc_crossings where at > $2 and at <= $1 group by boundary)
        select coalesce(s.boundary, f.boundary), coalesce(s.everything, 0), coalesce(s.open, 0), coalesce(s.blocked, 0), coalesce(s.returned, 0), coalesce(s.timed_out, 0),
            coalesce(s.late, 0), coalesce(s.escalated, 0), s.ages, s.used, s.amount,
            coalesce(f.offered, 0), coalesce(f.crossed, 0), coalesce(f.returned, 0), coalesce(f.timed_out, 0), coalesce(f.closed, 0), coalesce(f.breaches, 0), coalesce(f.escalations, 0)
        from stands s full join flows f on f.boundary = s.boundary
        """;

    // Clocks of services differ by little; what one of them recorded a moment ahead is there already, and is shown.
    private const string LatestSql = "select greatest($1, max(at)) from hc_crossings where at > $1 and at < $1 + interval '1 minute'";

    /// <summary>The moment to show as the present: now, or the latest step by the clock of a service that is ahead.</summary>
    public async Task<DateTimeOffset> PresentAsync(DateTimeOffset now, CancellationToken cancel) =>
        (await tables.ReadAsync(LatestSql, [now], static r => r.IsDBNull(0) ? (DateTimeOffset?)null : r.GetFieldValue<DateTimeOffset>(0), cancel))[0] ?? now;

    public async Task<IReadOnlyDictionary<string, BoundaryReading>> ReadAsync(DateTimeOffset at, DateTimeOffset from, CancellationToken cancel) =>
        (await tables.ReadAsync(Sql, [at, from], Reading, cancel)).ToDictionary(r => r.Boundary, StringComparer.Ordinal);

    private static BoundaryReading Reading(DbDataReader row)
    {
        return new BoundaryReading(
            row.GetString(0),
            new Standing(Number(1), Number(2), Number(3), Number(4), Number(5), Number(6), Number(7)),
            row.IsDBNull(8) ? null : AgesOf(row.GetFieldValue<double[]>(8)),
            row.IsDBNull(9) ? null : row.GetDouble(9),
            row.IsDBNull(10) ? null : row.GetDecimal(10),
            FlowOf(Number(11), Number(12), Number(13), Number(14), Number(15), Number(16), Number(17)));

        long Number(int column) => row.GetInt64(column);
    }

    private static Ages AgesOf(double[] seconds) => new((long)seconds[0], (long)seconds[1], (long)seconds[2]);

    private static Flow FlowOf(long offered, long crossed, long returned, long timedOut, long closed, long breaches, long escalations) => new(
        offered, crossed, returned, timedOut, closed, breaches, escalations, crossed + returned == 0 ? null : Math.Round((decimal)returned / (crossed + returned), 4));
}
