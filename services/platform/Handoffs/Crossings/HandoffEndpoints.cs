using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

internal static class HandoffEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var handoffs = app.MapGroup("/handoffs").RequireAuthorization(Policies.Staff).WithTags("handoffs");
        handoffs.MapGet("/", ListAsync).Described("listHandoffs", "Open crossings, oldest first, of one boundary or of all; or every crossing of a case");
        handoffs.MapGet("/{handoffId:guid}", GetAsync).Described("readHandoff", "A crossing: whose it is, what it waits for, by when", HandoffRefusals.NeverOffered);
        ProceedHandoffEndpoint.Map(handoffs);
    }

    /// <summary>Open crossings, oldest first, of one boundary or of all; or every crossing of a case.</summary>
    private static async Task<Results<Ok<Page<HandoffDocument>>, ProblemResult>> ListAsync(
        string? boundary, Guid? caseId, string? after, int? limit, Views<HandoffDocument> handoffs, CancellationToken cancel)
    {
        var term = (boundary, caseId) switch
        {
            (_, { } id) => HandoffView.OfCase(id),
            ({ } at, _) => HandoffView.OpenAt(at),
            _ => HandoffView.Open,
        };
        if (!Cursor.TryRead(after, out var cursor)) return Cursor.Invalid;
        var page = await handoffs.PageAsync(term, cursor, Math.Clamp(limit ?? 50, 1, 200), cancel);
        return TypedResults.Ok(new Page<HandoffDocument>(page.Documents, Cursor.Write(page.Next)));
    }

    private static async Task<Results<VersionedResult<HandoffDocument>, ProblemResult>> GetAsync(Guid handoffId, Views<HandoffDocument> handoffs, CancellationToken cancel) =>
        await handoffs.FindAsync(handoffId, cancel) is { } handoff ? handoff.At(new StreamVersion(handoff.Version)) : new ProblemResult(HandoffRefusals.NeverOffered.ToProblem());
}
