using FluentValidation;
using Healthcare.Authorization.CoverageChecks;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A named person has the package sent as it is: what is missing cannot be had.</summary>
public sealed record WaiveDocuments(string Reason, Actor By, DateTimeOffset At) : PriorAuthorizationCommand(At), IJudgment;

internal static class WaiveDocumentsEndpoint
{
    /// <param name="Reason">In words; sealed before it is stored.</param>
    internal sealed record Request(string Reason);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Reason).NotEmpty().MaximumLength(2000);
    }

    internal static void Map(RouteGroupBuilder authorizations) =>
        authorizations.MapPut("/{authorizationId:guid}/documents-waiver", HandleAsync).Validating<Request>().RequireAuthorization(AuthorizationRoles.Specialists)
            .Described("waiveDocuments", "Has a package sent without the documents that it waits for. A person decides it", PriorAuthorizationRefusals.Unknown, PriorAuthorizationRefusals.NothingMissing, PriorAuthorizationRefusals.Ended, Judgments.PersonMustDecide);

    private static Task<CommandResult> HandleAsync(
        Guid authorizationId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Preparing preparing, Caller caller, TimeProvider clock, CancellationToken cancel) =>
        preparing.ExecuteAsync(authorizationId, version, new WaiveDocuments(request.Reason, caller.ToActor(), clock.GetUtcNow()), cancel);
}

/// <summary>Decides a person's command and, in the same transaction, the package that it lets go out.</summary>
internal sealed class Preparing(Streams<PriorAuthorizationCommand> authorizations, PackageAssembly packages, Transactions transactions, CallScope scope)
{
    public async Task<CommandResult> ExecuteAsync(Guid authorizationId, StreamVersion version, PriorAuthorizationCommand command, CancellationToken cancel)
    {
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(authorizationId, cancel);
        if (state is not PriorAuthorization.Begun { Request: var asked }) return new Outcome.Refused(PriorAuthorizationRefusals.Unknown).ToHttp();
        scope.Context = scope.Context with { CaseId = asked.CaseId };
        var next = await packages.PrepareAsync(authorizationId, PackageAssembly.After(state, command), command.At, cancel);
        return (await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var outcome = await work.DecideAsync(authorizationId, command, c, version);
                return outcome is Outcome.Accepted ? await CoverageAnswers.DecideAllAsync(work, authorizationId, next, outcome, c) : outcome;
            },
            cancel)).ToHttp();
    }
}
