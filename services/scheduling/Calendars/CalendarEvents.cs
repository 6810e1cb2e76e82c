using Healthcare.EventStore;

namespace Healthcare.Scheduling.Calendars;

/// <summary>What happens on one practitioner's day.</summary>
public abstract record CalendarEvent
{
    public required DateTimeOffset At { get; init; }
}

/// <summary>From start to end the practitioner is held for an appointment.</summary>
[StoredAs("time_held.v1")]
public sealed record TimeHeld : CalendarEvent
{
    /// <summary>National Provider Identifier.</summary>
    public required string PractitionerNpi { get; init; }

    /// <summary>The day in UTC.</summary>
    public required DateOnly Day { get; init; }

    public required Guid AppointmentId { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }
}

/// <summary>The appointment needs its time no longer: another one was booked for it.</summary>
[StoredAs("time_released.v1")]
public sealed record TimeReleased : CalendarEvent
{
    public required Guid AppointmentId { get; init; }
}
