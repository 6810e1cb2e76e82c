namespace Healthcare.Audit.Trail;

/// <summary>A case in a list: where it is, who has the next deadline, and what it waits for.</summary>
internal sealed record CaseOverview(
    Guid CaseId, string? TrackingId, string? PartnerId, string Stage, DateTimeOffset Since, DateTimeOffset LastChangeAt, string? OwnerRole, DateTimeOffset? DueBy, bool Overdue, IReadOnlyList<Waiting> Waiting)
{
    public static CaseOverview Of(CaseStatus status, DateTimeOffset now)
    {
        var waiting = Trail.Waiting.Of(status);
        var first = waiting is [var next, ..] ? next : null;
        return new CaseOverview(
            status.CaseId, status.TrackingId, status.PartnerId, status.Stage, status.Since, status.LastChangeAt, first?.OwnerRole, first?.DueAt, first?.DueAt < now, waiting);
    }
}

/// <summary>Some cases, and where the next page starts; everything that was recorded until <paramref name="AsOf"/> is in it.</summary>
internal sealed record CasePage(IReadOnlyList<CaseOverview> Items, string? Next, DateTimeOffset? AsOf, long? LagMilliseconds);
