using System.Globalization;
using System.Xml;
using Healthcare.Handoffs;

namespace Healthcare.Audit.Map;

/// <summary>The order of the journey: which boundaries belong to which part of it, and what its clocks say in words.</summary>
internal static class Journey
{
    /// <summary>What is in no part of the journey, such as a boundary that a site added.</summary>
    public const string Elsewhere = "Elsewhere";

    private static readonly (string Phase, int First, int Last)[] Parts =
    [
        ("Referral", 1, 3), ("Authorization", 4, 8), ("Scheduling", 9, 12), ("Visit to claim", 13, 17), ("Denial", 18, 22), ("Payment", 23, 26), ("At every step", 27, 28),
    ];

    public static IReadOnlyList<string> Phases { get; } = [.. Parts.Select(p => p.Phase), Elsewhere];

    public static string PhaseOf(string boundary)
    {
        if (boundary is not ['B', .. var digits] || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Elsewhere;
        return Parts.FirstOrDefault(p => number >= p.First && number <= p.Last).Phase ?? Elsewhere;
    }

    /// <summary>Such as <c>4 hours</c>, or <c>2 business days</c>.</summary>
    public static string Allowed(Clock clock) => clock.Days == DayCount.Business && XmlConvert.ToTimeSpan(clock.Duration) is { Ticks: var ticks } time && ticks % TimeSpan.TicksPerDay == 0
        ? Counted(time.Days, "business day")
        : Words(XmlConvert.ToTimeSpan(clock.Duration));

    public static string Words(TimeSpan time) => time.Ticks switch
    {
        var ticks when ticks % TimeSpan.TicksPerDay == 0 => Counted(time.Days, "day"),
        var ticks when ticks % TimeSpan.TicksPerHour == 0 => Counted((long)time.TotalHours, "hour"),
        var ticks when ticks % TimeSpan.TicksPerMinute == 0 => Counted((long)time.TotalMinutes, "minute"),
        _ => Counted((long)time.TotalSeconds, "second"),
    };

    /// <summary>The two largest units of a time, such as <c>11 d 4 h</c>.</summary>
    public static string Age(long seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return time switch
        {
            { TotalDays: >= 1 } => time.Hours == 0 ? $"{Whole(time.Days)} d" : $"{Whole(time.Days)} d {Whole(time.Hours)} h",
            { TotalHours: >= 1 } => time.Minutes == 0 ? $"{Whole(time.Hours)} h" : $"{Whole(time.Hours)} h {Whole(time.Minutes)} min",
            { TotalMinutes: >= 1 } => $"{Whole(time.Minutes)} min",
            _ => $"{Whole((long)time.TotalSeconds)} s",
        };
    }

    private static string Counted(long count, string unit) => count == 1 ? $"1 {unit}" : $"{Whole(count)} {unit}s";

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
