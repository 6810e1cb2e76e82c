using Healthcare.EventStore;

namespace Healthcare.Scheduling.Calendars;

/// <summary>One practitioner's day.</summary>
public sealed record CalendarDay(string PractitionerNpi, DateOnly Day, Calendar Calendar)
{
    /// <summary>What of the day is neither held, blocked nor outside of the hours; in order.</summary>
    public IEnumerable<FreeTime> FreeTimes() => Between(CalendarAggregate.BoundsOf(Day), Calendar);

    /// <summary>A day of which nobody said anything.</summary>
    public static CalendarDay Untouched(string practitionerNpi, DateOnly day) => new(practitionerNpi, day, Calendar.Free);

    private static IEnumerable<FreeTime> Between((DateTimeOffset Start, DateTimeOffset End) day, Calendar calendar)
    {
        var (from, until) = (calendar.Hours?.Start > day.Start ? calendar.Hours.Start.ToUniversalTime() : day.Start, calendar.Hours?.End < day.End ? calendar.Hours.End.ToUniversalTime() : day.End);
        var busy = calendar.Held.Select(h => (h.Start, h.End)).Concat(calendar.Blocks.Select(b => (b.Start, b.End))).OrderBy(b => b.Start);
        foreach (var (start, end) in busy)
        {
            if (start > from && from < until) yield return new FreeTime(from, start < until ? start.ToUniversalTime() : until);
            if (end > from) from = end.ToUniversalTime();
        }

        if (from < until) yield return new FreeTime(from, until);
    }
}

/// <summary>A span that can be held; UTC.</summary>
public sealed record FreeTime(DateTimeOffset Start, DateTimeOffset End);

/// <summary>Practitioners' days, folded with the calendar's own rules.</summary>
internal sealed class CalendarView : View<CalendarDay>
{
    public override string Name => "calendar_days_v1";

    public override string? InlineOf => CalendarAggregate.Name;

    public override CalendarDay? Apply(string key, CalendarDay? document, object happened, EventEnvelope envelope) => (document, happened) switch
    {
        ({ } d, CalendarEvent e) => d with { Calendar = Calendar.Evolve(d.Calendar, e) },
        (null, TimeHeld e) => new CalendarDay(e.PractitionerNpi, e.Day, Calendar.Evolve(Calendar.Free, e)),
        (null, DayPlanned e) => new CalendarDay(e.PractitionerNpi, e.Day, Calendar.Evolve(Calendar.Free, e)),
        _ => document,
    };
}
