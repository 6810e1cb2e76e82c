using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Trail;

/// <summary>Some cases, and where the next page starts.</summary>
internal sealed record CasePage(IReadOnlyList<CaseStatus> Items, string? Next);

/// <summary>Cases by tracking id, stage or partner; the one that changed longest ago first.</summary>
internal static class CaseList
{
    public static void Map(RouteGroupBuilder cases) => cases.MapGet("/", HandleAsync).RequireAuthorization(Policies.Staff).RecordingAccess()
        .Described("listCases", "Cases by tracking id, stage or partner, the one that changed longest ago first");

    private static async Task<Ok<CasePage>> HandleAsync(
        string? trackingId, string? stage, string? partnerId, string? after, int? limit, Accessed accessed, Views<CaseStatus> cases, CancellationToken cancel)
    {
        var term = (trackingId, stage, partnerId) switch
        {
            ({ } tracking, _, _) => CaseStatusView.OfTracking(tracking),
            (_, { } at, _) => $"stage:{at}",
            (_, _, { } partner) => CaseStatusView.OfPartner(partner),
            _ => "all",
        };
        var cursor = after?.Split('|') is [var sort, var key] ? new ViewCursor(sort, key) : null;
        var page = await cases.PageAsync(term, cursor, Math.Clamp(limit ?? 50, 1, 200), cancel);
        foreach (var one in page.Documents) accessed.Case(one.CaseId);
        return TypedResults.Ok(new CasePage(page.Documents, page.Next is { } next ? $"{next.Sort}|{next.Key}" : null));
    }
}
