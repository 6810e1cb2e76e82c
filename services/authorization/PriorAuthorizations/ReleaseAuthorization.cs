using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A named person lets what was approved be scheduled, although it does not match what was ordered.</summary>
public sealed record ReleaseAuthorization(DateTimeOffset At) : PriorAuthorizationCommand(At), IJudgment;

internal static class ReleaseAuthorizationEndpoint
{
    /// <param name="Ground">A ground that the boundary's contract permits, such as <c>patient-accepts-cost</c>.</param>
    /// <param name="Reason">In words; sealed before it is stored.</param>
    /// <param name="DueAt">By when scheduling must have it.</param>
    internal sealed record Request(string Ground, string Reason, DateTimeOffset DueAt);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Ground).Matches("^[a-z-]{1,50}$");
            RuleFor(r => r.Reason).NotEmpty().MaximumLength(2000);
        }
    }

    internal static void Map(RouteGroupBuilder authorizations) =>
        authorizations.MapPut("/{authorizationId:guid}/release", HandleAsync).Validating<Request>().RequireAuthorization(AuthorizationRoles.Specialists)
            .Described(
                "releaseAuthorization",
                "Lets what was approved be scheduled although it is not what was ordered, on a ground that the boundary's contract permits. A person decides it",
                PriorAuthorizationRefusals.Unknown,
                PriorAuthorizationRefusals.NothingApproved,
                HandoffRefusals.NothingToWaive,
                HandoffRefusals.GroundNotPermitted,
                Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid authorizationId,
        [FromHeader(Name = "If-Match")] StreamVersion version,
        Request request,
        Streams<PriorAuthorizationCommand> authorizations,
        Transactions transactions,
        CallScope scope,
        Caller caller,
        TimeProvider clock,
        CancellationToken cancel)
    {
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(authorizationId, cancel);
        if (state is not PriorAuthorization.Begun { Request: var asked }) return new Outcome.Refused(PriorAuthorizationRefusals.Unknown).ToHttp();
        scope.Context = scope.Context with { CaseId = asked.CaseId };
        var at = clock.GetUtcNow();
        var handoffId = HandoffId.For(AuthorizationHandoffs.ToScheduling, authorizationId);
        var outcome = await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var released = await work.DecideAsync<PriorAuthorizationCommand>(authorizationId, new ReleaseAuthorization(at), c, version);
                if (released is not Outcome.Accepted) return released;
                var proceeded = await work.DecideAsync<HandoffCommand>(handoffId, new ProceedHandoff(request.Ground, request.Reason, request.DueAt, caller.ToActor(), at), c);
                return proceeded is Outcome.Accepted ? released : proceeded;
            },
            cancel);
        return outcome.ToHttp();
    }
}
