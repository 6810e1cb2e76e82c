using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Trail;

/// <summary>Where a case is, who owns it, since when, waiting for what, by when; and how far the trail was behind: <paramref name="LagMilliseconds"/> is what the last event took from its service's log to here.</summary>
internal sealed record CaseStatusAnswer(Guid CaseId, string? TrackingId, string Stage, DateTimeOffset Since, IReadOnlyList<Waiting> Waiting, string? OwnerRole, DateTimeOffset? DueBy, int Events, DateTimeOffset AsOf, long LagMilliseconds);

internal static class CaseStatusEndpoint
{
    public static void Map(RouteGroupBuilder cases) => cases.MapGet("/{caseId:guid}/status", HandleAsync).RequireAuthorization(Policies.Staff).RecordingAccess()
        .Described("readCaseStatus", "Where a case is, who owns it, since when, waiting for what, by when");

    private static async Task<Results<Ok<CaseStatusAnswer>, ProblemResult>> HandleAsync(Guid caseId, Views<CaseStatus> cases, CancellationToken cancel)
    {
        if (await cases.FindAsync(TrailId.Of(caseId), cancel) is not { } status) return new ProblemResult(new ProblemAnswer(KnownProblems.NotFound));
        var waiting = Waiting.Of(status);
        var first = waiting is [var next, ..] ? next : null;
        return TypedResults.Ok(new CaseStatusAnswer(
            caseId, status.TrackingId, status.Stage, status.Since, waiting, first?.OwnerRole, first?.DueAt, status.Events, status.LastChangeAt, status.LagMilliseconds));
    }
}
