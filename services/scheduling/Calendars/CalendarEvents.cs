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

/// <summary>The appointment needs its time no longer: another one was booked for it, it was missed, cancelled, or its hold ended.</summary>
[StoredAs("time_released.v1")]
public sealed record TimeReleased : CalendarEvent
{
    public required Guid AppointmentId { get; init; }
}

/// <summary>What people say of a practitioner's day, all of it: the hours in which there are appointments, and what is blocked in them.</summary>
[StoredAs("day_planned.v1")]
public sealed record DayPlanned : CalendarEvent
{
    /// <summary>National Provider Identifier.</summary>
    public required string PractitionerNpi { get; init; }

    /// <summary>The day in UTC.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Absent when the whole day is open.</summary>
    public WorkingHours? Hours { get; init; }

    public required IReadOnlyList<BlockedTime> Blocks { get; init; }

    public required Actor By { get; init; }
}

/// <summary>The hours of a day in which there are appointments; the end is the first moment that is closed again.</summary>
public sealed record WorkingHours(DateTimeOffset Start, DateTimeOffset End);

/// <summary>A span without appointments, and why, as a code.</summary>
public sealed record BlockedTime(DateTimeOffset Start, DateTimeOffset End, string ReasonCode);
