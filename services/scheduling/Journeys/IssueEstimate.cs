using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Scheduling.Journeys;

/// <summary>A person says what the patient will be asked to pay, in US dollars.</summary>
public sealed record IssueEstimate(decimal Amount, Actor By, IReadOnlyCollection<string> RolesHeld, DateTimeOffset At) : JourneyCommand(At), IJudgment;

internal static class IssueEstimateEndpoint
{
    /// <param name="Amount">US dollars, with cents.</param>
    internal sealed record Request(decimal Amount);

    public static void Map(RouteGroupBuilder journeys) => journeys.MapPut("/{caseId:guid}/estimate", HandleAsync)
        .RequireAuthorization(Policies.Staff)
        .Validating<Request>()
        .Described(
            "issueEstimate",
            "Issues the next version of the patient's estimate for the services as they are now; it counts for a time",
            JourneyRefusals.Unknown,
            JourneyRefusals.EstimateNotAsked,
            JourneyRefusals.RoleNotHeld,
            JourneyRefusals.ProcedureDone,
            JourneyRefusals.Ended,
            Judgments.PersonMustDecide);

    private static Task<CommandResult> HandleAsync(
        Guid caseId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, JourneyDesk desk, CancellationToken cancel) =>
        desk.ExecuteAsync(caseId, version, at => new IssueEstimate(request.Amount, caller.ToActor(), caller.Roles, at), cancel);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Amount).InclusiveBetween(0m, 10_000_000m).PrecisionScale(10, 2, ignoreTrailingZeros: true);
    }
}
