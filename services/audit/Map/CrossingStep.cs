using Healthcare.Audit.Trail;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Audit.Map;

/// <summary>What one event of a crossing says about how it stands at its boundary; what it does not say stays as it was.</summary>
internal sealed record CrossingStep(Guid Handoff, long Version, string Service, string Kind, DateTimeOffset At)
{
    private const string Prefix = "handoff_";

    // A data-modifying WITH and the insert see the same rows, so the step before is read once and ended where this one begins. A clock that was set back moves no step
    // before the one it follows. An attempt that is settled is not settled again: closing what timed out leaves it timed out.
    private const string Sql = """
        with prior as (
            select * from hc_crossings where handoff = $1::uuid and version < $2::bigint order by version desc limit 1),
        ended as (
            update hc_crossings c set until = greatest(c.at, $5::timestamptz) from prior p where c.handoff = p.handoff and c.version = p.version and c.until = 'infinity')
        insert into hc_crossings (handoff, version, service, boundary, case_id, subject_id, kind, outcome, is_breach, state, at, began_at, started_at, due_at, level)
        select $1::uuid, $2::bigint, $3::text, coalesce($6::text, p.boundary), coalesce($7::uuid, p.case_id), coalesce($8::uuid, p.subject_id), $4::text,
            case when p.state in ('offered', 'blocked') then $10::text end,
            coalesce(($10::text = 'timed-out' and p.state in ('offered', 'blocked')) or ($4::text = 'rework-overdue' and p.level = 0), false),
            coalesce($9::text, p.state), greatest($5::timestamptz, p.at),
            case when $4::text = 'offered' and (p.handoff is null or p.state in ('accepted', 'closed')) then greatest($5::timestamptz, p.at) else p.began_at end,
            coalesce($11::timestamptz, p.started_at, $5::timestamptz), coalesce($12::timestamptz, p.due_at), coalesce($13::int, p.level, 0)
        from (select 1) as step left join prior p on true
        where $4::text = 'offered' or p.handoff is not null
        on conflict do nothing
        """;

    /// <summary>How it stands from here: <c>offered</c>, <c>blocked</c>, <c>returned</c>, <c>timed-out</c>, <c>accepted</c> or <c>closed</c>.</summary>
    public string? State { get; init; }

    /// <summary>How the attempt came out.</summary>
    public string? Outcome { get; init; }

    public string? Boundary { get; init; }

    public Guid? CaseId { get; init; }

    public Guid? SubjectId { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How many levels of the chain have been told.</summary>
    public int? Level { get; init; }

    /// <summary>The step that an event makes; null for what is no event of a crossing.</summary>
    public static CrossingStep? Of(string service, TrailEntry entry)
    {
        if (entry.Aggregate != HandoffAggregate.Name || !entry.Type.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var kind = entry.Type[Prefix.Length..].Split('.')[0].Replace('_', '-');
        var step = new CrossingStep(entry.StreamId, entry.Version, service, kind, EventCodec.Microseconds(entry.At));
        return kind switch
        {
            "offered" when entry.Data.TryGetProperty("terms", out var terms) => step with
            {
                State = "offered",
                Boundary = TrailData.Text(terms, "boundary") ?? "",
                CaseId = entry.CaseId,
                SubjectId = TrailData.Id(entry.Data, "subjectId"),
                StartedAt = TrailData.Time(terms, "startedAt") ?? step.At,
                DueAt = TrailData.Time(terms, "dueAt"),
                Level = 0,
            },
            "offered" => null,
            "blocked" => step with { State = "blocked" },
            "cleared" => step with { State = "offered" },
            "proceeded" => Timed(step with { State = "offered" }, entry, "terms"),
            "extended" => Timed(step, entry, "terms"),
            "returned" => Timed(step with { State = "returned", Outcome = "returned" }, entry, "rework"),
            "accepted" or "timed-out" or "closed" => step with { State = kind, Outcome = kind },
            "escalated" => step with { Kind = TrailData.Text(entry.Data, "cause") == "reworkOverdue" ? "rework-overdue" : kind, Level = TrailData.Number(entry.Data, "level") },
            _ => step,
        };
    }

    public RowWrite ToRow() => new(Sql, [Handoff, Version, Service, Kind, At, Boundary, CaseId, SubjectId, State, Outcome, StartedAt, DueAt, Level]);

    private static CrossingStep Timed(CrossingStep step, TrailEntry entry, string member) =>
        TrailData.Member(entry.Data, member) is { } terms ? step with { StartedAt = TrailData.Time(terms, "startedAt"), DueAt = TrailData.Time(terms, "dueAt") } : step;
}
