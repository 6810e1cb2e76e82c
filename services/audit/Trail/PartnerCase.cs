using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Trail;

/// <summary>A case as its referring partner may see it: without phoning.</summary>
internal sealed record PartnerCaseAnswer(string TrackingId, string Stage, DateTimeOffset Since, IReadOnlyList<string> WaitingFor, DateTimeOffset? DueBy, DateTimeOffset AsOf, long LagMilliseconds);

internal static class PartnerCase
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/partner/v1/cases/{trackingId}", HandleAsync).RequireAuthorization(Policies.Partner).RecordingAccess().WithTags("partner")
            .Described("followCase", "Where your case is, since when, and what it waits for, without phoning");

    private static async Task<Results<Ok<PartnerCaseAnswer>, ProblemResult>> HandleAsync(
        string trackingId, Caller caller, Accessed accessed, Views<CaseStatus> cases, CancellationToken cancel)
    {
        var page = await cases.PageAsync(CaseStatusView.OfTracking(trackingId), after: null, 1, cancel);
        // Another partner's case answers like one that does not exist: that it exists is not theirs to know.
        if (page.Documents is not [var status] || !caller.MaySeePartner(status.PartnerId)) return new ProblemResult(new ProblemAnswer(KnownProblems.NotFound));
        accessed.Case(status.CaseId);
        var waiting = Waiting.Of(status);
        return TypedResults.Ok(new PartnerCaseAnswer(trackingId, status.Stage, status.Since, [.. waiting.Select(w => w.For).Distinct(StringComparer.Ordinal)], waiting.Select(w => w.DueAt).Min(), status.LastChangeAt, status.LagMilliseconds));
    }
}
