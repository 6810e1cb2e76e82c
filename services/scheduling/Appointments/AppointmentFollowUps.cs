using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Scheduling.Calendars;
using Healthcare.Scheduling.Ehr;
using Healthcare.Scheduling.Journeys;

namespace Healthcare.Scheduling.Appointments;

/// <summary>What follows from an appointment's events in the same transaction: somebody who owns each wait, the practitioner's time, the message to the EHR, the stage of the journey.</summary>
internal static class AppointmentFollowUps
{
    public const string AwaitReferral = "await-referral";
    public const string AwaitAuthorization = "await-authorization";
    public const string Book = "book-appointment";
    public const string AwaitVisit = "await-visit";
    public const string Rebook = "rebook-appointment";
    public const string CorrectEhr = "correct-ehr-appointment";
    public const string SilentEhr = "ehr-unreachable";
    public const string RetroAuthorization = "retro-authorization-due";
    private const string Scheduler = "scheduler";
    private const string Lead = "scheduling-lead";
    private const string Integration = "integration-on-call";

    public static IEnumerable<FollowUp> Of(Appointment appointment, Happened<AppointmentEvent> happened) =>
        [.. OfWork(appointment, happened), .. OfTime(happened), .. OfJourney(happened)];

    /// <summary>The wait for the payer, owned anew.</summary>
    public static FollowUp AwaitPayer(Guid appointmentId, Guid? caseId, string reasonCode, DateTimeOffset dueAt, DateTimeOffset at) => Open(appointmentId, caseId, AwaitAuthorization, Lead, reasonCode, dueAt, at);

    private static IEnumerable<FollowUp> OfWork(Appointment appointment, Happened<AppointmentEvent> happened) => (appointment, happened.Event) switch
    {
        (Appointment.Open { Standing.Grant: null }, SchedulingRequested e) => [Open(happened, AwaitAuthorization, Lead, "authorization-awaited", SchedulingClocks.AuthorizedBy(e.Priority, e.At))],
        (_, SchedulingRequested e) => [Close(happened, AwaitReferral, "referral-accepted", e.At)],
        (Appointment.Authorized, SchedulingAuthorized or AuthorizationNotNeeded) => [Open(happened, AwaitReferral, Integration, "referral-awaited", SchedulingClocks.ReferralBy(happened.Event.At))],
        (Appointment.NotRequested, AuthorizationLapsed e) => [Close(happened, AwaitReferral, $"authorization-{e.Ending}", e.At)],
        (Appointment.Asked a, SchedulingAuthorized or AuthorizationNotNeeded) => Permitted(a, happened),
        (Appointment.Open, SchedulingReleased e) => [Open(happened, Book, Scheduler, "scheduling-released", e.BookBy)],
        (Appointment.Open { Standing.MayBook: true } a, SchedulingCleared e) => [Open(happened, Book, Scheduler, "scheduling-cleared", SchedulingClocks.BookBy(a.Standing.Request.Priority, e.At))],
        (_, HoldReady e) => [Open(happened, Book, Scheduler, "hold-ready", e.ConfirmBy)],
        (Appointment.Asked a, AuthorizationLapsed e) => Revoked(a, happened, $"authorization-{e.Ending}"),
        (Appointment.Asked a, ServicesChanged) => Revoked(a, happened, "services-changed"),
        (Appointment.Open or Appointment.Held, SchedulingHeldBack e) => [Close(happened, Book, "scheduling-held-back", e.At)],
        (Appointment.Asked a, CareProceeded e) => Proceeding(a, happened, e),
        (_, BookingUncovered e) => [Open(happened, Rebook, Scheduler, e.ReasonCode, SchedulingClocks.CorrectBy(e.At))],
        (_, HoldReleased { ReasonCode: "hold-expired" } e) => [Open(happened, Rebook, Scheduler, e.ReasonCode, SchedulingClocks.CorrectBy(e.At))],
        (Appointment.Open { Standing.MayBook: true }, HoldReleased e) => [Open(happened, Book, Scheduler, "hold-released", SchedulingClocks.CorrectBy(e.At))],
        (_, AppointmentHeldTentatively e) => [Close(happened, Rebook, "time-held", e.At)],
        (_, AppointmentBooked e) => Booked(happened, e),
        (Appointment.Open a, VisitMissed e) => [.. Over(happened, e), .. Missed(a, happened, e)],
        (_, VisitCancelled e) => [.. Over(happened, e), Open(happened, Rebook, Scheduler, $"cancelled-by-{e.CancelledBy}", e.RebookBy)],
        (_, EhrUpdated e) => [Close(happened, CorrectEhr, "ehr-updated", e.At), Close(happened, SilentEhr, "ehr-updated", e.At)],
        (_, EhrRefused e) =>
        [
            Open(happened, CorrectEhr, Scheduler, e.Acknowledgement is { } code ? $"ehr-acknowledged-{code.ToLowerInvariant()}" : $"ehr-answered-{e.Status}", SchedulingClocks.CorrectBy(e.At)),
            Close(happened, SilentEhr, "ehr-answered", e.At),
        ],
        (_, EhrUpdateFailed e) => [Open(happened, SilentEhr, Integration, "ehr-gives-no-answer", SchedulingClocks.ReferralBy(e.At))],
        (_, VisitAttended e) => CloseAll(happened, "visit-attended", AwaitVisit, Rebook, CorrectEhr),
        (_, SchedulingEnded e) => CloseAll(happened, $"referral-{e.Ending}", AwaitAuthorization, Book, Rebook, AwaitVisit, RetroAuthorization),
        _ => [],
    };

