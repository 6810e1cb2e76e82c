using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Handoffs;

/// <summary>What is done to many items at once.</summary>
public enum WorkItemAction
{
    Claim,
    Release,
    Reassign,
    Snooze,
    ChangeDue,
}

/// <summary>What became of one of many: done, or the refusal's code, or the version that it has meanwhile.</summary>
public sealed record WorkItemResult(Guid WorkItemId, bool IsDone, string? Code, long? Version);

internal static class ChangeManyWorkItemsEndpoint
{
    private const int Most = 200;

    internal sealed record One(Guid WorkItemId, long Version);

    internal sealed record Request(WorkItemAction Action, IReadOnlyList<One> Items, string? Role = null, DateTimeOffset? Until = null, string? ReasonCode = null);

    internal sealed record Answer(IReadOnlyList<WorkItemResult> Items);

    internal static void Map(RouteGroupBuilder items) => items.MapPost("/changes", HandleAsync).Validating<Request>()
        .Described("changeManyWorkItems", "Claims, releases, reassigns, puts aside or dates many items at once, each at the version that it was seen at; the answer says of each what became of it");

    // Each item is a transaction of its own, under the request's command id: one that fails holds up no other, and a repetition does nothing twice.
    private static async Task<Ok<Answer>> HandleAsync(Request request, Caller caller, CallScope call, IServiceScopeFactory scopes, TimeProvider clock, CancellationToken cancel)
    {
        var results = new List<WorkItemResult>(request.Items.Count);
        foreach (var one in request.Items)
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CallScope>().Context = call.Context;
            var command = Command(request, caller.ToActor(), caller.Roles, clock.GetUtcNow());
            var outcome = await scope.ServiceProvider.GetRequiredService<Streams<WorkItemCommand>>().ExecuteAsync(one.WorkItemId, new StreamVersion(one.Version), command, cancel);
            results.Add(outcome switch
            {
                Outcome.Accepted done => new WorkItemResult(one.WorkItemId, IsDone: true, Code: null, done.Version.Value),
                Outcome.Stale stale => new WorkItemResult(one.WorkItemId, IsDone: false, "stale", stale.Actual.Value),
                Outcome.Refused refused => new WorkItemResult(one.WorkItemId, IsDone: false, refused.Refusal.Code, Version: null),
                _ => throw new InvalidOperationException($"{outcome} is no outcome."),
            });
        }

        return TypedResults.Ok(new Answer(results));
    }

    private static WorkItemCommand Command(Request r, Actor by, IReadOnlyCollection<string> roles, DateTimeOffset at) => r.Action switch
    {
        WorkItemAction.Claim => new ClaimWorkItem(by, roles, at),
        WorkItemAction.Release => new ReleaseWorkItem(by, at),
        WorkItemAction.Reassign => new ReassignWorkItem(r.Role ?? "", r.ReasonCode ?? "", by, roles, at),
        WorkItemAction.Snooze => new SnoozeWorkItem(r.Until.GetValueOrDefault(), r.ReasonCode ?? "", by, roles, at),
        _ => new ChangeWorkItemDue(r.Until.GetValueOrDefault(), r.ReasonCode ?? "", by, roles, at),
    };

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Items).NotEmpty().Must(i => i is null || i.Count <= Most).WithMessage($"At most {Most} items at once.");
            RuleFor(r => r.Items).Must(i => i is null || i.DistinctBy(o => o.WorkItemId).Count() == i.Count).WithMessage("Each item once.");
            RuleFor(r => r.Role ?? "").Code().When(r => r.Action == WorkItemAction.Reassign).OverridePropertyName("role");
            RuleFor(r => r.ReasonCode ?? "").Code().When(r => r.Action is WorkItemAction.Reassign or WorkItemAction.Snooze or WorkItemAction.ChangeDue).OverridePropertyName("reasonCode");
            RuleFor(r => r.Until).NotNull().When(r => r.Action is WorkItemAction.Snooze or WorkItemAction.ChangeDue);
        }
    }
}
