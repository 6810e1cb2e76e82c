using Healthcare.EventStore;

namespace Healthcare.Scheduling.Appointments;

/// <summary>What may be asked of an appointment.</summary>
public abstract record AppointmentCommand(DateTimeOffset At);

internal static class AppointmentDecider
{
    public static Decision<AppointmentEvent> Decide(Appointment appointment, AppointmentCommand command) => (appointment, command) switch
    {
        (Appointment.NotRequested, RequestScheduling c) => [c.Request],
        (Appointment.Authorized a, RequestScheduling c) => [c.Request, Release(c.Request, a.Approval, c.At)],
        (_, RequestScheduling) => [],

        (Appointment.NotRequested, AuthorizeScheduling c) => [c.Approval],
        (Appointment.Authorized a, AuthorizeScheduling c) => IsNews(a.Approval, c.Approval) ? [c.Approval] : [],
        (Appointment.Requested a, AuthorizeScheduling c) => [c.Approval, Release(a.Request, c.Approval, c.At)],
        (Appointment.Attended, AuthorizeScheduling) => [],
        (Appointment.Cleared a, AuthorizeScheduling c) when !IsNews(a.Approval, c.Approval) => [],
        (Appointment.Booked a, AuthorizeScheduling c) => [c.Approval, .. ReleaseAgain(a, c), .. Uncovered(a.Booking, c)],
        (Appointment.Cleared a, AuthorizeScheduling c) => [c.Approval, .. ReleaseAgain(a, c)],

        (Appointment.NotRequested, BookAppointment) => AppointmentRefusals.Unknown,
        (Appointment.Held a, BookAppointment c) when a.Booking == c.Booking => [],
        (Appointment.Attended, BookAppointment) => AppointmentRefusals.AlreadyAttended,
        (Appointment.Cleared a, BookAppointment c) => NotCovered(a.Approval, c.Booking) is { } refusal ? refusal : [Booked(a, c)],
        (_, BookAppointment) => AppointmentRefusals.NotReleased,

        // An answer to a booking that another one has replaced says nothing of the one that counts.
        (Appointment.Held { Ehr: not EhrKnowledge.Taken } a, RecordEhrUpdate c) when a.PayloadId == c.PayloadId => [new EhrUpdated { PayloadId = c.PayloadId, EhrId = c.EhrId, At = c.At }],
        (Appointment.Held { Ehr: EhrKnowledge.Asked } a, RecordEhrRefusal c) when a.PayloadId == c.PayloadId => [new EhrRefused { PayloadId = c.PayloadId, Status = c.Status, At = c.At }],
        (_, RecordEhrUpdate or RecordEhrRefusal) => [],

        (Appointment.NotRequested, AttendVisit) => AppointmentRefusals.Unknown,
        (Appointment.Held a, AttendVisit c) when c.PatientId is { } patient && patient != a.Request.PatientId => AppointmentRefusals.OfAnotherPatient,
        (Appointment.Attended a, AttendVisit c) => Attended(a, c) with { OriginalId = a.Visit.OriginalId, At = a.Visit.At } == a.Visit ? [] : AppointmentRefusals.AlreadyAttended,
        (Appointment.Booked a, AttendVisit c) => [Attended(a, c)],
        (_, AttendVisit) => AppointmentRefusals.NotBooked,
        _ => AppointmentRefusals.Unknown,
    };

    private static SchedulingReleased Release(SchedulingRequested request, SchedulingAuthorized approval, DateTimeOffset at) =>
        new() { AuthorizationId = approval.AuthorizationId, BookBy = SchedulingClocks.BookBy(request.Priority, at), At = at };

    // Another authorization's work crosses too; the same one has crossed already.
    private static IEnumerable<AppointmentEvent> ReleaseAgain(Appointment.Cleared appointment, AuthorizeScheduling command) =>
        command.Approval.AuthorizationId == appointment.Approval.AuthorizationId ? [] : [Release(appointment.Request, command.Approval, command.At)];

    private static bool IsNews(SchedulingAuthorized known, SchedulingAuthorized told) =>
        told.DecidedAt >= known.DecidedAt && !(told.AuthorizationId == known.AuthorizationId && told.Services.SequenceEqual(known.Services));

    private static IEnumerable<AppointmentEvent> Uncovered(Booking booking, AuthorizeScheduling command) =>
        NotCovered(command.Approval, booking) is { } refusal ? [new BookingUncovered { Booking = booking, ReasonCode = refusal.Code, At = command.At }] : [];

    // One approved service is enough to come for.
    private static Refusal? NotCovered(SchedulingAuthorized approval, Booking booking)
    {
        var open = approval.Services.Where(s => s.From <= booking.Day && booking.Day <= s.To).ToList();
        if (open.Count == 0) return AppointmentRefusals.OutsideAuthorizedDates;
        return open.Any(s => s.PlaceOfService is null || s.PlaceOfService == booking.PlaceOfService) ? null : AppointmentRefusals.OutsideAuthorizedPlace;
    }

    private static AppointmentBooked Booked(Appointment.Cleared appointment, BookAppointment c) => new()
    {
        Booking = c.Booking,
        Replaces = (appointment as Appointment.Booked)?.Booking,
        PayloadId = c.PayloadId,
        By = c.By,
        ReportBy = SchedulingClocks.ReportBy(c.Booking.End, c.At),
        At = c.At,
    };

    private static VisitAttended Attended(Appointment.Held appointment, AttendVisit c) => new()
    {
        PatientId = appointment.Request.PatientId,
        EncounterId = c.EncounterId,
        // What the EHR leaves out is as it was booked.
        PractitionerNpi = c.PractitionerNpi ?? appointment.Booking.PractitionerNpi,
        PlaceOfService = c.PlaceOfService ?? appointment.Booking.PlaceOfService,
        ServiceDate = c.ServiceDate,
        OriginalId = c.OriginalId,
        At = c.At,
    };
}

/// <summary>Why an appointment says no.</summary>
public static class AppointmentRefusals
{
    public static readonly Refusal Unknown = new("appointment-unknown", "There is no such appointment.");
    public static readonly Refusal NotReleased = new("appointment-not-released", "The care is not approved yet, so no time can be booked.");
    public static readonly Refusal NotBooked = new("appointment-not-booked", "No time was booked for this appointment.");
    public static readonly Refusal AlreadyAttended = new("appointment-already-attended", "The visit took place and is on record.");
    public static readonly Refusal OfAnotherPatient = new("visit-of-another-patient", "The appointment is another patient's.");
    public static readonly Refusal OutsideAuthorizedDates = new("date-outside-authorization", "The payer approved no service on that day.");
    public static readonly Refusal OutsideAuthorizedPlace = new("place-outside-authorization", "The payer approved no service on that day at that place of service.");
}
