using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Scheduling.Journeys;

/// <summary>What people do on a stage; which role may is the stage's own, and data.</summary>
internal static class WorkOnStageEndpoints
{
    /// <param name="Evidence">Codes of the stage's exit contract that a person brings.</param>
    /// <param name="Note">What is worth knowing, in words; it is sealed.</param>
    internal sealed record Completion(IReadOnlyList<string> Evidence, string? Note = null);

    /// <param name="Gaps">Codes of what is missing, kebab case.</param>
    /// <param name="Note">What is worth knowing, in words; it is sealed.</param>
    internal sealed record Return(IReadOnlyList<string> Gaps, string? Note = null);

    public static void Map(RouteGroupBuilder stages)
    {
        stages.MapPut("/{stage}/start", StartAsync).RequireAuthorization(Policies.Staff).Described(
            "startStage", "Says that work on a stage began", JourneyRefusals.Unknown, JourneyRefusals.StageUnknown, JourneyRefusals.StageBlocked, JourneyRefusals.StageDone, JourneyRefusals.StageNotByHand,
            JourneyRefusals.RoleNotHeld, JourneyRefusals.Ended);
        stages.MapPut("/{stage}/completion", CompleteAsync).RequireAuthorization(Policies.Staff).Validating<Completion>().Described(
            "completeStage", "Brings what a stage's exit contract asks of people; when nothing is missing the stage is done, and what waited for it becomes ready",
            JourneyRefusals.Unknown, JourneyRefusals.StageUnknown, JourneyRefusals.StageBlocked, JourneyRefusals.StageDone, JourneyRefusals.StageNotByHand, JourneyRefusals.RoleNotHeld, JourneyRefusals.Ended,
            JourneyRefusals.EvidenceNotAsked, JourneyRefusals.EvidenceNotByHand, JourneyRefusals.EvidenceMissing([]), Judgments.PersonMustDecide);
        stages.MapPut("/{stage}/return", ReturnAsync).RequireAuthorization(Policies.Staff).Validating<Return>().Described(
            "returnStage", "Says that a stage can not be done as things are, and what is missing", JourneyRefusals.Unknown, JourneyRefusals.StageUnknown, JourneyRefusals.StageBlocked,
            JourneyRefusals.StageNotByHand, JourneyRefusals.RoleNotHeld, JourneyRefusals.ProcedureDone, JourneyRefusals.Ended, Judgments.PersonMustDecide);
    }

    private static Task<CommandResult> StartAsync(
        Guid caseId, Stage stage, [FromHeader(Name = "If-Match")] StreamVersion version, Caller caller, JourneyDesk desk, CancellationToken cancel) =>
        desk.ExecuteAsync(caseId, version, at => new StartStage(stage, caller.ToActor(), caller.Roles, at), cancel);

    private static Task<CommandResult> CompleteAsync(
        Guid caseId, Stage stage, [FromHeader(Name = "If-Match")] StreamVersion version, Completion request, Caller caller, JourneyDesk desk, CancellationToken cancel) =>
        desk.ExecuteAsync(caseId, version, at => new CompleteStage(stage, request.Evidence, request.Note, caller.ToActor(), caller.Roles, at), cancel);

    private static Task<CommandResult> ReturnAsync(
        Guid caseId, Stage stage, [FromHeader(Name = "If-Match")] StreamVersion version, Return request, Caller caller, JourneyDesk desk, CancellationToken cancel) =>
        desk.ExecuteAsync(caseId, version, at => new ReturnStage(stage, request.Gaps, request.Note, caller.ToActor(), caller.Roles, at), cancel);

    internal sealed class CompletionValidator : AbstractValidator<Completion>
    {
        public CompletionValidator()
        {
            RuleFor(r => r.Evidence).NotEmpty().Must(e => e is null || e.Count <= 20);
            RuleForEach(r => r.Evidence).Matches(JourneyDesk.Code);
            RuleFor(r => r.Note).MaximumLength(4000);
        }
    }

    internal sealed class ReturnValidator : AbstractValidator<Return>
    {
        public ReturnValidator()
        {
            RuleFor(r => r.Gaps).NotEmpty().Must(g => g is null || g.Count <= 20);
            RuleForEach(r => r.Gaps).Matches(JourneyDesk.Code);
            RuleFor(r => r.Note).MaximumLength(4000);
        }
    }
}

/// <summary>Executes what people ask of a case's journey.</summary>
internal sealed class JourneyDesk(Streams<JourneyCommand> journeys, CallScope scope, TimeProvider clock)
{
    /// <summary>A code in kebab case, so that no name of a patient ends up in one.</summary>
    public const string Code = "^[a-z0-9]+(-[a-z0-9]+){0,11}$";

    public async Task<CommandResult> ExecuteAsync(Guid caseId, StreamVersion version, Func<DateTimeOffset, JourneyCommand> commandOf, CancellationToken cancel)
    {
        scope.Context = scope.Context with { CaseId = caseId, Sensitivity = Sensitivity.Phi };
        var outcome = await journeys.ExecuteAsync(JourneyAggregate.IdOf(caseId), version, commandOf(EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        return outcome.ToHttp();
    }
}
