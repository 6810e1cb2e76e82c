using NodaTime;

namespace Healthcare.Handoffs;

/// <summary>Which local dates are business days: every date but weekends and holidays.</summary>
public sealed class BusinessCalendar
{
    private readonly HashSet<LocalDate> holidays;
    private readonly HashSet<IsoDayOfWeek> weekend;

    public BusinessCalendar(string name, IEnumerable<DateOnly> holidays)
        : this(name, holidays, [DayOfWeek.Saturday, DayOfWeek.Sunday])
    {
    }

    public BusinessCalendar(string name, IEnumerable<DateOnly> holidays, IEnumerable<DayOfWeek> weekend)
    {
        Name = name;
        Holidays = [.. holidays.Distinct().Order()];
        Weekend = [.. weekend.Distinct()];
        this.holidays = [.. Holidays.Select(LocalDate.FromDateOnly)];
        this.weekend = [.. Weekend.Select(d => d == DayOfWeek.Sunday ? IsoDayOfWeek.Sunday : (IsoDayOfWeek)d)];
        if (this.weekend.Count >= 7) throw new ArgumentException("A calendar needs a business day.", nameof(weekend));
    }

    /// <summary>Monday to Friday, no holidays: what a contract without a calendar is counted by.</summary>
    public static readonly BusinessCalendar Weekdays = new("weekdays", []);

    public string Name { get; }

    /// <summary>Days off beside the weekends, in order.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; }

    public IReadOnlyList<DayOfWeek> Weekend { get; }

    /// <summary>The first day that its list of holidays covers.</summary>
    public DateOnly From { get; init; } = DateOnly.MinValue;

    /// <summary>The last day that its list of holidays covers; beyond it only weekends are known, so the list has to be carried on in time.</summary>
    public DateOnly Until { get; init; } = DateOnly.MaxValue;

    internal bool IsBusinessDay(LocalDate date) => !weekend.Contains(date.DayOfWeek) && !holidays.Contains(date);

    /// <summary>The date itself when it is a business day, else the next one.</summary>
    internal LocalDate OnOrAfter(LocalDate date)
    {
        while (!IsBusinessDay(date)) date = date.PlusDays(1);
        return date;
    }
}
