using Healthcare.EventStore;
using Healthcare.Scheduling.Ehr;

namespace Healthcare.Scheduling.Appointments;

/// <summary>What may be asked of an appointment.</summary>
public abstract record AppointmentCommand(DateTimeOffset At);

internal static class AppointmentDecider
{
    public static Decision<AppointmentEvent> Decide(Appointment appointment, AppointmentCommand command) => command switch
    {
        RequestScheduling c => Permissions.Request(appointment, c),
        AuthorizeScheduling c => Permissions.Permit(appointment, c.Approval),
        WaiveAuthorization c => Permissions.Permit(appointment, c.Waiver),
        LapseAuthorization c => Permissions.Lapse(appointment, c),
        HoldBackScheduling c => Permissions.HoldBack(appointment, c),
        ClearScheduling c => Permissions.Clear(appointment, c),
        ChangeServices c => Permissions.Change(appointment, c),
        ProceedWithCare c => Permissions.Proceed(appointment, c),
        EndScheduling c => Times.End(appointment, c),
        HoldAppointment c => Times.Hold(appointment, c),
        ExpireHold c => Times.Expire(appointment, c),
        BookAppointment c => Times.Book(appointment, c),
        MissVisit c => Times.Miss(appointment, c),
        CancelVisit c => Times.Cancel(appointment, c),
        AttendVisit c => Attend(appointment, c),
        _ => Hear(appointment, command),
    };

    private static Decision<AppointmentEvent> Attend(Appointment appointment, AttendVisit command) => (appointment, command) switch
    {
        (Appointment.NotRequested, _) => AppointmentRefusals.Unknown,
        (Appointment.Booked or Appointment.Attended, { PatientId: { } patient }) when appointment is Appointment.Asked a && patient != a.Standing.Request.PatientId => AppointmentRefusals.OfAnotherPatient,
        (Appointment.Attended a, var c) => Attended(a.Standing, a.Booking, c) with { OriginalId = a.Visit.OriginalId, At = a.Visit.At } == a.Visit ? [] : AppointmentRefusals.AlreadyAttended,
        (Appointment.Booked a, var c) => [Attended(a.Standing, a.Booking, c)],
        _ => AppointmentRefusals.NotBooked,
    };

    // An answer to a message that another one has replaced says nothing of the one that counts.
    private static Decision<AppointmentEvent> Hear(Appointment appointment, AppointmentCommand command) => (appointment is Appointment.Asked { Standing.Ehr: { } told } ? told : null, command) switch
    {
        ({ Knowledge: not EhrKnowledge.Taken } e, RecordEhrUpdate c) when e.PayloadId == c.PayloadId => [new EhrUpdated { PayloadId = c.PayloadId, EhrId = c.EhrId, At = c.At }],
        ({ Knowledge: EhrKnowledge.Asked } e, RecordEhrRefusal c) when e.PayloadId == c.PayloadId =>
            [new EhrRefused { PayloadId = c.PayloadId, Status = c.Status, Acknowledgement = c.Acknowledgement, At = c.At }],
        ({ Knowledge: EhrKnowledge.Asked, IsOverdue: false } e, RecordEhrSilence c) when e.PayloadId == c.PayloadId => [new EhrUpdateFailed { PayloadId = c.PayloadId, Attempts = c.Attempts, At = c.At }],
        (_, RecordEhrUpdate or RecordEhrRefusal or RecordEhrSilence) => [],
        _ => AppointmentRefusals.Unknown,
    };

    private static VisitAttended Attended(Standing standing, Booking booking, AttendVisit c) => new()
    {
        PatientId = standing.Request.PatientId,
        EncounterId = c.EncounterId,
        // What the EHR leaves out is as it was booked.
        PractitionerNpi = c.PractitionerNpi ?? booking.PractitionerNpi,
        PlaceOfService = c.PlaceOfService ?? booking.PlaceOfService,
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
    public static readonly Refusal AlreadyBooked = new("appointment-already-booked", "A time is booked; book another one to move it.");
    public static readonly Refusal AlreadyAttended = new("appointment-already-attended", "The visit took place and is on record.");
    public static readonly Refusal Over = new("appointment-ended", "The referral has ended, so no time is held for it.");
    public static readonly Refusal HeldBack = new("appointment-held-back", "Something on the case's journey stands against a time; the journey says what, and who sees to it.");
    public static readonly Refusal OfAnotherPatient = new("visit-of-another-patient", "The appointment is another patient's.");
    public static readonly Refusal OfAnotherTime = new("visit-of-another-time", "What is booked is another time than the one that is meant.");
    public static readonly Refusal OutsideAuthorizedDates = new("date-outside-authorization", "The payer approved no service on that day.");
    public static readonly Refusal OutsideAuthorizedPlace = new("place-outside-authorization", "The payer approved no service on that day at that place of service.");
    public static readonly Refusal CareIsAuthorized = new("care-is-authorized", "The care is approved, so there is nothing to go on without.");
    public static readonly Refusal EvidenceMissing = new("proceeding-evidence-missing", "This ground asks for the id of what shows it, such as the estimate that the patient signed.");
    public static readonly Refusal DueInThePast = new("proceeding-due-in-the-past", "By then it is too late already.");
}
