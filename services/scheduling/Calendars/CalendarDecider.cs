using Healthcare.EventStore;

namespace Healthcare.Scheduling.Calendars;

/// <summary>What may be asked of a practitioner's day.</summary>
public abstract record CalendarCommand(DateTimeOffset At);

/// <summary>Holds a span that touches this day for an appointment.</summary>
public sealed record HoldTime(string PractitionerNpi, DateOnly Day, Guid AppointmentId, DateTimeOffset Start, DateTimeOffset End, DateTimeOffset At) : CalendarCommand(At);

/// <summary>Gives back what an appointment held. Never refuses.</summary>
public sealed record ReleaseTime(Guid AppointmentId, DateTimeOffset At) : CalendarCommand(At);

internal static class CalendarDecider
{
    public static Decision<CalendarEvent> Decide(Calendar calendar, CalendarCommand command) => command switch
    {
        HoldTime c when calendar.Held.Contains(new HeldTime(c.AppointmentId, c.Start, c.End)) => [],
        HoldTime c when calendar.Held.Any(h => h.Overlaps(c.Start, c.End)) => CalendarRefusals.TimeTaken,
        HoldTime c when calendar.Blocks.Any(b => b.Start < c.End && c.Start < b.End) => CalendarRefusals.TimeBlocked,
        HoldTime c when !IsWithin(calendar.Hours, c.Day, c.Start, c.End) => CalendarRefusals.OutsideHours,
        HoldTime c => [new TimeHeld { PractitionerNpi = c.PractitionerNpi, Day = c.Day, AppointmentId = c.AppointmentId, Start = c.Start, End = c.End, At = c.At }],
        ReleaseTime c when calendar.Held.Any(h => h.AppointmentId == c.AppointmentId) => [new TimeReleased { AppointmentId = c.AppointmentId, At = c.At }],
        PlanDay c when calendar.Hours == c.Hours && calendar.Blocks.SequenceEqual(c.Blocks) => [],
        // People move the patients first; nobody's appointment is planned away.
        PlanDay c when calendar.Held.Any(h => c.Blocks.Any(b => h.Overlaps(b.Start, b.End)) || !IsWithin(c.Hours, c.Day, h.Start, h.End)) => CalendarRefusals.TimeHeldThere,
        PlanDay c => [new DayPlanned { PractitionerNpi = c.PractitionerNpi, Day = c.Day, Hours = c.Hours, Blocks = c.Blocks, By = c.By, At = c.At }],
        _ => [],
    };

    // Of a time across midnight, each day judges its own part.
    private static bool IsWithin(WorkingHours? hours, DateOnly day, DateTimeOffset start, DateTimeOffset end) =>
        hours is null || CalendarAggregate.PartOn(day, start, end) is not { } part || (hours.Start <= part.Start && part.End <= hours.End);
}

/// <summary>Why a calendar says no.</summary>
public static class CalendarRefusals
{
    public static readonly Refusal TimeTaken = new("time-taken", "The practitioner is held for another appointment at that time.");
    public static readonly Refusal TimeBlocked = new("time-blocked", "The practitioner has no appointments at that time.");
    public static readonly Refusal OutsideHours = new("outside-working-hours", "The practitioner has no appointments at that hour.");
    public static readonly Refusal TimeHeldThere = new("time-held-there", "A time is held there; move its appointment first.");
}