    // An approval ends the wait for it, and what somebody answered for meanwhile; that the booked time is not covered is another event.
    private static IEnumerable<FollowUp> Permitted(Appointment.Asked appointment, Happened<AppointmentEvent> happened)
    {
        var reason = happened.Event is SchedulingAuthorized ? "authorization-approved" : "authorization-not-required";
        if (appointment is Appointment.Ended) yield break;
        yield return Close(happened, AwaitAuthorization, reason, happened.Event.At);
        if (appointment is Appointment.Booked) yield return Close(happened, Rebook, reason, happened.Event.At);
        if (appointment.Standing.Proceeding is not null) yield return Close(happened, RetroAuthorization, reason, happened.Event.At);
    }

    private static IEnumerable<FollowUp> Revoked(Appointment.Asked appointment, Happened<AppointmentEvent> happened, string reasonCode)
    {
        if (appointment is Appointment.Ended) yield break;
        yield return Close(happened, Book, reasonCode, happened.Event.At);
        yield return Open(happened, AwaitAuthorization, Lead, reasonCode, SchedulingClocks.AuthorizedBy(appointment.Standing.Request.Priority, happened.Event.At));
    }

    private static IEnumerable<FollowUp> Proceeding(Appointment.Asked appointment, Happened<AppointmentEvent> happened, CareProceeded e)
    {
        yield return Close(happened, AwaitAuthorization, "care-proceeded", e.At);
        yield return Open(happened, RetroAuthorization, e.OwnerRole, e.Ground, e.DueAt);
        if (appointment is Appointment.Booked) yield return Close(happened, Rebook, "care-proceeded", e.At);
        else yield return Open(happened, Book, Scheduler, "care-proceeded", SchedulingClocks.BookBy("stat", e.At));
    }

    private static IEnumerable<FollowUp> Booked(Happened<AppointmentEvent> happened, AppointmentBooked e)
    {
        // Closed first, so that it is opened with the new booking's time.
        if (e.Replaces is not null) yield return Close(happened, AwaitVisit, "booked-anew", e.At);
        if (Queue(happened, e.PayloadId, e.Route) is { } queue) yield return queue;
        foreach (var closed in CloseAll(happened, "appointment-booked", Book, Rebook, CorrectEhr)) yield return closed;
        yield return Open(happened, AwaitVisit, Lead, "visit-awaited", e.ReportBy);
    }

    private static IEnumerable<FollowUp> Over(Happened<AppointmentEvent> happened, VisitOver e)
    {
        yield return Close(happened, AwaitVisit, e is VisitMissed ? "visit-missed" : "visit-cancelled", e.At);
        if (e.PayloadId is { } payload && Queue(happened, payload, e.Route) is { } queue) yield return queue;
        // The booking changed after the message was written: somebody tells the EHR.
        else if (e.OriginalId is null) yield return Open(happened, CorrectEhr, Scheduler, "ehr-not-told", SchedulingClocks.CorrectBy(e.At));
    }

    private static IEnumerable<FollowUp> Missed(Appointment.Open appointment, Happened<AppointmentEvent> happened, VisitMissed e)
    {
        var rule = SchedulingRules.Built.Misses;
        if (e.Count < rule.EscalatedFrom)
        {
            yield return Open(happened, Rebook, Scheduler, "no-show", e.RebookBy);
            yield break;
        }

        yield return Open(happened, Rebook, Lead, $"no-show-{e.Count}", e.RebookBy);
        yield return new FollowUp(WorkItemId.ForTask(Rebook, happened.StreamId), new EscalateWorkItem(1, rule.EscalatedTo, e.At));
    }

    private static IEnumerable<FollowUp> OfTime(Happened<AppointmentEvent> happened) => happened.Event switch
    {
        AppointmentHeldTentatively e => [.. Free(happened, e.Replaces), .. Hold(happened, e.Booking)],
        AppointmentBooked e => [.. Free(happened, e.Replaces), .. Hold(happened, e.Booking)],
        HoldReleased e => Free(happened, e.Booking),
        VisitOver e => Free(happened, e.Booking),
        _ => [],
    };

