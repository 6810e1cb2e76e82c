using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Calendars;
using Healthcare.Testing;

namespace Healthcare.Scheduling.Tests;

/// <summary>An appointment of fixed ids and times, from request to visit.</summary>
internal static class Samples
{
    public const string Npi = "1679576722";
    public const string OtherNpi = "1003000126";
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 17, 0, 0, TimeSpan.Zero);
    public static readonly Guid Case = new("018f0000-0000-8000-8000-0000000000ca");
    public static readonly Guid AppointmentId = AppointmentAggregate.IdOf(Case);
    public static readonly Guid Patient = new("018f0000-0000-8000-8000-00000000000a");
    public static readonly OriginalId Payload = new(new Guid("018f0000-0000-7000-8000-000000000002"));
    public static readonly OriginalId OtherPayload = new(new Guid("018f0000-0000-7000-8000-000000000003"));
    public static readonly OriginalId Encounter = new(new Guid("018f0000-0000-7000-8000-000000000004"));
    public static readonly Actor Scheduler = new("scheduler-3", ActorKind.Human, "scheduler");

    public static readonly SchedulingRequested Requested = new()
    {
        ReferralId = new Guid("018f0000-0000-8000-8000-000000000001"),
        PatientId = Patient,
        Services = [new ServiceAsked(1, "X12-1365", "3", 1)],
        Priority = "routine",
        RequestedOn = new DateOnly(2026, 3, 9),
        At = Noon,
    };

    public static readonly SchedulingAuthorized Approved = new()
    {
        AuthorizationId = new Guid("018f0000-0000-8000-8000-00000000000b"),
        PatientId = Patient,
        Services = [new ServiceApproved(1, "X12-1365", "3", 1, "AUTH0001", new DateOnly(2026, 3, 2), new DateOnly(2026, 5, 31))],
        DecidedAt = Noon.AddMinutes(-5),
        At = Noon,
    };

    public static readonly SchedulingReleased Released = new() { AuthorizationId = Approved.AuthorizationId, BookBy = Noon.AddDays(2), At = Noon };

    public static readonly Booking Monday = BookingAt(new DateTimeOffset(2026, 3, 9, 9, 30, 0, TimeSpan.FromHours(-4)));

    public static readonly AppointmentBooked Booked = new() { Booking = Monday, PayloadId = Payload, By = Scheduler, ReportBy = Monday.End.AddDays(1).ToUniversalTime(), At = Noon };

    public static readonly VisitAttended Attended = new()
    {
        PatientId = Patient,
        EncounterId = "ENC-1",
        PractitionerNpi = Npi,
        PlaceOfService = "11",
        ServiceDate = new DateOnly(2026, 3, 9),
        OriginalId = Encounter,
        At = Noon.AddDays(7),
    };

    public static readonly EhrUpdated Updated = new() { PayloadId = Payload, EhrId = "EHR1", At = Noon };

    public static readonly EhrRefused Refused = new() { PayloadId = Payload, Status = 409, At = Noon };

    public static readonly BookingUncovered Uncovered = new() { Booking = Monday, ReasonCode = "date-outside-authorization", At = Noon };

    public static readonly TimeHeld Held = new() { PractitionerNpi = Npi, Day = new DateOnly(2026, 3, 9), AppointmentId = AppointmentId, Start = Monday.Start, End = Monday.End, At = Noon };

    public static readonly BookAppointment Book = new(Monday, Payload, Scheduler, Noon);

    public static readonly AttendVisit Attend = new("ENC-1", Npi, "11", new DateOnly(2026, 3, 9), Patient, Encounter, Noon.AddDays(7));

    public static readonly DeciderSpec<Appointment, AppointmentCommand, AppointmentEvent> New = Spec.Of(AppointmentAggregate.Value);

    public static readonly DeciderSpec<Appointment, AppointmentCommand, AppointmentEvent> Open = New.Given(Requested, Approved, Released);

    /// <summary>One of each stored event of the service's own.</summary>
    public static IReadOnlyList<object> Events =>
        [Requested, Approved, Released, Booked, Uncovered, Updated, Refused, Attended, Held, new TimeReleased { AppointmentId = AppointmentId, At = Noon }];

    public static Booking BookingAt(DateTimeOffset start, string npi = Npi, string place = "11", int minutes = 20) =>
        new(npi, start, start.AddMinutes(minutes), DateOnly.FromDateTime(start.DateTime), place);
}
