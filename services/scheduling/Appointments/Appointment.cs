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
    public sealed record Authorized(Grant Grant) : Appointment;

    /// <summary>No time is held; whether one may be booked says the standing.</summary>
    public sealed record Open(Standing Standing) : Asked(Standing)
    {
        /// <summary>How the last booking came to nothing.</summary>
        public VisitOver? Last { get; init; }
    }

    /// <summary>A time is held tentatively.</summary>
    public sealed record Held(Standing Standing, AppointmentHeldTentatively Hold) : Asked(Standing);

    public sealed record Booked(Standing Standing, Booking Booking) : Asked(Standing);

    public sealed record Attended(Standing Standing, Booking Booking, VisitAttended Visit) : Asked(Standing);

    /// <summary>The referral ended; reopened, it is asked for anew.</summary>
    public sealed record Ended(Standing Standing) : Asked(Standing);

    /// <summary>The referral is there.</summary>
    public abstract record Asked(Standing Standing) : Appointment;

    public static Appointment Evolve(Appointment appointment, AppointmentEvent happened) => (appointment, happened) switch
    {
        (NotRequested, SchedulingRequested e) => new Open(new Standing(e)),
        (Authorized a, SchedulingRequested e) => new Open(new Standing(e) { Grant = a.Grant }),
        (Ended a, SchedulingRequested e) => new Open(new Standing(e) { Grant = a.Standing.Grant, Messages = a.Standing.Messages, Ehr = a.Standing.Ehr }),
        (NotRequested or Authorized, SchedulingAuthorized or AuthorizationNotNeeded) => new Authorized(Grant.Of(happened)),
        (Authorized, AuthorizationLapsed) => new NotRequested(),
        (Asked a, SchedulingEnded) => new Ended(new Standing(a.Standing.Request) { Messages = a.Standing.Messages, Ehr = a.Standing.Ehr }),
        (Asked a, AppointmentHeldTentatively e) => new Held(a.Standing with { Messages = a.Standing.Messages + 1 }, e),
        (Held a, HoldReleased) => new Open(a.Standing),
        (Held a, AppointmentBooked e) => new Booked(BookedOn(a.Standing, e, e.PayloadId == a.Hold.PayloadId ? 0 : 1), e.Booking),
        (Asked a, AppointmentBooked e) => new Booked(BookedOn(a.Standing, e, 1), e.Booking),
        (Booked a, VisitOver e) => new Open(Over(a.Standing, e)) { Last = e },
        (Booked a, VisitAttended e) => new Attended(a.Standing, a.Booking, e),
        (Asked a, _) => a with { Standing = Standing.Evolve(a.Standing, happened) },
        _ => appointment,
    };

    private static Standing BookedOn(Standing standing, AppointmentBooked e, int messages) => standing with
    {
        Messages = standing.Messages + messages,
        Ehr = new EhrTold(e.PayloadId, e.Route is { IsSent: false } ? EhrKnowledge.Taken : EhrKnowledge.Asked),
    };

    private static Standing Over(Standing standing, VisitOver e) => standing with
    {
        Messages = standing.Messages + 1,
        Missed = e is VisitMissed missed ? missed.Count : standing.Missed,
        Ehr = e.PayloadId is { } payload ? new EhrTold(payload, EhrKnowledge.Asked) : standing.Ehr,
    };
}

/// <summary>What holds for an appointment whatever time it has.</summary>
public sealed record Standing(SchedulingRequested Request)
{
    public Grant? Grant { get; init; }

    public CareProceeded? Proceeding { get; init; }

    /// <summary>What on the journey stands against booking.</summary>
    public IReadOnlyList<string> HeldBackBy { get; init; } = [];

    public bool MayHoldTime { get; init; } = true;

    /// <summary>The authorization whose work has crossed (B09).</summary>
    public Guid? ReleasedFor { get; init; }

    /// <summary>How often the services were changed.</summary>
    public int Change { get; init; }

