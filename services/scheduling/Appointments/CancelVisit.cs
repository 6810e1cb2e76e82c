using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.Scheduling.Ehr;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Scheduling.Appointments;

/// <summary>A booked visit will not take place, or a held time is not needed; <paramref name="CancelledBy"/> is <c>patient</c>, <c>provider</c> or <c>referral</c>.</summary>
public sealed record CancelVisit(string ReasonCode, string CancelledBy, Actor By, DateTimeOffset At) : AppointmentCommand(At)
{
    /// <summary>What the EHR is told; null when the EHR said it.</summary>
    public EhrMessage? Message { get; init; }

    /// <summary>What the EHR sent.</summary>
    public OriginalId? OriginalId { get; init; }

    /// <summary>The booked time that is meant; null means the one that is booked.</summary>
    public DateTimeOffset? Start { get; init; }
}

internal static class CancelVisitEndpoint
{
    /// <param name="ReasonCode">Kebab case, such as <c>patient-ill</c>.</param>
    /// <param name="By"><c>patient</c> or <c>provider</c>.</param>
    internal sealed record Request(string ReasonCode, string By);

    public static void Map(RouteGroupBuilder appointments) => appointments.MapPut("/{appointmentId:guid}/cancellation", HandleAsync)
        .RequireAuthorization(Desk.Schedulers)
        .Validating<Request>()
        .Described(
            "cancelVisit",
            "Cancels the booked visit (BSeR 5.1.3) or gives a held time back: it becomes free, the EHR is told, and another time is asked for",
            AppointmentRefusals.Unknown,
            AppointmentRefusals.NotBooked,
            AppointmentRefusals.AlreadyAttended);

    private static async Task<CommandResult> HandleAsync(
        Guid appointmentId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Desk desk, CancellationToken cancel)
    {
        var outcome = await desk.ExecuteAsync(
            appointmentId,
            version,
            (appointment, messages, at, c) => messages.WriteAboutAsync(appointment, EhrNews.Cancelled, at, c),
            (message, at) => new CancelVisit(request.ReasonCode, request.By, caller.ToActor(), at) { Message = message },
            cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.ReasonCode).NotEmpty().MaximumLength(80).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");
            RuleFor(r => r.By).Must(by => by is "patient" or "provider").WithErrorCode("by").WithMessage("patient or provider.");
        }
    }
}
