using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>What a person learned of the cover from the payer's portal or on the phone.</summary>
public sealed record EnterCoverageResult(bool IsActive, string? AuthorizationRequired, bool HasOtherPayer, string Reference, Guid ResultId, Actor By, DateTimeOffset FreshUntil, DateTimeOffset At)
    : CoverageCheckCommand(At), IJudgment;

internal static class EnterCoverageResultEndpoint
{
    /// <param name="Active">Whether the patient is covered on the day asked about.</param>
    /// <param name="Reference">The payer's number of the call or the page: how it can be shown later.</param>
    /// <param name="AuthorizationRequired"><c>Y</c>, <c>N</c> or <c>U</c> (EB11).</param>
    internal sealed record Request(bool Active, string Reference, string? AuthorizationRequired = null, bool OtherPayer = false);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Reference).Matches(@"^[A-Za-z0-9._/#-]{1,50}$");
            RuleFor(r => r.AuthorizationRequired).Matches("^[YNU]$").When(r => r.AuthorizationRequired is not null);
        }
    }

    internal static void Map(RouteGroupBuilder checks) =>
        checks.MapPut("/{coverageCheckId:guid}/result", HandleAsync).Validating<Request>().RequireAuthorization(AuthorizationRoles.Clearance)
            .Described(
                "enterCoverageResult",
                "Enters what a person learned of the cover by portal or phone, where the payer cannot be asked by machine or did not answer",
                CoverageCheckRefusals.Unknown,
                CoverageCheckRefusals.Confirmed,
                CoverageCheckRefusals.Closed,
                Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid coverageCheckId,
        [FromHeader(Name = "If-Match")] StreamVersion version,
        Request request,
        Streams<CoverageCheckCommand> checks,
        CoverageAnswers answers,
        Transactions transactions,
        Caller caller,
        CallScope scope,
        TimeProvider clock,
        CancellationToken cancel)
    {
        var (check, _) = await checks.ReadAsync<CoverageCheck>(coverageCheckId, cancel);
        if (check is not CoverageCheck.Begun { Question: var question }) return new Outcome.Refused(CoverageCheckRefusals.Unknown).ToHttp();
        scope.Context = scope.Context with { CaseId = question.CaseId };
        var at = clock.GetUtcNow();
        var entered = new EnterCoverageResult(
            request.Active, request.AuthorizationRequired, request.OtherPayer, request.Reference, DerivedId.Of($"coverage-result/{coverageCheckId:D}/{version.Value}"), caller.ToActor(),
            answers.FreshUntil(question, at), at);
        var next = request.Active ? await answers.PrepareAsync(question, at, cancel) : [];
        return (await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var outcome = await work.DecideAsync<CoverageCheckCommand>(coverageCheckId, entered, c, version);
                return outcome is Outcome.Accepted ? await CoverageAnswers.DecideAllAsync(work, question.AuthorizationId, next, outcome, c) : outcome;
            },
            cancel)).ToHttp();
    }
}
