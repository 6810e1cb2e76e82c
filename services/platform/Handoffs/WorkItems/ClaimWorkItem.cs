using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

/// <summary>A person takes an item for themselves; <paramref name="RolesHeld"/> are the roles of their token.</summary>
public sealed record ClaimWorkItem(Actor By, IReadOnlyCollection<string> RolesHeld, DateTimeOffset At) : WorkItemCommand(At);

internal static class ClaimWorkItemEndpoint
{
    internal static void Map(RouteGroupBuilder items) => items.MapPut("/{workItemId:guid}/claim", HandleAsync)
        .Described("claimWorkItem", "Takes an item for yourself, alone", WorkItemRefusals.Unknown, WorkItemRefusals.RoleNotHeld, WorkItemRefusals.ClaimedByOther, WorkItemRefusals.Resolved, WorkItemRefusals.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid workItemId, [FromHeader(Name = "If-Match")] StreamVersion version, Caller caller, Streams<WorkItemCommand> items, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await items.ExecuteAsync(workItemId, version, new ClaimWorkItem(caller.ToActor(), caller.Roles, clock.GetUtcNow()), cancel);
        return outcome.ToHttp();
    }
}
