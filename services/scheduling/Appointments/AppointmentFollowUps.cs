using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Scheduling.Calendars;

namespace Healthcare.Scheduling.Appointments;

/// <summary>What follows from an appointment's events in the same transaction: somebody who owns each wait, the practitioner's time, the message to the EHR.</summary>
internal static class AppointmentFollowUps
{
    public const string AwaitReferral = "await-referral";
    public const string AwaitAuthorization = "await-authorization";
    public const string Book = "book-appointment";
    public const string AwaitVisit = "await-visit";
    public const string Rebook = "rebook-appointment";
    public const string CorrectEhr = "correct-ehr-appointment";
    private const string Scheduler = "scheduler";
    private const string Lead = "scheduling-lead";
    private const string Integration = "integration-on-call";

    public static IEnumerable<FollowUp> Of(Appointment appointment, Happened<AppointmentEvent> happened) => (appointment, happened.Event) switch
    {
        (Appointment.Requested, SchedulingRequested e) => [Open(happened, AwaitAuthorization, Lead, "authorization-awaited", SchedulingClocks.AuthorizedBy(e.Priority, e.At))],
        (_, SchedulingRequested e) => [Close(happened, AwaitReferral, "referral-accepted", e.At)],
        (Appointment.Authorized, SchedulingAuthorized e) => [Open(happened, AwaitReferral, Integration, "referral-awaited", SchedulingClocks.ReferralBy(e.At))],
        (Appointment.Released, SchedulingReleased e) =>
        [
            Close(happened, AwaitAuthorization, "authorization-approved", e.At),
            Open(happened, Book, Scheduler, "scheduling-released", e.BookBy),
        ],
        (_, AppointmentBooked e) => OfBooking(happened, e),
        (_, BookingUncovered e) => [Open(happened, Rebook, Scheduler, e.ReasonCode, SchedulingClocks.CorrectBy(e.At))],
        (_, EhrUpdated e) => [Close(happened, CorrectEhr, "ehr-updated", e.At)],
        (_, EhrRefused e) => [Open(happened, CorrectEhr, Scheduler, $"ehr-answered-{e.Status}", SchedulingClocks.CorrectBy(e.At))],
        (_, VisitAttended e) => [.. ((string[])[AwaitVisit, Rebook, CorrectEhr]).Select(kind => Close(happened, kind, "visit-attended", e.At))],
        _ => [],
    };

    private static IEnumerable<FollowUp> OfBooking(Happened<AppointmentEvent> happened, AppointmentBooked e)
    {
        if (e.Replaces is { } before)
        {
            foreach (var (calendar, _) in CalendarsOf(before)) yield return new FollowUp(calendar, new ReleaseTime(happened.StreamId, e.At));
            // Closed first, so that it is opened with the new booking's time.
            yield return Close(happened, AwaitVisit, "booked-anew", e.At);
        }

        var booking = e.Booking;
        foreach (var (calendar, day) in CalendarsOf(booking))
            yield return new FollowUp(calendar, new HoldTime(booking.PractitionerNpi, day, happened.StreamId, booking.Start, booking.End, e.At));
        yield return TransmissionHosting.Queue(EhrAppointments.Partner, EhrAppointments.KindName, e.PayloadId.Value, EhrAppointments.MediaType, happened.StreamId, e.At);
        foreach (var kind in (string[])[Book, Rebook, CorrectEhr]) yield return Close(happened, kind, "appointment-booked", e.At);
        yield return Open(happened, AwaitVisit, Lead, "visit-awaited", e.ReportBy);
    }

    private static IEnumerable<(Guid Calendar, DateOnly Day)> CalendarsOf(Booking booking) =>
        CalendarAggregate.DaysOf(booking.Start, booking.End).Select(day => (CalendarAggregate.IdOf(booking.PractitionerNpi, day), day));

    private static FollowUp Open(Happened<AppointmentEvent> happened, string kind, string role, string reasonCode, DateTimeOffset dueAt) => new(
        WorkItemId.ForTask(kind, happened.StreamId),
        new OpenWorkItem(kind, role, reasonCode, happened.StreamId, dueAt, happened.Event.At)
        {
            CaseId = happened.CaseId,
            Levels = [new LevelDue(role == Lead ? "scheduling-manager" : Lead, dueAt.AddHours(2)), new LevelDue("department-manager", dueAt.AddDays(1))],
        });

    private static FollowUp Close(Happened<AppointmentEvent> happened, string kind, string reasonCode, DateTimeOffset at) =>
        new(WorkItemId.ForTask(kind, happened.StreamId), new CloseWorkItem(reasonCode, at));
}
