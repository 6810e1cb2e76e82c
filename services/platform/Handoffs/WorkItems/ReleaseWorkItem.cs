using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

/// <summary>A person puts an item back into the queue.</summary>
public sealed record ReleaseWorkItem(Actor By, DateTimeOffset At) : WorkItemCommand(At);

internal static class ReleaseWorkItemEndpoint
{
    internal static void Map(RouteGroupBuilder items) => items.MapDelete("/{workItemId:guid}/claim", HandleAsync)
        .Described("releaseWorkItem", "Puts an item that you claimed back into its queue", WorkItemRefusals.Unknown, WorkItemRefusals.ClaimedByOther, WorkItemRefusals.Resolved, WorkItemRefusals.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid workItemId, [FromHeader(Name = "If-Match")] StreamVersion version, Caller caller, Streams<WorkItemCommand> items, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await items.ExecuteAsync(workItemId, version, new ReleaseWorkItem(caller.ToActor(), clock.GetUtcNow()), cancel);
        return outcome.ToHttp();
    }
}
