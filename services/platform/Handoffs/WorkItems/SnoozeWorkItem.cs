using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

/// <summary>A person puts an item aside until a time, with a reason; it goes back into its queue then, free, and its clock does not stop.</summary>
public sealed record SnoozeWorkItem(DateTimeOffset Until, string ReasonCode, Actor By, IReadOnlyCollection<string> RolesHeld, DateTimeOffset At) : WorkItemCommand(At);

internal static class SnoozeWorkItemEndpoint
{
    internal sealed record Request(DateTimeOffset Until, string ReasonCode);

    internal static void Map(RouteGroupBuilder items) => items.MapPut("/{workItemId:guid}/snooze", HandleAsync).Validating<Request>()
        .Described("snoozeWorkItem", "Puts an item aside until a time before it is late, with a reason", WorkItemRefusals.Unknown, WorkItemRefusals.SnoozedTooLong, WorkItemRefusals.ClaimedByOther, WorkItemRefusals.RoleNotHeld, WorkItemRefusals.Resolved, WorkItemRefusals.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid workItemId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<WorkItemCommand> items, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await items.ExecuteAsync(workItemId, version, new SnoozeWorkItem(request.Until, request.ReasonCode, caller.ToActor(), caller.Roles, clock.GetUtcNow()), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.ReasonCode).Code();
    }
}
