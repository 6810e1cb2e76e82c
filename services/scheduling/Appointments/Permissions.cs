using Healthcare.EventStore;

namespace Healthcare.Scheduling.Appointments;

/// <summary>Rules of what allows a time to be booked, and what takes that away again.</summary>
internal static class Permissions
{
    public static Decision<AppointmentEvent> Request(Appointment appointment, RequestScheduling command) => appointment switch
    {
        Appointment.NotRequested => [command.Request],
        Appointment.Authorized a => [command.Request, Release(command.Request, a.Grant, command.At)],
        // A referral that was reopened and accepted again is asked for anew; its approval may have come before it.
        Appointment.Ended a when (command.Request.Attempt ?? 1) > (a.Standing.Request.Attempt ?? 1) =>
            a.Standing.Grant is { } grant ? [command.Request, Release(command.Request, grant, command.At)] : [command.Request],
        _ => [],
    };

    public static Decision<AppointmentEvent> Permit(Appointment appointment, AppointmentEvent told)
    {
        var grant = Grant.Of(told);
        return appointment switch
        {
            Appointment.NotRequested => [told],
            Appointment.Authorized a => IsNews(a.Grant, grant) ? [told] : [],
            Appointment.Ended a => IsNews(a.Standing.Grant, grant) ? [told] : [],
            // Care that went ahead without it is settled by the approval that comes after all.
            Appointment.Attended { Standing: { Grant: null } s } => [told, Release(s.Request, grant, told.At)],
            Appointment.Attended => [],
            Appointment.Asked a when !IsNews(a.Standing.Grant, grant) || !IsOfTheseServices(a.Standing, grant) => [],
            Appointment.Asked a => [told, .. WhenPermitted(a, a.Standing with { Grant = grant }, told.At)],
            _ => [],
        };
    }

    public static Decision<AppointmentEvent> Lapse(Appointment appointment, LapseAuthorization command)
    {
        var lapsed = new AuthorizationLapsed { AuthorizationId = command.AuthorizationId, Ending = command.Ending, At = command.At };
        return appointment switch
        {
            Appointment.Authorized a when a.Grant.AuthorizationId == command.AuthorizationId => [lapsed],
            Appointment.Attended => [],
            // Its last unit is the one that this booking reserved.
            Appointment.Booked when command.Ending == "exhausted" => [],
            Appointment.Booked a when IsGranted(a, command) => [lapsed, Uncovered(a.Booking, $"authorization-{command.Ending}", command.At)],
            Appointment.Asked a when IsGranted(a, command) => [lapsed],
            _ => [],
        };
    }

    public static Decision<AppointmentEvent> HoldBack(Appointment appointment, HoldBackScheduling command)
    {
        if (Waiting(appointment) is not { } a) return [];
        if (a.Standing.HeldBackBy.SequenceEqual(command.Causes) && a.Standing.MayHoldTime == command.MayHoldTime) return [];
        var heldBack = new SchedulingHeldBack { Causes = command.Causes, MayHoldTime = command.MayHoldTime, At = command.At };
        return a is Appointment.Booked { Booking: var booking } && command.Causes.Except(a.Standing.HeldBackBy).FirstOrDefault() is { } cause
            ? [heldBack, Uncovered(booking, cause, command.At)]
            : [heldBack];
    }

    public static Decision<AppointmentEvent> Clear(Appointment appointment, ClearScheduling command)
    {
        if (Waiting(appointment) is not { Standing: { HeldBackBy.Count: > 0 } or { MayHoldTime: false } } a) return [];
        return [new SchedulingCleared { At = command.At }, .. WhenPermitted(a, a.Standing with { HeldBackBy = [] }, command.At)];
    }

    public static Decision<AppointmentEvent> Change(Appointment appointment, ChangeServices command)
    {
        if (Waiting(appointment) is not { } a || command.Change <= a.Standing.Change) return [];
        var changed = new ServicesChanged { Change = command.Change, Services = command.Services, At = command.At };
        return a is Appointment.Booked b ? [changed, Uncovered(b.Booking, "services-changed", command.At)] : [changed];
    }

