using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

/// <summary>A person moves an item to another role's queue.</summary>
public sealed record ReassignWorkItem(string Role, string ReasonCode, Actor By, IReadOnlyCollection<string> RolesHeld, DateTimeOffset At) : WorkItemCommand(At);

internal static class ReassignWorkItemEndpoint
{
    internal sealed record Request(string Role, string ReasonCode);

    internal static void Map(RouteGroupBuilder items) => items.MapPut("/{workItemId:guid}/role", HandleAsync).Validating<Request>()
        .Described("reassignWorkItem", "Gives an item to another role; the third time its chain is told", WorkItemRefusals.Unknown, WorkItemRefusals.NotClaimed, WorkItemRefusals.ClaimedByOther, WorkItemRefusals.RoleNotHeld, WorkItemRefusals.Resolved, WorkItemRefusals.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid workItemId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<WorkItemCommand> items, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await items.ExecuteAsync(workItemId, version, new ReassignWorkItem(request.Role, request.ReasonCode, caller.ToActor(), caller.Roles, clock.GetUtcNow()), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Role).Code();
            RuleFor(r => r.ReasonCode).Code();
        }
    }
}
