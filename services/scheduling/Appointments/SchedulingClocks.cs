using Healthcare.Handoffs;

namespace Healthcare.Scheduling.Appointments;

/// <summary>How long things may take, by our own policy; hours are elapsed time, days are business days in New York.</summary>
internal static class SchedulingClocks
{
    private static readonly Clock Hour = Of("PT1H", DayCount.Calendar);
    private static readonly Clock HalfDay = Of("PT4H", DayCount.Calendar);
    private static readonly Clock Day = Of("P1D", DayCount.Business);
    private static readonly Clock TwoDays = Of("P2D", DayCount.Business);
    private static readonly Clock FourDays = Of("P4D", DayCount.Business);
    private static readonly Clock TenDays = Of("P10D", DayCount.Business);

    /// <summary>The payer has 72 hours or seven days (42 CFR 438.210(d)); a little later somebody asks.</summary>
    public static DateTimeOffset AuthorizedBy(string priority, DateTimeOffset at) => (priority == "routine" ? TenDays : FourDays).DueFrom(at);

    public static DateTimeOffset ReferralBy(DateTimeOffset at) => Hour.DueFrom(at);

    public static DateTimeOffset BookBy(string priority, DateTimeOffset at) => (priority == "routine" ? TwoDays : HalfDay).DueFrom(at);

    public static DateTimeOffset ReportBy(DateTimeOffset end, DateTimeOffset at) => Day.DueFrom(end > at ? end : at);

    public static DateTimeOffset CorrectBy(DateTimeOffset at) => Day.DueFrom(at);

    /// <summary>A clock as data writes it: an ISO 8601 duration, such as <c>P2D</c>.</summary>
    public static Clock Of(string duration, DayCount days) =>
        Clock.Of(ClockSource.Policy, duration, days, "America/New_York", BusinessCalendar.Weekdays) is { Clock: { } clock } ? clock : throw new InvalidOperationException($"{duration} is no clock.");
}
