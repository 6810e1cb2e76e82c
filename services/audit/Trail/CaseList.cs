using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Trail;

/// <summary>Cases by tracking id, stage or partner, the one that changed longest ago first; or by the role that they wait for, or overdue, the earliest deadline first.</summary>
internal static class CaseList
{
    public static void Map(IEndpointRouteBuilder app, RouteGroupBuilder cases)
    {
        cases.MapGet("/", ListAsync).RequireAuthorization(Policies.Staff).RecordingAccess()
            .Described("listCases", "Cases by tracking id, stage or partner, the one that changed longest ago first; or by the role that they wait for, or overdue, the earliest deadline first");
        app.MapGet("/teams/{role}/cases", ListOfTeamAsync).RequireAuthorization(Policies.Staff).RecordingAccess().WithTags("cases")
            .Described("listCasesOfTeam", "Cases that wait for a role, whatever the service, the earliest deadline first");
    }

    private static async Task<Results<Ok<CasePage>, ProblemResult>> ListAsync(
        string? trackingId, string? stage, string? partnerId, string? role, bool? overdue, string? after, int? limit, CasesWaiting waiting, Accessed accessed, Views<CaseStatus> cases, LagWatch lag, TimeProvider clock, CancellationToken cancel)
    {
        if (!Cursor.TryRead(after, out var cursor)) return Cursor.Invalid;
        var behind = lag.Now();
        var most = Math.Clamp(limit ?? 50, 1, 200);
        if (role is not null || overdue == true) return Seen(await waiting.PageAsync(role, overdue == true, cursor, most, cancel), accessed);
        var term = (trackingId, stage, partnerId) switch
        {
            ({ } tracking, _, _) => CaseStatusView.OfTracking(tracking),
            (_, { } at, { } partner) => CaseStatusView.OfPartner(partner, at),
            (_, { } at, _) => CaseStatusView.OfStage(at),
            (_, _, { } partner) => CaseStatusView.OfPartner(partner),
            _ => CaseStatusView.All,
        };
        var page = await cases.PageAsync(term, cursor, most, cancel);
        var now = clock.GetUtcNow();
        return Seen(new CasePage([.. page.Documents.Select(d => CaseOverview.Of(d, now))], Cursor.Write(page.Next), behind.AsOf, behind.Milliseconds), accessed);
    }

    private static async Task<Results<Ok<CasePage>, ProblemResult>> ListOfTeamAsync(string role, bool? overdue, string? after, int? limit, CasesWaiting waiting, Accessed accessed, CancellationToken cancel) =>
        Cursor.TryRead(after, out var cursor) ? Seen(await waiting.PageAsync(role, overdue == true, cursor, Math.Clamp(limit ?? 50, 1, 200), cancel), accessed) : Cursor.Invalid;

    private static Ok<CasePage> Seen(CasePage page, Accessed accessed)
    {
        foreach (var one in page.Items) accessed.Case(one.CaseId);
        return TypedResults.Ok(page);
    }
}

/// <summary>Cases by what they wait for.</summary>
internal sealed class CasesWaiting(Views<WaitingItem> waiting, Views<CaseStatus> cases, LagWatch lag, TimeProvider clock)
{
    /// <summary>Cases that wait for a role, or for anybody, each once in a page; a case of which two things wait may be in two pages.</summary>
    public async Task<CasePage> PageAsync(string? role, bool overdue, ViewCursor? after, int limit, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var behind = await lag.CaughtUpAsync(new WaitingView().Name, cancel);
        var page = await waiting.PageAsync(role is null ? WaitingView.All : WaitingView.OfRole(role), after, limit, cancel);
        var items = page.Documents.Where(w => !overdue || w.DueAt < now).ToList();
        var next = items.Count == page.Documents.Count ? page.Next : null;
        var overviews = new List<CaseOverview>(items.Count);
        foreach (var caseId in items.Select(i => i.CaseId).Distinct())
        {
            if (await cases.FindAsync(TrailId.Of(caseId), cancel) is { } status) overviews.Add(CaseOverview.Of(status, now));
        }

        return new CasePage(overviews, Cursor.Write(next), behind.AsOf, behind.Milliseconds);
    }

    /// <summary>Cases with something overdue: how many, and of how many items, by role.</summary>
    public async Task<(int Cases, IReadOnlyDictionary<string, int> ItemsByRole)> OverdueAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var overdue = new HashSet<Guid>();
        var byRole = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (ViewCursor? after = null; ;)
        {
            var page = await waiting.PageAsync(WaitingView.All, after, 500, cancel);
            foreach (var item in page.Documents.TakeWhile(w => w.DueAt < now))
            {
                overdue.Add(item.CaseId);
                byRole[item.Role] = byRole.GetValueOrDefault(item.Role) + 1;
            }

            after = page.Next;
            if (after is null || page.Documents is not [.., { DueAt: { } last }] || last >= now) return (overdue.Count, byRole);
        }
    }
}
