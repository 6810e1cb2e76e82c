using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Trail;

/// <summary>How many cases stand at a stage.</summary>
internal sealed record StageCount(string Stage, long Cases);

/// <summary>How many things that a role owns are overdue.</summary>
internal sealed record RoleCount(string Role, int Overdue);

/// <summary>All cases by stage, and what of them is overdue; numbers only.</summary>
internal sealed record CaseSummaryAnswer(long Cases, IReadOnlyList<StageCount> Stages, int OverdueCases, IReadOnlyList<RoleCount> Overdue, DateTimeOffset? AsOf, long? LagMilliseconds);

internal static class CaseSummary
{
    public static void Map(RouteGroupBuilder cases) => cases.MapGet("/summary", HandleAsync).RequireAuthorization(Policies.Staff)
        .Described("summarizeCases", "How many cases stand at each stage, and how many are overdue, by role; numbers only");

    private static async Task<Ok<CaseSummaryAnswer>> HandleAsync(Views<CaseStatus> cases, CasesWaiting waiting, LagWatch lag, CancellationToken cancel)
    {
        var now = await lag.CaughtUpAsync(new WaitingView().Name, cancel);
        var counts = new List<StageCount>();
        foreach (var stage in Stages.All)
        {
            if (await cases.CountAsync(CaseStatusView.OfStage(stage), cancel) is > 0 and var count) counts.Add(new StageCount(stage, count));
        }

        var (overdue, byRole) = await waiting.OverdueAsync(cancel);
        return TypedResults.Ok(new CaseSummaryAnswer(counts.Sum(c => c.Cases), counts, overdue, [.. byRole.Select(r => new RoleCount(r.Key, r.Value))], now.AsOf, now.Milliseconds));
    }
}
