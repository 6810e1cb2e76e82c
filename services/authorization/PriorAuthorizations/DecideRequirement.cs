using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A person found out which of the services the payer wants to authorize, where the catalogue leaves it open.</summary>
public sealed record DecideRequirement(IReadOnlyList<int> Needed, string Reason, Actor By, DateTimeOffset At) : PriorAuthorizationCommand(At), IJudgment;

internal static class DecideRequirementEndpoint
{
    /// <param name="Needed">Sequences of the services that need the payer's word; the other open ones do not.</param>
    /// <param name="Reason">How it was found out; sealed before it is stored.</param>
    internal sealed record Request(IReadOnlyList<int> Needed, string Reason);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Needed).NotNull().Must(n => n is { Count: <= 100 });
            RuleFor(r => r.Reason).NotEmpty().MaximumLength(2000);
        }
    }

    internal static void Map(RouteGroupBuilder authorizations) =>
        authorizations.MapPut("/{authorizationId:guid}/requirement", HandleAsync).Validating<Request>().RequireAuthorization(AuthorizationRoles.Specialists)
            .Described("decideRequirement", "Says which services need the payer's authorization, where its catalogue leaves that open", PriorAuthorizationRefusals.Unknown, PriorAuthorizationRefusals.NothingUnclear, PriorAuthorizationRefusals.Ended, Judgments.PersonMustDecide);

    private static Task<CommandResult> HandleAsync(
        Guid authorizationId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Preparing preparing, Caller caller, TimeProvider clock, CancellationToken cancel) =>
        preparing.ExecuteAsync(authorizationId, version, new DecideRequirement(request.Needed, request.Reason, caller.ToActor(), clock.GetUtcNow()), cancel);
}
