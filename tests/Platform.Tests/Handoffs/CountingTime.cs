using Healthcare.Handoffs;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>Every expected time is written by hand. In 2026 daylight saving begins in New York on 8 March and ends on 1 November; in Berlin 29 March and 25 October.</summary>
[TestFixture]
public sealed class CountingTime
{
    private const string NewYork = "America/New_York";
    private const string Berlin = "Europe/Berlin";

    private static readonly BusinessCalendar Federal = new("us-federal", [new DateOnly(2026, 5, 25), new DateOnly(2026, 7, 3), new DateOnly(2026, 9, 7), new DateOnly(2026, 11, 26)]);

    // 72 hours are elapsed time: the local hour moves when daylight saving does.
    [TestCase("2026-02-02T09:00-05:00", "PT72H", DayCount.Calendar, NewYork, "2026-02-05T09:00-05:00")]
    [TestCase("2026-03-06T09:00-05:00", "PT72H", DayCount.Calendar, NewYork, "2026-03-09T10:00-04:00")]
    [TestCase("2026-10-30T09:00-04:00", "PT72H", DayCount.Calendar, NewYork, "2026-11-02T08:00-05:00")]
    [TestCase("2026-03-02T12:00:00.123456Z", "PT20S", DayCount.Calendar, NewYork, "2026-03-02T12:00:20.123456Z")]
    [TestCase("2026-02-28T23:30-05:00", "PT1H", DayCount.Calendar, NewYork, "2026-03-01T00:30-05:00")]

    // Seven calendar days end at the same local time.
    [TestCase("2026-02-02T09:00-05:00", "P7D", DayCount.Calendar, NewYork, "2026-02-09T09:00-05:00")]
    [TestCase("2026-03-04T09:00-05:00", "P7D", DayCount.Calendar, NewYork, "2026-03-11T09:00-04:00")]
    [TestCase("2026-10-28T09:00-04:00", "P7D", DayCount.Calendar, NewYork, "2026-11-04T09:00-05:00")]
    [TestCase("2026-03-24T17:15+01:00", "P7D", DayCount.Calendar, Berlin, "2026-03-31T17:15+02:00")]
    [TestCase("2026-02-25T09:00-05:00", "P7D", DayCount.Calendar, NewYork, "2026-03-04T09:00-05:00")]
    [TestCase("2028-02-25T09:00-05:00", "P7D", DayCount.Calendar, NewYork, "2028-03-03T09:00-05:00")]
    [TestCase("2026-12-28T09:00-05:00", "P7D", DayCount.Calendar, NewYork, "2027-01-04T09:00-05:00")]

    // A payer's zone decides what a day is: 03:30 UTC is still the day before in New York.
    [TestCase("2026-03-03T03:30Z", "P7D", DayCount.Calendar, NewYork, "2026-03-09T22:30-05:00", Description = "wrong on purpose unless daylight saving is counted")]

    // The extension: 72 hours and 14 days; 21 days in all.
    [TestCase("2026-06-01T08:00-04:00", "P14DT72H", DayCount.Calendar, NewYork, "2026-06-18T08:00-04:00")]
    [TestCase("2026-06-01T08:00-04:00", "P21D", DayCount.Calendar, NewYork, "2026-06-22T08:00-04:00")]
    [TestCase("2026-06-01T08:00-04:00", "P2W", DayCount.Calendar, NewYork, "2026-06-15T08:00-04:00")]
    [TestCase("2026-01-01T00:00-05:00", "P60D", DayCount.Calendar, NewYork, "2026-03-02T00:00-05:00")]
    [TestCase("2026-01-01T00:00-05:00", "P180D", DayCount.Calendar, NewYork, "2026-06-30T00:00-04:00")]

    // A local time that does not exist moves on by what was skipped; one that comes twice is taken the first time.
    [TestCase("2026-03-01T02:30-05:00", "P7D", DayCount.Calendar, NewYork, "2026-03-08T03:30-04:00")]
    [TestCase("2026-10-25T01:30-04:00", "P7D", DayCount.Calendar, NewYork, "2026-11-01T01:30-04:00")]

    // Business days skip weekends and holidays and keep the local time.
    [TestCase("2026-03-02T09:00-05:00", "P2D", DayCount.Business, NewYork, "2026-03-04T09:00-05:00")]
    [TestCase("2026-03-06T16:00-05:00", "P1D", DayCount.Business, NewYork, "2026-03-09T16:00-04:00")]
    [TestCase("2026-03-06T16:00-05:00", "P3D", DayCount.Business, NewYork, "2026-03-11T16:00-04:00")]
    [TestCase("2026-05-22T10:00-04:00", "P1D", DayCount.Business, NewYork, "2026-05-26T10:00-04:00")]
    [TestCase("2026-07-01T10:00-04:00", "P3D", DayCount.Business, NewYork, "2026-07-07T10:00-04:00")]
    [TestCase("2026-03-02T09:00-05:00", "P15D", DayCount.Business, NewYork, "2026-03-23T09:00-04:00")]

    // What comes in on a day off has come in when the next business day begins.
    [TestCase("2026-03-07T11:00-05:00", "P1D", DayCount.Business, NewYork, "2026-03-10T00:00-04:00")]
    [TestCase("2026-05-23T11:00-04:00", "P2D", DayCount.Business, NewYork, "2026-05-28T00:00-04:00")]

    // Hours run on business days only.
    [TestCase("2026-03-06T22:00-05:00", "PT4H", DayCount.Business, NewYork, "2026-03-09T02:00-04:00")]
    [TestCase("2026-03-06T20:00-05:00", "PT4H", DayCount.Business, NewYork, "2026-03-07T00:00-05:00")]
    [TestCase("2026-03-07T11:00-05:00", "PT4H", DayCount.Business, NewYork, "2026-03-09T04:00-04:00")]
    public void Ends_when_a_person_with_a_calendar_says(string start, string duration, DayCount days, string zone, string due)
    {
        var (clock, problem) = Clock.Of(ClockSource.Regulatory, duration, days, zone, Federal);
        Assert.That(problem, Is.Null);
        Assert.That(clock?.DueFrom(At(start)), Is.EqualTo(At(due)));
    }

    [TestCase("7 days", NewYork, "no ISO 8601 duration")]
    [TestCase("P1M", NewYork, "write days")]
    [TestCase("PT0S", NewYork, "no time at all")]
    [TestCase("-P1D", NewYork, "no")]
    [TestCase("P1D", "Boston", "no time zone")]
    public void Refuses_what_nobody_can_count(string duration, string zone, string problem)
    {
        var (clock, said) = Clock.Of(ClockSource.Policy, duration, DayCount.Calendar, zone, BusinessCalendar.Weekdays);
        Assert.That(clock, Is.Null);
        Assert.That(said, Does.Contain(problem));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