    public static Decision<AppointmentEvent> Proceed(Appointment appointment, ProceedWithCare command)
    {
        var ground = SchedulingRules.Built.Grounds.First(g => g.Ground == command.Ground);
        var dueAt = command.DueAt ?? ground.DueFrom(command.At);
        return appointment switch
        {
            Appointment.NotRequested or Appointment.Authorized => AppointmentRefusals.Unknown,
            Appointment.Ended => AppointmentRefusals.Over,
            Appointment.Attended => AppointmentRefusals.AlreadyAttended,
            Appointment.Asked a when a.Standing.Proceeding?.Ground == command.Ground => [],
            Appointment.Open { Standing.Grant: not null } => AppointmentRefusals.CareIsAuthorized,
            Appointment.Held { Standing.Grant: { } grant, Hold.Booking: var booking } when NotCovered(grant, booking) is null => AppointmentRefusals.CareIsAuthorized,
            Appointment.Booked { Standing.Grant: { } grant, Booking: var booking } when NotCovered(grant, booking) is null => AppointmentRefusals.CareIsAuthorized,
            _ when ground.NeedsEvidence && string.IsNullOrEmpty(command.EvidenceCode) => AppointmentRefusals.EvidenceMissing,
            _ when dueAt <= command.At => AppointmentRefusals.DueInThePast,
            Appointment.Asked a => [new CareProceeded
            {
                Ground = command.Ground,
                Reason = Sealed.For(a.Standing.Request.PatientId, command.Reason),
                EvidenceCode = command.EvidenceCode,
                DueAt = EventCodec.Microseconds(dueAt),
                OwnerRole = ground.Role,
                By = command.By,
                At = command.At,
            }],
            _ => AppointmentRefusals.Unknown,
        };
    }

    /// <summary>One approved service is enough to come for.</summary>
    public static Refusal? NotCovered(Grant grant, Booking booking)
    {
        if (grant.Services is not { } services) return grant.GoodThrough < booking.Day ? AppointmentRefusals.OutsideAuthorizedDates : null;
        var open = services.Where(s => s.From <= booking.Day && booking.Day <= s.To).ToList();
        if (open.Count == 0) return AppointmentRefusals.OutsideAuthorizedDates;
        return open.Any(s => s.PlaceOfService is null || s.PlaceOfService == booking.PlaceOfService) ? null : AppointmentRefusals.OutsideAuthorizedPlace;
    }

    public static BookingUncovered Uncovered(Booking booking, string reasonCode, DateTimeOffset at) => new() { Booking = booking, ReasonCode = reasonCode, At = at };

    // What took place or ended waits for nothing.
    private static Appointment.Asked? Waiting(Appointment appointment) => appointment is Appointment.Asked a && a is not (Appointment.Attended or Appointment.Ended) ? a : null;

    private static bool IsGranted(Appointment.Asked a, LapseAuthorization command) => a.Standing.Grant?.AuthorizationId == command.AuthorizationId;

    // What is held back crosses when it is clear; what has crossed for the same authorization has crossed already.
    private static IEnumerable<AppointmentEvent> WhenPermitted(Appointment.Asked a, Standing standing, DateTimeOffset at)
    {
        if (standing.HeldBackBy.Count > 0) yield break;
        if (standing.Grant is { } grant)
        {
            if (grant.AuthorizationId != standing.ReleasedFor) yield return Release(standing.Request, grant, at);
            if (a is Appointment.Booked booked && NotCovered(grant, booked.Booking) is { } outside) yield return Uncovered(booked.Booking, outside.Code, at);
        }

        if (a is Appointment.Held held && standing.MayBook) yield return Times.Confirmable(held, standing, at);
    }

    private static SchedulingReleased Release(SchedulingRequested request, Grant grant, DateTimeOffset at) =>
        new() { AuthorizationId = grant.AuthorizationId, BookBy = SchedulingClocks.BookBy(request.Priority, at), At = at };

    private static bool IsNews(Grant? known, Grant told) =>
        known is null || (told.DecidedAt >= known.DecidedAt && !(told.AuthorizationId == known.AuthorizationId && Same(told.Services, known.Services)));

    private static bool Same(IReadOnlyList<ServiceApproved>? one, IReadOnlyList<ServiceApproved>? other) =>
        one is null || other is null ? one is null && other is null : one.SequenceEqual(other);

    // After a change of services an approval that was on its way is of the former ones.
    private static bool IsOfTheseServices(Standing standing, Grant grant) =>
        standing.Changed is not { } services || grant.Services is not { } approved || approved.Any(a => services.Any(s => s.System == a.System && s.Code == a.Code));
}
