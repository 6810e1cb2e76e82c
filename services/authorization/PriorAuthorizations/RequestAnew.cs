using FluentValidation;
using Healthcare.Authorization.Packets;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A new request in the place of a denied one, by a person (T4).</summary>
internal static class RequestAnewEndpoint
{
    /// <param name="ReasonCode">Why, as a code, such as <c>new-evidence</c> or <c>other-service</c>.</param>
    /// <param name="Items">Other services than before; the same where it is left out.</param>
    internal sealed record Request(string ReasonCode, IReadOnlyList<RequestedItem>? Items = null);

    /// <summary>The new request.</summary>
    internal sealed record Begun(Guid AuthorizationId);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.ReasonCode).Matches("^[a-z0-9-]{1,50}$");
            RuleFor(r => r.Items).Must(i => i is null or { Count: > 0 and <= 100 });
        }
    }

    internal static void Map(RouteGroupBuilder authorizations) =>
        authorizations.MapPost("/{authorizationId:guid}/requests", HandleAsync).Validating<Request>().RequireAuthorization(AuthorizationRoles.Specialists)
            .Produces<Begun>(StatusCodes.Status201Created)
            .Described(
                "requestAnew",
                "Asks the payer anew after a denial: a request of its own, with its own number and clock. A person decides it",
                PriorAuthorizationRefusals.Unknown,
                PriorAuthorizationRefusals.NotDenied,
                PriorAuthorizationRefusals.Erased,
                Judgments.PersonMustDecide);

    private static async Task<Results<Created<Begun>, CommandResult>> HandleAsync(
        Guid authorizationId, Request request, Streams<PriorAuthorizationCommand> authorizations, CaseAuthorizations cases, CallScope scope, TimeProvider clock, CancellationToken cancel)
    {
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(authorizationId, cancel);
        if (state is not PriorAuthorization.Begun begun) return new Outcome.Refused(PriorAuthorizationRefusals.Unknown).ToHttp();
        scope.Context = scope.Context with { CaseId = begun.Request.CaseId };
        var (outcome, id) = await cases.RequestAnewAsync(authorizationId, begun, request.Items ?? begun.Request.Items, request.ReasonCode, change: begun.File.Change, clock.GetUtcNow(), cancel);
        return outcome is Outcome.Accepted ? TypedResults.Created($"/authorizations/{id:D}", new Begun(id)) : outcome.ToHttp();
    }
}
