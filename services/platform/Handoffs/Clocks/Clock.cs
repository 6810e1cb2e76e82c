using Healthcare.EventStore;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Healthcare.Handoffs;

/// <summary>
/// How long something may take, as a contract file states it. Hours are elapsed time; days are dates in the zone, at the same local time, so that
/// seven days across a change of daylight saving end at the hour they began.
/// </summary>
public sealed record Clock
{
    // A local time that daylight saving skips moves on by what was skipped; one that comes twice is taken the first time.
    private static readonly ZoneLocalMappingResolver Lenient = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);
    private readonly Period period;
    private readonly DateTimeZone zone;

    private Clock(ClockSource source, Period period, string duration, DayCount days, DateTimeZone zone, BusinessCalendar calendar, string startsAt)
    {
        this.period = period;
        this.zone = zone;
        Source = source;
        Duration = duration;
        Days = days;
        Calendar = calendar;
        StartsAt = startsAt;
    }

    /// <summary>The start that every clock has unless its file says otherwise: the offer itself.</summary>
    public const string FromOffer = "offered";

    public ClockSource Source { get; }

    /// <summary>ISO 8601, such as <c>PT72H</c> or <c>P7D</c>.</summary>
    public string Duration { get; }

    public DayCount Days { get; }

    public string TimeZone => zone.Id;

    public BusinessCalendar Calendar { get; }

    /// <summary>The fact that starts it, such as <c>payer-receipt</c>.</summary>
    public string StartsAt { get; }

    /// <summary>Makes a clock, or says in a sentence why there is none.</summary>
    public static (Clock? Clock, string? Problem) Of(
        ClockSource source, string duration, DayCount days, string timeZone, BusinessCalendar calendar, string startsAt = FromOffer)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        if (PeriodPattern.Roundtrip.Parse(duration) is not { Success: true } parsed) return (null, $"'{duration}' is no ISO 8601 duration");
        var length = parsed.Value;
        if (length.Years != 0 || length.Months != 0) return (null, $"'{duration}' counts months or years; write days");
        if (length.ToDuration() <= NodaTime.Duration.Zero) return (null, $"'{duration}' is no time at all");
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) is not { } zone) return (null, $"'{timeZone}' is no time zone of the IANA list");
        return (new Clock(source, length, duration, days, zone, calendar, startsAt), null);
    }

    /// <summary>The same time in another zone, such as a payer's; this one where the list of zones does not have it.</summary>
    public Clock In(string? timeZone) =>
        timeZone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) is { } other ? new Clock(Source, period, Duration, Days, other, Calendar, StartsAt) : this;

    /// <summary>When a clock that started at <paramref name="start"/> runs out; UTC, whole microseconds.</summary>
    public DateTimeOffset DueFrom(DateTimeOffset start)
    {
        var begun = Instant.FromDateTimeOffset(EventCodec.Microseconds(start));
        var due = Days == DayCount.Calendar ? CalendarDue(begun) : BusinessDue(begun);
        return due.ToDateTimeOffset();
    }

    private int WholeDays => (period.Weeks * 7) + period.Days;

    private Duration Hours => (period - Period.FromDays(period.Days) - Period.FromWeeks(period.Weeks)).ToDuration();

    private Instant CalendarDue(Instant begun)
    {
        if (WholeDays > 0) begun = At(begun.InZone(zone).LocalDateTime.PlusDays(WholeDays));
        return begun + Hours;
    }

    private Instant BusinessDue(Instant begun)
    {
        // What comes in on a day off has come in when the next business day begins.
        var local = begun.InZone(zone).LocalDateTime;
        var date = Calendar.OnOrAfter(local.Date);
        var at = begun;
        if (date != local.Date)
        {
            local = date.AtMidnight();
            at = At(local);
        }

        if (WholeDays > 0)
        {
            for (var i = 0; i < WholeDays; i++) date = Calendar.OnOrAfter(date.PlusDays(1));
            at = At(date + local.TimeOfDay);
        }

        // Hours run on business days only.
        var left = Hours;
        while (left > NodaTime.Duration.Zero)
        {
            var midnight = At(date.PlusDays(1).AtMidnight());
            if (at + left <= midnight) return at + left;
            left -= midnight - at;
            date = Calendar.OnOrAfter(date.PlusDays(1));
            at = At(date.AtMidnight());
        }

        return at;
    }

    private Instant At(LocalDateTime local) => zone.ResolveLocal(local, Lenient).ToInstant();
}
