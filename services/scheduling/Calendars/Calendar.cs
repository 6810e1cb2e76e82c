using Healthcare.EventStore;

namespace Healthcare.Scheduling.Calendars;

/// <summary>A span of time held for an appointment; its end is the first moment that is free again.</summary>
public sealed record HeldTime(Guid AppointmentId, DateTimeOffset Start, DateTimeOffset End)
{
    public bool Overlaps(DateTimeOffset start, DateTimeOffset end) => Start < end && start < End;
}

/// <summary>What of a practitioner's day is held, in no order, and what people say of the day.</summary>
public sealed record Calendar(IReadOnlyList<HeldTime> Held)
{
    public static readonly Calendar Free = new([]);

    public WorkingHours? Hours { get; init; }

    public IReadOnlyList<BlockedTime> Blocks { get; init; } = [];

    public static Calendar Evolve(Calendar calendar, CalendarEvent happened) => happened switch
    {
        TimeHeld e => calendar with { Held = [.. calendar.Held, new HeldTime(e.AppointmentId, e.Start, e.End)] },
        TimeReleased e => calendar with { Held = [.. calendar.Held.Where(h => h.AppointmentId != e.AppointmentId)] },
        DayPlanned e => calendar with { Hours = e.Hours, Blocks = e.Blocks },
        _ => calendar,
    };
}

/// <summary>The stream of one practitioner's day: whoever books that day appends to it, so that of two who book at once one decides again.</summary>
public static class CalendarAggregate
{
    public const string Name = "calendar";

    public static Aggregate<Calendar, CalendarCommand, CalendarEvent> Value { get; } = new(Name, Calendar.Free, Calendar.Evolve, CalendarDecider.Decide);

    public static Guid IdOf(string practitionerNpi, DateOnly day) => DerivedId.Of($"calendar/{practitionerNpi}/{day:yyyy-MM-dd}");

    /// <summary>The days in UTC that a span touches; a day is counted where everybody counts it alike, whatever offset a time was written with.</summary>
    public static IEnumerable<DateOnly> DaysOf(DateTimeOffset start, DateTimeOffset end)
    {
        var last = DateOnly.FromDateTime(end.UtcDateTime.AddTicks(-1));
        for (var day = DateOnly.FromDateTime(start.UtcDateTime); day <= last; day = day.AddDays(1)) yield return day;
    }

    /// <summary>The part of a span that lies on a day in UTC; null when none does.</summary>
    public static (DateTimeOffset Start, DateTimeOffset End)? PartOn(DateOnly day, DateTimeOffset start, DateTimeOffset end)
    {
        var (first, after) = BoundsOf(day);
        var (from, to) = (start > first ? start : first, end < after ? end : after);
        return from < to ? (from, to) : null;
    }

    public static (DateTimeOffset Start, DateTimeOffset End) BoundsOf(DateOnly day)
    {
        var start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return (start, start.AddDays(1));
    }
}
