using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>Changing what the payer has, by a person: other services, or more time and units of the same.</summary>
internal static class UpdateAuthorizationEndpoint
{
    /// <param name="Purpose"><c>services</c> or <c>extension</c>.</param>
    /// <param name="Items">The whole of what is wanted now; what is left out is withdrawn.</param>
    internal sealed record Request(string Purpose, IReadOnlyList<RequestedItem> Items);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Purpose).Must(p => p is Purposes.Services or Purposes.Extension);
            RuleFor(r => r.Items).NotEmpty().Must(i => i is null || (i.Count <= 100 && i.Select(x => x.Sequence).Distinct().Count() == i.Count));
            RuleForEach(r => r.Items).ChildRules(item =>
            {
                item.RuleFor(i => i.Sequence).InclusiveBetween(1, 999);
                item.RuleFor(i => i.System).Matches("^[A-Za-z0-9-]{1,20}$");
                item.RuleFor(i => i.Code).Matches("^[A-Za-z0-9]{1,10}$");
                item.RuleFor(i => i.Units).InclusiveBetween(1, 999);
            });
        }
    }

    internal static void Map(RouteGroupBuilder authorizations) =>
        authorizations.MapPut("/{authorizationId:guid}/update", HandleAsync).Validating<Request>().RequireAuthorization(AuthorizationRoles.Specialists)
            .Answering(KnownProblems.Unprocessable)
            .Described(
                "updateAuthorization",
                "Changes at the payer what it has pended or approved; a denied request takes no update, but a new request or an appeal",
                PriorAuthorizationRefusals.Unknown,
                PriorAuthorizationRefusals.DeniedTakesNoUpdate,
                PriorAuthorizationRefusals.NotUpdatable,
                PriorAuthorizationRefusals.NoUpdateByTransport,
                PriorAuthorizationRefusals.Ended);

    private static async Task<Results<CommandResult, ProblemResult>> HandleAsync(
        Guid authorizationId,
        [FromHeader(Name = "If-Match")] StreamVersion version,
        Request request,
        Streams<PriorAuthorizationCommand> authorizations,
        PackageAssembly packages,
        CallScope scope,
        TimeProvider clock,
        CancellationToken cancel)
    {
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(authorizationId, cancel);
        if (state is not PriorAuthorization.Begun { Request: var asked }) return new Outcome.Refused(PriorAuthorizationRefusals.Unknown).ToHttp();
        if (state is not PriorAuthorization.Received received) return new Outcome.Refused(PriorAuthorizationRefusals.NotUpdatable).ToHttp();
        scope.Context = scope.Context with { CaseId = asked.CaseId };
        var at = clock.GetUtcNow();
        var (package, problems) = await packages.ChangeAsync(authorizationId, received, request.Purpose, request.Items, at, cancel);
        if (package is null) return Unwritable(problems);
        return (await authorizations.ExecuteAsync(authorizationId, version, new SubmitUpdate(request.Purpose, request.Items, package, at), cancel)).ToHttp();
    }

    internal static ProblemResult Unwritable(IReadOnlyList<string> problems) =>
        new(new ProblemAnswer(KnownProblems.Unprocessable) { Errors = [.. problems.Select(p => new ProblemError("Bundle", p, "What would be sent to the payer breaks this rule."))] });
}
