using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

/// <summary>A person gives an item another due time, with a reason; the chain moves with it.</summary>
public sealed record ChangeWorkItemDue(DateTimeOffset DueAt, string ReasonCode, Actor By, IReadOnlyCollection<string> RolesHeld, DateTimeOffset At) : WorkItemCommand(At);

internal static class ChangeWorkItemDueEndpoint
{
    internal sealed record Request(DateTimeOffset DueAt, string ReasonCode);

    internal static void Map(RouteGroupBuilder items) => items.MapPut("/{workItemId:guid}/due", HandleAsync).Validating<Request>()
        .Described("changeWorkItemDue", "Gives an item another due time, with a reason", WorkItemRefusals.Unknown, WorkItemRefusals.DueInThePast, WorkItemRefusals.ClaimedByOther, WorkItemRefusals.RoleNotHeld, WorkItemRefusals.Resolved, WorkItemRefusals.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid workItemId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<WorkItemCommand> items, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await items.ExecuteAsync(workItemId, version, new ChangeWorkItemDue(request.DueAt, request.ReasonCode, caller.ToActor(), caller.Roles, clock.GetUtcNow()), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.ReasonCode).Code();
    }
}
