using Healthcare.EventStore;
using Healthcare.Scheduling.Calendars;
using Healthcare.Scheduling.Ehr;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Scheduling.Appointments;

/// <summary>A scheduler holds a time before the payer decided, or another one than before; <paramref name="Message"/> is what the EHR gets once it is confirmed.</summary>
public sealed record HoldAppointment(Booking Booking, EhrMessage Message, Actor By, DateTimeOffset At) : AppointmentCommand(At);

/// <summary>The deadline clock's command: the hold that was to end at <paramref name="DueAt"/> ends. Never refused.</summary>
public sealed record ExpireHold(DateTimeOffset DueAt, DateTimeOffset At) : AppointmentCommand(At);

internal static class HoldAppointmentEndpoint
{
    public static void Map(RouteGroupBuilder appointments) => appointments.MapPut("/{appointmentId:guid}/hold", HandleAsync)
        .RequireAuthorization(Desk.Schedulers)
        .Validating<TimeRequest>()
        .Described(
            "holdAppointment",
            "Holds a time while the authorization is open; its day sets how urgent the authorization is, and it is given back when its own time is up",
            AppointmentRefusals.Unknown,
            AppointmentRefusals.HeldBack,
            AppointmentRefusals.Over,
            AppointmentRefusals.AlreadyBooked,
            AppointmentRefusals.AlreadyAttended,
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
            (appointment, messages, at, c) => messages.WriteAsync(appointment, EhrNews.Booked, booking, at, c),
            (message, at) => new HoldAppointment(booking, message, caller.ToActor(), at),
            cancel);
        return outcome.ToHttp();
    }
}