    /// <summary>The services that will be done; null while they are those of the referral.</summary>
    public IReadOnlyList<ServiceAsked>? Changed { get; init; }

    /// <summary>How many messages to the EHR were written: each booking, cancellation and miss is another one, though it says the same as one before.</summary>
    public int Messages { get; init; }

    public int Missed { get; init; }

    /// <summary>What the EHR was told last.</summary>
    public EhrTold? Ehr { get; init; }

    public bool MayBook => (Grant is not null || Proceeding is not null) && HeldBackBy.Count == 0;

    public static Standing Evolve(Standing standing, AppointmentEvent happened) => happened switch
    {
        SchedulingAuthorized or AuthorizationNotNeeded => standing with { Grant = Grant.Of(happened) },
        AuthorizationLapsed => standing with { Grant = null, ReleasedFor = null },
        ServicesChanged e => standing with { Grant = null, ReleasedFor = null, Change = e.Change, Changed = e.Services },
        SchedulingReleased e => standing with { ReleasedFor = e.AuthorizationId },
        SchedulingHeldBack e => standing with { HeldBackBy = e.Causes, MayHoldTime = e.MayHoldTime },
        SchedulingCleared => standing with { HeldBackBy = [], MayHoldTime = true },
        CareProceeded e => standing with { Proceeding = e },
        EhrUpdated => standing with { Ehr = standing.Ehr is { } told ? told with { Knowledge = EhrKnowledge.Taken } : null },
        EhrRefused => standing with { Ehr = standing.Ehr is { } told ? told with { Knowledge = EhrKnowledge.Refused } : null },
        EhrUpdateFailed => standing with { Ehr = standing.Ehr is { } told ? told with { IsOverdue = true } : null },
        _ => standing,
    };
}

/// <summary>What allows booking: the payer's approval, or its word that none is needed (<paramref name="Services"/> is null).</summary>
public sealed record Grant(Guid AuthorizationId, IReadOnlyList<ServiceApproved>? Services, DateOnly? GoodThrough, DateTimeOffset DecidedAt)
{
    public static Grant Of(AppointmentEvent happened) => happened switch
    {
        SchedulingAuthorized e => new Grant(e.AuthorizationId, e.Services, GoodThrough: null, e.DecidedAt),
        AuthorizationNotNeeded e => new Grant(e.AuthorizationId, Services: null, e.GoodThrough, e.DecidedAt),
        _ => throw new ArgumentException($"{happened.GetType().Name} grants nothing.", nameof(happened)),
    };
}

/// <summary>The last message to the EHR, and what it said to it.</summary>
public sealed record EhrTold(OriginalId PayloadId, EhrKnowledge Knowledge)
{
    /// <summary>Somebody was told that no answer comes.</summary>
    public bool IsOverdue { get; init; }
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

    /// <summary>How the names of an appointment's deadlines start.</summary>
    public const string Deadline = "appointment/";

    /// <summary>When a tentatively held time is given back.</summary>
    public const string HoldDeadline = "appointment/hold";

    public static Aggregate<Appointment, AppointmentCommand, AppointmentEvent> Value { get; } =
        new(Name, Appointment.Initial, Appointment.Evolve, AppointmentDecider.Decide) { Follows = AppointmentFollowUps.Of, Deadlines = DeadlinesOf };

    /// <summary>Whoever knows the case knows the appointment, so that referral and approval meet on it in either order.</summary>
    public static Guid IdOf(Guid caseId) => DerivedId.Of($"appointment/{caseId:D}");

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<AppointmentEvent> happened) => happened.Event switch
    {
        AppointmentHeldTentatively e => [new DeadlineChange(happened.StreamId, HoldDeadline, e.ExpiresAt)],
        HoldReleased or AppointmentBooked => [new DeadlineChange(happened.StreamId, HoldDeadline, DueAt: null)],
        _ => [],
    };
}
