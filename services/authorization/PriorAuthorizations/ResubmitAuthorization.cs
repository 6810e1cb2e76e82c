using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A person has the same bundle sent again, after the payer put right what it refused it for.</summary>
public sealed record ResubmitAuthorization(DateTimeOffset At) : PriorAuthorizationCommand(At);

internal static class ResubmitAuthorizationEndpoint
{
    /// <param name="Part2Consent">Reference of the patient's consent (42 CFR Part 2), where the package waits for it.</param>
    internal sealed record Request(string? Part2Consent = null);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Part2Consent).Matches(@"^[A-Za-z0-9._/#-]{1,50}$").When(r => r.Part2Consent is not null);
    }

    internal static void Map(RouteGroupBuilder authorizations) =>
        authorizations.MapPut("/{authorizationId:guid}/submission", HandleAsync).Validating<Request>().RequireAuthorization(AuthorizationRoles.Specialists)
            .Described(
                "resubmitAuthorization",
                "Assembles a package that waited anew, or sends the same bundle again after the payer put right what it refused it for",
                PriorAuthorizationRefusals.Unknown,
                PriorAuthorizationRefusals.NothingToSubmit,
                PriorAuthorizationRefusals.Erased);

    private static async Task<CommandResult> HandleAsync(
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
        scope.Context = scope.Context with { CaseId = asked.CaseId };
        var at = clock.GetUtcNow();
        // What waits for its package gets a new one; what was sent is sent again unchanged.
        var command = state is PriorAuthorization.Incomplete or PriorAuthorization.Held ? await packages.AssembleAsync(authorizationId, request.Part2Consent, at, cancel) : null;
        return (await authorizations.ExecuteAsync(authorizationId, version, command ?? new ResubmitAuthorization(at), cancel)).ToHttp();
    }
}
