using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Trail;

/// <summary>
/// Where a case is, who owns it, since when, waiting for what, by when, and what blocks it. Everything that the services had recorded until <paramref name="AsOf"/> is in it, which is
/// <paramref name="LagMilliseconds"/> ago; both are absent while a service has not been heard of yet.
/// </summary>
internal sealed record CaseStatusAnswer(
    Guid CaseId,
    string? TrackingId,
    string Stage,
    DateTimeOffset Since,
    IReadOnlyList<StageChange> History,
    IReadOnlyList<Waiting> Waiting,
    string? OwnerRole,
    DateTimeOffset? DueBy,
    bool Overdue,
    IReadOnlyList<string> Blocks,
    int Events,
    DateTimeOffset LastChangeAt,
    DateTimeOffset? AsOf,
    long? LagMilliseconds,
    IReadOnlyList<ServiceLag> Lag);

internal static class CaseStatusEndpoint
{
    public static void Map(RouteGroupBuilder cases) => cases.MapGet("/{caseId:guid}/status", HandleAsync).RequireAuthorization(Policies.Staff).RecordingAccess()
        .Described("readCaseStatus", "Where a case is, who owns it, since when, waiting for what, by when, and what blocks it");

    private static async Task<Results<Ok<CaseStatusAnswer>, ProblemResult>> HandleAsync(Guid caseId, Views<CaseStatus> cases, LagWatch lag, TimeProvider clock, CancellationToken cancel)
    {
        var now = lag.Now();
        if (await cases.FindAsync(TrailId.Of(caseId), cancel) is not { } status) return new ProblemResult(new ProblemAnswer(KnownProblems.NotFound));
        var waiting = Waiting.Of(status);
        var first = waiting is [var next, ..] ? next : null;
        return TypedResults.Ok(new CaseStatusAnswer(
            caseId,
            status.TrackingId,
            status.Stage,
            status.Since,
            status.History,
            waiting,
            first?.OwnerRole,
            first?.DueAt,
            first?.DueAt < clock.GetUtcNow(),
            [.. waiting.SelectMany(w => w.Blocks).Distinct(StringComparer.Ordinal)],
            status.Events,
            status.LastChangeAt,
            now.AsOf,
            now.Milliseconds,
            now.Services));
    }
}
