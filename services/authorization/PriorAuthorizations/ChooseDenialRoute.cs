using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A named person chooses what is done against a denial.</summary>
public sealed record ChooseDenialRoute(string Route, string Reason, Actor By, DateTimeOffset At) : PriorAuthorizationCommand(At), IJudgment;

/// <summary>What may be done against a denial.</summary>
internal static class DenialRoutes
{
    public const string PeerToPeer = "peer-to-peer";
    public const string Appeal = "appeal";
    public const string Neither = "neither";
}

internal static class ChooseDenialRouteEndpoint
{
    /// <param name="Way"><c>peer-to-peer</c>, <c>appeal</c> or <c>neither</c>.</param>
    /// <param name="Reason">In words; sealed before it is stored.</param>
    internal sealed record Request(string Way, string Reason);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Way).Must(w => w is DenialRoutes.PeerToPeer or DenialRoutes.Appeal or DenialRoutes.Neither);
            RuleFor(r => r.Reason).NotEmpty().MaximumLength(2000);
        }
    }

    internal static void Map(RouteGroupBuilder authorizations) =>
        authorizations.MapPut("/{authorizationId:guid}/denial-route", HandleAsync).Validating<Request>().RequireAuthorization(AuthorizationRoles.Contesters)
            .Described(
                "chooseDenialRoute",
                "Chooses what is done against a denial: peer-to-peer, appeal or neither. A person decides it",
                PriorAuthorizationRefusals.Unknown,
                PriorAuthorizationRefusals.NothingToContest,
                PriorAuthorizationRefusals.Ended,
                Judgments.PersonMustDecide);

    private static Task<CommandResult> HandleAsync(
        Guid authorizationId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, ByHand byHand, Caller caller, TimeProvider clock, CancellationToken cancel) =>
        byHand.ExecuteAsync(authorizationId, version, new ChooseDenialRoute(request.Way, request.Reason, caller.ToActor(), clock.GetUtcNow()), cancel);
}
