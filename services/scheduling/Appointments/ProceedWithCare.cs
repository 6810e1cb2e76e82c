using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Scheduling.Appointments;

/// <summary>A named person lets the care go on without an authorization; <paramref name="Reason"/> is sealed, <paramref name="DueAt"/> is as the ground has it when null.</summary>
public sealed record ProceedWithCare(string Ground, string Reason, string? EvidenceCode, DateTimeOffset? DueAt, Actor By, DateTimeOffset At) : AppointmentCommand(At), IJudgment;

internal static class ProceedWithCareEndpoint
{
    /// <param name="Ground"><c>emergency</c>, <c>retro-authorization</c> or <c>patient-accepts-cost</c>.</param>
    /// <param name="Reason">Why, in words; it is sealed.</param>
    /// <param name="EvidenceCode">What shows it: for <c>patient-accepts-cost</c> the id of the estimate that the patient signed.</param>
    /// <param name="DueAt">Until when it is settled; without it as long as the ground allows.</param>
    internal sealed record Request(string Ground, string Reason, string? EvidenceCode = null, DateTimeOffset? DueAt = null);

    public static void Map(RouteGroupBuilder appointments) => appointments.MapPut("/{appointmentId:guid}/proceeding", HandleAsync)
        .RequireAuthorization(Policies.AnyOf(Policies.Role("scheduling-lead"), Policies.Role("physician-advisor")))
        .Validating<Request>()
        .Described(
            "proceedWithCare",
            "Lets the care go on without an authorization, in the name of the caller, with a reason and a deadline",
            AppointmentRefusals.Unknown,
            AppointmentRefusals.CareIsAuthorized,
            AppointmentRefusals.EvidenceMissing,
            AppointmentRefusals.DueInThePast,
            AppointmentRefusals.Over,
            AppointmentRefusals.AlreadyAttended,
            Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid appointmentId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Desk desk, CancellationToken cancel)
    {
        var outcome = await desk.ExecuteAsync(
            appointmentId, version, at => new ProceedWithCare(request.Ground, request.Reason, request.EvidenceCode, request.DueAt, caller.ToActor(), at), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Ground).Must(ground => SchedulingRules.Built.Grounds.Any(g => g.Ground == ground)).WithErrorCode("ground").WithMessage("emergency, retro-authorization or patient-accepts-cost.");
            RuleFor(r => r.Reason).NotEmpty().MinimumLength(10).MaximumLength(2000);
            RuleFor(r => r.EvidenceCode).Matches("^[A-Za-z0-9][A-Za-z0-9.:-]{0,79}$").When(r => r.EvidenceCode is not null);
        }
    }
}
