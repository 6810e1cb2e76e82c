using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Originals;
using Healthcare.Scheduling.Calendars;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Scheduling.Appointments;

/// <summary>A scheduler books a time, or another one than before; <paramref name="PayloadId"/> is what the EHR will be sent.</summary>
public sealed record BookAppointment(Booking Booking, OriginalId PayloadId, Actor By, DateTimeOffset At) : AppointmentCommand(At);

internal static class BookAppointmentEndpoint
{
    /// <param name="PractitionerNpi">National Provider Identifier.</param>
    /// <param name="Start">Date and time with an offset, to the minute; its date is the date at the place.</param>
    /// <param name="PlaceOfService">CMS place of service code, two digits.</param>
    internal sealed record Request(string PractitionerNpi, string Start, int Minutes, string PlaceOfService);

    public static void Map(RouteGroupBuilder appointments) => appointments.MapPut("/{appointmentId:guid}/booking", HandleAsync)
        .RequireAuthorization(Policies.AnyOf(Policies.Role("scheduler"), Policies.Role("scheduling-lead")))
        .Validating<Request>()
        .Described(
            "bookAppointment",
            "Books a time for the appointment and tells the EHR; the practitioner's time is held in the same transaction",
            AppointmentRefusals.Unknown,
            AppointmentRefusals.NotReleased,
            AppointmentRefusals.AlreadyAttended,
            AppointmentRefusals.OutsideAuthorizedDates,
            AppointmentRefusals.OutsideAuthorizedPlace,
            CalendarRefusals.TimeTaken);

    private static async Task<CommandResult> HandleAsync(
        Guid appointmentId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Bookings bookings, CancellationToken cancel)
    {
        var outcome = await bookings.BookAsync(appointmentId, version, BookingOf(request), caller.ToActor(), cancel);
        return outcome.ToHttp();
    }

    private static Booking BookingOf(Request request)
    {
        var start = TimeOf(request.Start) ?? throw new InvalidOperationException("The start was checked before.");
        return new Booking(request.PractitionerNpi, start, start.AddMinutes(request.Minutes), DateOnly.FromDateTime(start.DateTime), request.PlaceOfService);
    }

    private static DateTimeOffset? TimeOf(string start) => FhirDate.Parse(start)?.Instant is { } instant && instant.Ticks % TimeSpan.TicksPerMinute == 0 ? instant : null;

    internal sealed class Validator : AbstractValidator<Request>
    {
        private const int Longest = 12 * 60;

        public Validator()
        {
            RuleFor(r => r.PractitionerNpi).Must(ProviderNumber.IsNpi).WithErrorCode("npi").WithMessage("A National Provider Identifier has ten digits, the last a check digit.");
            RuleFor(r => r.Start).Must(s => TimeOf(s) is not null).WithErrorCode("time").WithMessage("Date and time to the minute with an offset, such as 2026-03-02T09:30:00-05:00.");
            RuleFor(r => r.Minutes).InclusiveBetween(5, Longest);
            RuleFor(r => r.PlaceOfService).Matches("^[0-9]{2}$");
        }
    }
}

/// <summary>Books: writes the message to the EHR and keeps its bytes, then decides in one transaction over appointment, calendar, work items and transmission.</summary>
internal sealed class Bookings(Streams<AppointmentCommand> appointments, Views<AppointmentDocument> views, OriginalStore originals, CallScope scope, TimeProvider clock, ILogger<Bookings> logger)
{
    public async Task<Outcome> BookAsync(Guid appointmentId, StreamVersion version, Booking booking, Actor by, CancellationToken cancel)
    {
        if (await views.FindAsync(appointmentId, cancel) is not { } document) return new Outcome.Refused(AppointmentRefusals.Unknown);
        var payload = EhrAppointments.Write(appointmentId, document.PatientId, document.Approved is [var first, ..] ? first : null, booking);
        if (await originals.KeepAsync(payload, EhrAppointments.MediaType, "scheduling", cancel) is not Keeping.Kept kept) throw new InvalidOperationException("An appointment is small.");
        await originals.AssignAsync(kept.Id, document.PatientId, cancel);
        scope.Context = scope.Context with { CaseId = document.CaseId, Sensitivity = Sensitivity.Phi };
        var outcome = await appointments.ExecuteAsync(appointmentId, version, new BookAppointment(booking, kept.Id, by, EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        switch (outcome)
        {
            case Outcome.Accepted { Events.Count: > 0 } done:
                logger.Booked(appointmentId, booking.PractitionerNpi, done.Version.Value);
                break;
            case Outcome.Refused refused:
                logger.NotBooked(appointmentId, refused.Refusal.Code);
                break;
            default:
                break;
        }

        return outcome;
    }
}
