using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.Scheduling.Calendars;
using Healthcare.Scheduling.Ehr;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Scheduling.Appointments;

/// <summary>A scheduler books a time, confirms a held one, or moves to another than before; <paramref name="PayloadId"/> is what the EHR will be sent.</summary>
public sealed record BookAppointment(Booking Booking, OriginalId PayloadId, Actor By, DateTimeOffset At) : AppointmentCommand(At)
{
    /// <summary>Where and how the message goes; null for a FHIR Appointment to the one EHR.</summary>
    public EhrRoute? Route { get; init; }
}

internal static class BookAppointmentEndpoint
{
    public static void Map(RouteGroupBuilder appointments) => appointments.MapPut("/{appointmentId:guid}/booking", HandleAsync)
        .RequireAuthorization(Desk.Schedulers)
        .Validating<TimeRequest>()
        .Described(
            "bookAppointment",
            "Books a time for the appointment, or confirms the held one, and tells the EHR; the practitioner's time is held in the same transaction",
            AppointmentRefusals.Unknown,
            AppointmentRefusals.NotReleased,
            AppointmentRefusals.HeldBack,
            AppointmentRefusals.Over,
            AppointmentRefusals.AlreadyAttended,
            AppointmentRefusals.OutsideAuthorizedDates,
            AppointmentRefusals.OutsideAuthorizedPlace,
            CalendarRefusals.TimeTaken,
            CalendarRefusals.TimeBlocked,
            CalendarRefusals.OutsideHours);

    private static async Task<CommandResult> HandleAsync(
        Guid appointmentId, [FromHeader(Name = "If-Match")] StreamVersion version, TimeRequest request, Caller caller, Desk desk, CancellationToken cancel)
    {
        var booking = request.ToBooking();
        var outcome = await desk.ExecuteAsync(
            appointmentId,
            version,
            (appointment, messages, at, c) => messages.WriteAsync(appointment, appointment.Status == AppointmentStatus.Booked ? EhrNews.Moved : EhrNews.Booked, booking, at, c),
            (message, at) => new BookAppointment(booking, message.PayloadId, caller.ToActor(), at) { Route = message.Route },
            cancel);
        return outcome.ToHttp();
    }
}
