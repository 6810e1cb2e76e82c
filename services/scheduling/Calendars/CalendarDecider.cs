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
        HoldTime c => [new TimeHeld { PractitionerNpi = c.PractitionerNpi, Day = c.Day, AppointmentId = c.AppointmentId, Start = c.Start, End = c.End, At = c.At }],
        ReleaseTime c when calendar.Held.Any(h => h.AppointmentId == c.AppointmentId) => [new TimeReleased { AppointmentId = c.AppointmentId, At = c.At }],
        _ => [],
    };
}

/// <summary>Why a calendar says no.</summary>
public static class CalendarRefusals
{
    public static readonly Refusal TimeTaken = new("time-taken", "The practitioner is held for another appointment at that time.");
}
