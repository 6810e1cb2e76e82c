using System.ComponentModel;
using Healthcare.Audit.Trail;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Queue;

/// <summary>Some of the queue, next best first; everything that was recorded until <paramref name="AsOf"/> is in it.</summary>
internal sealed record QueuePage(IReadOnlyList<QueuedWork> Items, string? Next, DateTimeOffset? AsOf, long? LagMilliseconds);

/// <summary>The queue across services, in the place of audit's own, which is part of it.</summary>
internal static class ListQueueEndpoint
{
    public static void Map(RouteGroupBuilder items) => items.MapGet("/", HandleAsync)
        .Described(
            "listWorkItems",
            "Open work of all services, next best first: the earliest deadline (to the minute), then value at stake × age when the first page was asked. Each item says which service owns it and where: what is done to it is asked there, with its `version` as If-Match");

    private static async Task<Results<Ok<QueuePage>, ProblemResult>> HandleAsync(
        string? role,
        string? service,
        string? boundary,
        Guid? caseId,
        [Description("Only what the caller has claimed.")] bool? mine,
        [Description("Only what nobody has claimed and nobody has put off.")] bool? free,
        [Description("Only what somebody has claimed.")] bool? claimed,
        [Description("Only what is put off until later.")] bool? snoozed,
        string? after,
        int? limit,
        Caller caller,
        Views<QueuedWork> queue,
        TimeProvider clock,
        LagWatch lag,
        CancellationToken cancel)
    {
        if (!QueueCursor.TryRead(after, out var cursor)) return Cursor.Invalid;
        var filter = new QueueFilter(role, service, boundary, (free, claimed, snoozed) switch { (true, _, _) => Holding.Free, (_, true, _) => Holding.Claimed, (_, _, true) => Holding.Snoozed, _ => null });
        var term = (caseId, mine) switch { ({ } id, _) => QueueView.OfCase(id), (_, true) => QueueView.OfOwner(caller.Subject), _ => filter.Term };
        var behind = await lag.CaughtUpAsync(new QueueView().Name, cancel);
        var page = await queue.NextBestAsync(term, cursor, Math.Clamp(limit ?? 50, 1, 200), clock.GetUtcNow(), cancel);
        // Of a case or a person there is little; what else is asked for is taken from that.
        var found = page.Items.Where(i => filter.Admits(i) && (mine != true || i.ClaimedBy == caller.Subject)).ToList();
        return TypedResults.Ok(new QueuePage(found, page.Next, behind.AsOf, behind.Milliseconds));
    }
}
