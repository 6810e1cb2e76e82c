using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

/// <summary>The person who claimed an item has done what it asked for.</summary>
public sealed record ResolveWorkItem(string ReasonCode, Actor By, DateTimeOffset At) : WorkItemCommand(At);

internal static class ResolveWorkItemEndpoint
{
    internal sealed record Request(string ReasonCode);

    internal static void Map(RouteGroupBuilder items) => items.MapPut("/{workItemId:guid}/resolution", HandleAsync).Validating<Request>()
        .Described("resolveWorkItem", "Says that what the item asked for is done", WorkItemRefusals.Unknown, WorkItemRefusals.NotClaimed, WorkItemRefusals.ClaimedByOther, WorkItemRefusals.Resolved, WorkItemRefusals.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid workItemId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<WorkItemCommand> items, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await items.ExecuteAsync(workItemId, version, new ResolveWorkItem(request.ReasonCode, caller.ToActor(), clock.GetUtcNow()), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.ReasonCode).Code();
    }
}
