using System.Text;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

/// <summary>Some documents, and the cursor of the next page.</summary>
public sealed record Page<TDocument>(IReadOnlyList<TDocument> Items, string? Next);

internal static class WorkItemEndpoints
{
    public static void Map(IEndpointRouteBuilder app, Action<RouteGroupBuilder>? list)
    {
        var items = app.MapGroup("/work-items").RequireAuthorization(Policies.Staff).WithTags("work items");
        if (list is not null) list(items);
        else items.MapGet("/", ListAsync).Described("listWorkItems", "Open work, next best first: of a role's queue, of a case, or what the caller has claimed");
        items.MapGet("/{workItemId:guid}", GetAsync).Described("readWorkItem", "A work item with its version, which every change of it asks for", WorkItemRefusals.Unknown);
        ClaimWorkItemEndpoint.Map(items);
        ReleaseWorkItemEndpoint.Map(items);
        ResolveWorkItemEndpoint.Map(items);
        ReassignWorkItemEndpoint.Map(items);
        ChangeWorkItemDueEndpoint.Map(items);
        SnoozeWorkItemEndpoint.Map(items);
        CommentWorkItemEndpoint.Map(items);
        ChangeManyWorkItemsEndpoint.Map(items);
    }

    /// <summary>The caller's queues, next best first: by <paramref name="role"/>, by case, or what the caller has claimed.</summary>
    private static async Task<Results<Ok<Page<WorkItemDocument>>, ProblemResult>> ListAsync(
        string? role, Guid? caseId, bool? mine, bool? free, bool? snoozed, string? after, int? limit, Caller caller, Views<WorkItemDocument> items, TimeProvider clock, CancellationToken cancel)
    {
        var term = (role, caseId, mine) switch
        {
            (_, { } id, _) => WorkItemView.OfCase(id),
            (_, _, true) => WorkItemView.OfOwner(caller.Subject),
            ({ } queue, _, _) => snoozed == true ? WorkItemView.SnoozedOf(queue) : free == true ? WorkItemView.FreeOf(queue) : WorkItemView.OpenOf(queue),
            _ => WorkItemView.Open,
        };
        if (!QueueCursor.TryRead(after, out var cursor)) return Cursor.Invalid;
        return TypedResults.Ok(await items.NextBestAsync(term, cursor, Math.Clamp(limit ?? 50, 1, 200), clock.GetUtcNow(), cancel));
    }

    private static async Task<Results<VersionedResult<WorkItemDocument>, ProblemResult>> GetAsync(Guid workItemId, Views<WorkItemDocument> items, CancellationToken cancel) =>
        await items.FindAsync(workItemId, cancel) is { } item ? item.At(new StreamVersion(item.Version)) : new ProblemResult(WorkItemRefusals.Unknown.ToProblem());
}

/// <summary>Where a page ends, opaque to callers.</summary>
public static class Cursor
{
    public static ProblemResult Invalid => new(new ProblemAnswer(KnownProblems.RequestInvalid) { Errors = [new ProblemError("$.after", "cursor", "Not a cursor that this service gave.")] });

    public static string? Write(ViewCursor? cursor) => cursor is null ? null : Text(cursor.Sort, cursor.Key);

    public static bool TryRead(string? text, out ViewCursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!TryParts(text, out var parts) || parts is not [var sort, var key]) return false;
        cursor = new ViewCursor(sort, key);
        return true;
    }

    internal static string Text(params string[] parts) => Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join('\n', parts))).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    internal static bool TryParts(string text, out string[] parts)
    {
        parts = [];
        var base64 = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length)) return false;
        parts = Encoding.UTF8.GetString(bytes, 0, length).Split('\n');
        return true;
    }
}