    private static IEnumerable<FollowUp> Free(Happened<AppointmentEvent> happened, Booking? booking) => booking is null
        ? []
        : CalendarsOf(booking).Select(c => new FollowUp(c.Calendar, new ReleaseTime(happened.StreamId, happened.Event.At)));

    private static IEnumerable<FollowUp> Hold(Happened<AppointmentEvent> happened, Booking booking) => CalendarsOf(booking)
        .Select(c => new FollowUp(c.Calendar, new HoldTime(booking.PractitionerNpi, c.Day, happened.StreamId, booking.Start, booking.End, happened.Event.At)));

    private static IEnumerable<(Guid Calendar, DateOnly Day)> CalendarsOf(Booking booking) =>
        CalendarAggregate.DaysOf(booking.Start, booking.End).Select(day => (CalendarAggregate.IdOf(booking.PractitionerNpi, day), day));

    private static IEnumerable<FollowUp> OfJourney(Happened<AppointmentEvent> happened) =>
        happened.CaseId is { } caseId && JourneyCommandsOf(happened.Event) is { Count: > 0 } commands ? commands.Select(c => new FollowUp(JourneyAggregate.IdOf(caseId), c)) : [];

    private static IReadOnlyList<JourneyCommand> JourneyCommandsOf(AppointmentEvent happened) => happened switch
    {
        AppointmentHeldTentatively e => [new NoteEvidence(Stage.SurgeryScheduling, "date-held", Source: null, e.At) { Day = e.Booking.Day, Place = e.Booking.PlaceOfService }],
        AppointmentBooked e => [new NoteEvidence(Stage.SurgeryScheduling, "date-held", Source: null, e.At) { Day = e.Booking.Day, Place = e.Booking.PlaceOfService }, new BeginProcedure(e.At)],
        HoldReleased { ReasonCode: not "referral-ended" } e => [new ReopenStage(Stage.SurgeryScheduling, e.ReasonCode, Source: null, e.At)],
        VisitMissed e => [new ReopenStage(Stage.Procedure, "visit-missed", Source: null, e.At), new ReopenStage(Stage.SurgeryScheduling, "visit-missed", Source: null, e.At)],
        VisitCancelled { CancelledBy: not "referral" } e => [new ReopenStage(Stage.Procedure, "visit-cancelled", Source: null, e.At), new ReopenStage(Stage.SurgeryScheduling, "visit-cancelled", Source: null, e.At)],
        VisitAttended e => [new NoteEvidence(Stage.Procedure, "visit-attended", Source: null, e.At)],
        CareProceeded e => [new PassStages(e.Ground, SchedulingRules.Built.Grounds.First(g => g.Ground == e.Ground).Passes, e.At)],
        _ => [],
    };

    private static FollowUp? Queue(Happened<AppointmentEvent> happened, Originals.OriginalId payload, EhrRoute? route) => route switch
    {
        null => TransmissionHosting.Queue(EhrAppointments.Partner, EhrAppointments.KindName, payload.Value, EhrAppointments.MediaType, happened.StreamId, happened.Event.At),
        { IsSent: false } => null,
        { Kind: EhrNotices.KindName } => TransmissionHosting.Queue(route.Partner, route.Kind, payload.Value, EhrNotices.MediaType, happened.StreamId, happened.Event.At),
        _ => TransmissionHosting.Queue(route.Partner, route.Kind, payload.Value, EhrAppointments.MediaType, happened.StreamId, happened.Event.At),
    };

    private static FollowUp Open(Happened<AppointmentEvent> happened, string kind, string role, string reasonCode, DateTimeOffset dueAt) =>
        Open(happened.StreamId, happened.CaseId, kind, role, reasonCode, dueAt, happened.Event.At);

    private static FollowUp Open(Guid appointmentId, Guid? caseId, string kind, string role, string reasonCode, DateTimeOffset dueAt, DateTimeOffset at) => new(
        WorkItemId.ForTask(kind, appointmentId),
        new OpenWorkItem(kind, role, reasonCode, appointmentId, dueAt, at)
        {
            CaseId = caseId,
            Levels = [new LevelDue(role == Lead ? "scheduling-manager" : Lead, dueAt.AddHours(2)), new LevelDue("department-manager", dueAt.AddDays(1))],
        });

    private static IEnumerable<FollowUp> CloseAll(Happened<AppointmentEvent> happened, string reasonCode, params string[] kinds) => kinds.Select(kind => Close(happened, kind, reasonCode, happened.Event.At));

    private static FollowUp Close(Happened<AppointmentEvent> happened, string kind, string reasonCode, DateTimeOffset at) =>
        new(WorkItemId.ForTask(kind, happened.StreamId), new CloseWorkItem(reasonCode, at));
}
