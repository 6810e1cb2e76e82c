using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Scheduling.Appointments;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Scheduling.Journeys;

/// <summary>A person says that other services will be done: cover and authorization are asked anew.</summary>
public sealed record ChangeProcedure(IReadOnlyList<ServiceAsked> Services, DateOnly? ServiceDate, Actor By, IReadOnlyCollection<string> RolesHeld, DateTimeOffset At) : JourneyCommand(At), IJudgment;

internal static class ChangeProcedureEndpoint
{
    /// <param name="System"><c>CPT</c>, <c>HCPCS</c>, <c>X12-1365</c> or a URI.</param>
    internal sealed record Service(int Sequence, string System, string Code, int Units);

    internal sealed record Request(IReadOnlyList<Service> Services, DateOnly? ServiceDate = null);

    public static void Map(RouteGroupBuilder journeys) => journeys.MapPut("/{caseId:guid}/services", HandleAsync)
        .RequireAuthorization(Policies.Staff)
        .Validating<Request>()
        .Described(
            "changeServices",
            "Replaces the services of a case: verification and authorization are open again, and what was approved before does not count",
            JourneyRefusals.Unknown,
            JourneyRefusals.RoleNotHeld,
            JourneyRefusals.ProcedureDone,
            JourneyRefusals.Ended,
            Judgments.PersonMustDecide);

    private static Task<CommandResult> HandleAsync(
        Guid caseId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, JourneyDesk desk, CancellationToken cancel) =>
        desk.ExecuteAsync(
            caseId,
            version,
            at => new ChangeProcedure([.. request.Services.Select(s => new ServiceAsked(s.Sequence, s.System, s.Code, s.Units))], request.ServiceDate, caller.ToActor(), caller.Roles, at),
            cancel);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Services).NotEmpty().Must(s => s is null || (s.Count <= 50 && s.Select(x => x.Sequence).Distinct().Count() == s.Count));
            RuleForEach(r => r.Services).ChildRules(service =>
            {
                service.RuleFor(s => s.Sequence).InclusiveBetween(1, 99);
                service.RuleFor(s => s.System).NotEmpty().MaximumLength(120).Matches("^[A-Za-z0-9:/._-]+$");
                service.RuleFor(s => s.Code).NotEmpty().MaximumLength(20).Matches("^[A-Za-z0-9._-]+$");
                service.RuleFor(s => s.Units).InclusiveBetween(1, 999);
            });
        }
    }
}
