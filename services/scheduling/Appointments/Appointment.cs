using Healthcare.EventStore;
using Healthcare.Originals;

namespace Healthcare.Scheduling.Appointments;

/// <summary>Where an appointment stands; each state keeps what decisions need.</summary>
public abstract record Appointment
{
    private Appointment() { }

    public static readonly Appointment Initial = new NotRequested();

    public sealed record NotRequested : Appointment;

    /// <summary>The approval came first: referral and approval travel on different roads.</summary>
    public sealed record Authorized(SchedulingAuthorized Approval) : Appointment;

    /// <summary>Waiting for the payer.</summary>
    public sealed record Requested(SchedulingRequested Request) : Appointment;

    /// <summary>Everything that booking waits for is there.</summary>
    public sealed record Released(SchedulingRequested Request, SchedulingAuthorized Approval) : Cleared(Request, Approval);

    public sealed record Booked(SchedulingRequested Request, SchedulingAuthorized Approval, Booking Booking, OriginalId PayloadId, EhrKnowledge Ehr) : Held(Request, Approval, Booking, PayloadId, Ehr);

    public sealed record Attended(SchedulingRequested Request, SchedulingAuthorized Approval, Booking Booking, OriginalId PayloadId, EhrKnowledge Ehr, VisitAttended Visit)
        : Held(Request, Approval, Booking, PayloadId, Ehr);

    /// <summary>A time is, or was, held.</summary>
    public abstract record Held(SchedulingRequested Request, SchedulingAuthorized Approval, Booking Booking, OriginalId PayloadId, EhrKnowledge Ehr) : Cleared(Request, Approval);

    public abstract record Cleared(SchedulingRequested Request, SchedulingAuthorized Approval) : Appointment;

    public static Appointment Evolve(Appointment appointment, AppointmentEvent happened) => (appointment, happened) switch
    {
        (NotRequested, SchedulingRequested e) => new Requested(e),
        (NotRequested or Authorized, SchedulingAuthorized e) => new Authorized(e),
        (Authorized a, SchedulingRequested e) => new Released(e, a.Approval),
        (Requested a, SchedulingAuthorized e) => new Released(a.Request, e),
        (Cleared a, SchedulingAuthorized e) => a with { Approval = e },
        (Cleared a, AppointmentBooked e) => new Booked(a.Request, a.Approval, e.Booking, e.PayloadId, EhrKnowledge.Asked),
        (Held a, EhrUpdated) => a with { Ehr = EhrKnowledge.Taken },
        (Held a, EhrRefused) => a with { Ehr = EhrKnowledge.Refused },
        (Held a, VisitAttended e) => new Attended(a.Request, a.Approval, a.Booking, a.PayloadId, a.Ehr, e),
        _ => appointment,
    };
}

/// <summary>What the EHR said to the booking that counts.</summary>
public enum EhrKnowledge
{
    Asked,
    Taken,
    Refused,
}

/// <summary>The stream of an appointment: one for each case.</summary>
public static class AppointmentAggregate
{
    public const string Name = "appointment";

    public static Aggregate<Appointment, AppointmentCommand, AppointmentEvent> Value { get; } =
        new(Name, Appointment.Initial, Appointment.Evolve, AppointmentDecider.Decide) { Follows = AppointmentFollowUps.Of };

    /// <summary>Whoever knows the case knows the appointment, so that referral and approval meet on it in either order.</summary>
    public static Guid IdOf(Guid caseId) => DerivedId.Of($"appointment/{caseId:D}");
}
