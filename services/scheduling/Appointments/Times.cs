using Healthcare.EventStore;

namespace Healthcare.Scheduling.Appointments;

/// <summary>Rules of times: held, booked, moved, missed, cancelled, given back.</summary>
internal static class Times
{
    public static Decision<AppointmentEvent> Hold(Appointment appointment, HoldAppointment command) => appointment switch
    {
        Appointment.NotRequested or Appointment.Authorized => AppointmentRefusals.Unknown,
        Appointment.Ended => AppointmentRefusals.Over,
        Appointment.Attended => AppointmentRefusals.AlreadyAttended,
        Appointment.Booked => AppointmentRefusals.AlreadyBooked,
        Appointment.Held a when a.Hold.Booking == command.Booking => [],
        Appointment.Asked { Standing.MayHoldTime: false } => AppointmentRefusals.HeldBack,
        Appointment.Held a => [Held(command, a.Hold.Booking)],
        _ => [Held(command, replaces: null)],
    };

    public static Decision<AppointmentEvent> Expire(Appointment appointment, ExpireHold command) =>
        appointment is Appointment.Held a && EventCodec.Microseconds(a.Hold.ExpiresAt) == EventCodec.Microseconds(command.DueAt)
            ? [new HoldReleased { Booking = a.Hold.Booking, ReasonCode = "hold-expired", At = command.At }]
            : [];

    public static Decision<AppointmentEvent> Book(Appointment appointment, BookAppointment command) => appointment switch
    {
        Appointment.NotRequested => AppointmentRefusals.Unknown,
        Appointment.Booked a when a.Booking == command.Booking => [],
        Appointment.Attended a => a.Booking == command.Booking ? [] : AppointmentRefusals.AlreadyAttended,
        Appointment.Ended => AppointmentRefusals.Over,
        Appointment.Asked { Standing: { Grant: null, Proceeding: null } } or Appointment.Authorized => AppointmentRefusals.NotReleased,
        Appointment.Asked { Standing.HeldBackBy.Count: > 0 } => AppointmentRefusals.HeldBack,
        Appointment.Asked { Standing: { Proceeding: null, Grant: { } grant } } when Permissions.NotCovered(grant, command.Booking) is { } refusal => refusal,
        Appointment.Held a when a.Hold.Booking == command.Booking => [Confirmed(a.Hold, command.By, command.At)],
        Appointment.Asked a => [Booked(command, a switch { Appointment.Booked b => b.Booking, Appointment.Held h => h.Hold.Booking, _ => null })],
        _ => AppointmentRefusals.NotReleased,
    };

    public static Decision<AppointmentEvent> Miss(Appointment appointment, MissVisit command) => appointment switch
    {
        Appointment.NotRequested or Appointment.Authorized => AppointmentRefusals.Unknown,
        Appointment.Attended => AppointmentRefusals.AlreadyAttended,
        Appointment.Open { Last: VisitMissed last } when IsMeant(last.Booking, command.Start) => [],
        Appointment.Booked a when !IsMeant(a.Booking, command.Start) => AppointmentRefusals.OfAnotherTime,
        Appointment.Booked a => [new VisitMissed
        {
            Booking = a.Booking,
            Count = a.Standing.Missed + 1,
            PayloadId = command.Message?.PayloadId,
            Route = command.Message?.Route,
            OriginalId = command.OriginalId,
            By = command.By,
            RebookBy = SchedulingClocks.CorrectBy(command.At),
            At = command.At,
        }],
        _ => AppointmentRefusals.NotBooked,
    };

    public static Decision<AppointmentEvent> Cancel(Appointment appointment, CancelVisit command) => appointment switch
    {
        Appointment.NotRequested or Appointment.Authorized => AppointmentRefusals.Unknown,
        Appointment.Attended => AppointmentRefusals.AlreadyAttended,
        Appointment.Open { Last: VisitCancelled last } when IsMeant(last.Booking, command.Start) => [],
        Appointment.Held a => [new HoldReleased { Booking = a.Hold.Booking, ReasonCode = command.ReasonCode, At = command.At }],
        Appointment.Booked a when !IsMeant(a.Booking, command.Start) => AppointmentRefusals.OfAnotherTime,
        Appointment.Booked a => [Cancelled(a.Booking, command)],
        _ => AppointmentRefusals.NotBooked,
    };

    public static Decision<AppointmentEvent> End(Appointment appointment, EndScheduling command)
    {
        var ended = new SchedulingEnded { Ending = command.Ending, ReasonCode = command.ReasonCode, At = command.At };
        return appointment switch
        {
            Appointment.Held a => [new HoldReleased { Booking = a.Hold.Booking, ReasonCode = "referral-ended", At = command.At }, ended],
            Appointment.Booked a =>
            [
                Cancelled(a.Booking, new CancelVisit("referral-ended", "referral", Actor.Service("scheduling"), command.At) { Message = command.Message }),
                ended,
            ],
            Appointment.Open => [ended],
            _ => [],
        };
    }

    /// <summary>What becomes of a held time once it may be booked: confirmed by itself where the rule says so, else by a scheduler; a person looks at what is not covered.</summary>
    public static AppointmentEvent Confirmable(Appointment.Held held, Standing standing, DateTimeOffset at)
    {
        if (standing.Proceeding is null && standing.Grant is { } grant && Permissions.NotCovered(grant, held.Hold.Booking) is { } outside) return Permissions.Uncovered(held.Hold.Booking, outside.Code, at);
        return SchedulingRules.Built.Holds.ConfirmsItself && standing.Grant is not null
            ? Confirmed(held.Hold, Actor.Service("scheduling"), at)
            : new HoldReady { ConfirmBy = SchedulingClocks.BookBy(standing.Request.Priority, at), At = at };
    }

    private static AppointmentHeldTentatively Held(HoldAppointment c, Booking? replaces) => new()
    {
        Booking = c.Booking,
        Replaces = replaces,
        PayloadId = c.Message.PayloadId,
        Route = c.Message.Route,
        ExpiresAt = SchedulingRules.Built.Holds.ExpiryOf(c.Booking, c.At),
        By = c.By,
        At = c.At,
    };

    private static AppointmentBooked Confirmed(AppointmentHeldTentatively hold, Actor by, DateTimeOffset at) => new()
    {
        Booking = hold.Booking, PayloadId = hold.PayloadId, Route = hold.Route, By = by, ReportBy = SchedulingClocks.ReportBy(hold.Booking.End, at), At = at,
    };

    private static AppointmentBooked Booked(BookAppointment c, Booking? replaces) => new()
    {
        Booking = c.Booking,
        Replaces = replaces,
        PayloadId = c.PayloadId,
        Route = c.Route,
        By = c.By,
        ReportBy = SchedulingClocks.ReportBy(c.Booking.End, c.At),
        At = c.At,
    };

    private static VisitCancelled Cancelled(Booking booking, CancelVisit c) => new()
    {
        Booking = booking,
        ReasonCode = c.ReasonCode,
        CancelledBy = c.CancelledBy,
        PayloadId = c.Message?.PayloadId,
        Route = c.Message?.Route,
        OriginalId = c.OriginalId,
        By = c.By,
        RebookBy = SchedulingClocks.CorrectBy(c.At),
        At = c.At,
    };

    // Who does not say which time is meant means the one that is booked.
    private static bool IsMeant(Booking booking, DateTimeOffset? start) => start is null || start == booking.Start;
}
