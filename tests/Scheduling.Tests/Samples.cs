using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Calendars;
using Healthcare.Scheduling.Ehr;
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

    public static readonly Booking Tuesday = BookingAt(Monday.Start.AddDays(1));

    public static readonly Actor Lead = new("lead-1", ActorKind.Human, "scheduling-lead");

    public static readonly EhrMessage Message = new(Payload, Route: null);

    public static readonly EhrMessage OtherMessage = new(OtherPayload, Route: null);

    public static readonly HoldAppointment Hold = new(Monday, Message, Scheduler, Noon);

    public static readonly AppointmentHeldTentatively OnHold = new() { Booking = Monday, PayloadId = Payload, ExpiresAt = new DateTimeOffset(2026, 3, 7, 13, 30, 0, TimeSpan.Zero), By = Scheduler, At = Noon };

    public static readonly AuthorizationNotNeeded Waived = new()
    {
        AuthorizationId = Approved.AuthorizationId, PatientId = Patient, Rule = "maryland-capital/2026-07", GoodThrough = new DateOnly(2026, 4, 30), DecidedAt = Noon.AddMinutes(-5), At = Noon,
    };

    public static readonly ProceedWithCare Proceed = new("emergency", "Sudden loss of sight in one eye", EvidenceCode: null, DueAt: null, Lead, Noon);

    public static readonly CareProceeded Proceeded = new()
    {
        Ground = "emergency", Reason = Sealed.For(Patient, "Sudden loss of sight in one eye"), DueAt = Noon.AddDays(2), OwnerRole = "authorization-lead", By = Lead, At = Noon,
    };

    public static readonly MissVisit Miss = new(Scheduler, Noon.AddDays(7)) { Message = OtherMessage };

    public static readonly VisitMissed Missed = new() { Booking = Monday, Count = 1, PayloadId = OtherPayload, By = Scheduler, RebookBy = Noon.AddDays(8), At = Noon.AddDays(7) };

    public static readonly CancelVisit Cancel = new("patient-ill", "patient", Scheduler, Noon.AddDays(1)) { Message = OtherMessage };

    public static readonly VisitCancelled Cancelled = new()
    {
        Booking = Monday, ReasonCode = "patient-ill", CancelledBy = "patient", PayloadId = OtherPayload, By = Scheduler, RebookBy = Noon.AddDays(2), At = Noon.AddDays(1),
    };

    /// <summary>Something sealed, as it is stored; sealing it gives another each time.</summary>
    public static readonly Sealed<string> SealedText = JsonElement.Parse(
        """{"ad":"018f0000-0000-7000-8000-0000000000ff/reason","key":"018f0000-0000-7000-8000-0000000000aa","nonce":"AAAAAAAAAAAAAAAA","tag":"AAAAAAAAAAAAAAAAAAAAAA==","text":"c2VhbGVk"}""")
        .Deserialize<Sealed<string>>(EventCodec.ReadOptions) ?? throw new InvalidDataException("A ciphertext reads.");

    /// <summary>One of each stored event of the service's own.</summary>
    public static IReadOnlyList<object> Events =>
    [
        Requested, Approved, Released, Booked, Uncovered, Updated, Refused, Attended, Held, new TimeReleased { AppointmentId = AppointmentId, At = Noon },
        Waived, new AuthorizationLapsed { AuthorizationId = Approved.AuthorizationId, Ending = "voided", At = Noon },
        new SchedulingHeldBack { Causes = ["pre-op-assessment-open"], MayHoldTime = false, At = Noon }, new SchedulingCleared { At = Noon },
        new ServicesChanged { Change = 1, Services = [new ServiceAsked(1, "CPT", "29881", 1)], At = Noon }, Proceeded with { Reason = SealedText, EvidenceCode = "EST-1" }, new SchedulingEnded { Ending = "withdrawn", ReasonCode = "treated-elsewhere", At = Noon },
        OnHold, new HoldReady { ConfirmBy = Noon.AddDays(2), At = Noon }, new HoldReleased { Booking = Monday, ReasonCode = "hold-expired", At = Noon }, Missed, Cancelled,
        new EhrUpdateFailed { PayloadId = Payload, Attempts = 3, At = Noon },
        new DayPlanned
        {
            PractitionerNpi = Npi, Day = new DateOnly(2026, 3, 9), Hours = new WorkingHours(Monday.Start, Monday.Start.AddHours(8)),
            Blocks = [new BlockedTime(Monday.Start.AddHours(3), Monday.Start.AddHours(4), "lunch")], By = Scheduler, At = Noon,
        },
        .. JourneySamples.Events,
    ];

    public static Booking BookingAt(DateTimeOffset start, string npi = Npi, string place = "11", int minutes = 20) =>
        new(npi, start, start.AddMinutes(minutes), DateOnly.FromDateTime(start.DateTime), place);
}
