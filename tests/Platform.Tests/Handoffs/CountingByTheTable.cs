using System.Globalization;
using Healthcare.Handoffs;
using Healthcare.Testing;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>
/// The clock against a table that a person with a calendar can check: every expected time in it is a literal that another implementation of time zones wrote and people spot-checked.
/// </summary>
[TestFixture]
public sealed class CountingByTheTable
{
    private const string Table = "tests/Platform.Tests/Handoffs/clock-table.csv";

    private static readonly Dictionary<string, BusinessCalendar> Calendars =
        ContractFiles.Calendars.Append(BusinessCalendar.Weekdays).ToDictionary(c => c.Name, StringComparer.Ordinal);

    private static readonly IReadOnlyList<Row> Rows = [.. Read()];

    private static IEnumerable<TestCaseData> Cases => Rows.Select(r => new TestCaseData(r).SetArgDisplayNames($"{r.Line}", r.Rule, r.Start, r.Duration, r.Zone, r.Calendar));

    [TestCaseSource(nameof(Cases))]
    public void Each_line_is_due_when_the_table_says(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var (clock, problem) = Clock.Of(ClockSource.Regulatory, row.Duration, Enum.Parse<DayCount>(row.Days, ignoreCase: true), row.Zone, Calendars[row.Calendar]);
        Assert.That(problem, Is.Null);
        Assert.That(clock?.DueFrom(At(row.Start)), Is.EqualTo(At(row.Due)), $"{Table}:{row.Line}");
    }

    [Test]
    public void The_table_has_at_least_five_hundred_lines_and_no_two_ask_the_same()
    {
        Assert.That(Rows, Has.Count.GreaterThanOrEqualTo(500));
        Assert.That(Rows.Select(r => (At(r.Start), r.Duration, r.Days, r.Zone, r.Calendar)), Is.Unique);
    }

    [TestCase("PT72H")]
    [TestCase("P7D")]
    [TestCase("P21D")]
    [TestCase("P14DT72H")]
    [TestCase("P2D")]
    [TestCase("P3D")]
    [TestCase("P15D")]
    [TestCase("P60D")]
    [TestCase("P180D")]
    public void The_table_counts_each_rule_in_many_ways(string duration) => Assert.That(Rows.Count(r => r.Duration == duration), Is.GreaterThanOrEqualTo(20));

    [Test]
    public void A_skipped_hour_moves_on_and_a_doubled_one_is_the_first()
    {
        Assert.That(Rows.Where(r => r.Due == "2026-03-08T03:30-04:00").Select(r => r.Start), Does.Contain("2026-03-01T02:30-05:00"));
        Assert.That(Rows.Where(r => r.Start == "2026-10-25T01:30-04:00").Select(r => r.Due), Is.EqualTo(new[] { "2026-11-01T01:30-04:00" }));
    }

    private static IEnumerable<Row> Read()
    {
        var number = 0;
        foreach (var line in File.ReadLines(Repository.PathOf(Table.Split('/'))))
        {
            number++;
            if (number == 1 || line.StartsWith('#')) continue;
            yield return line.Split(',') is [var rule, var start, var duration, var days, var zone, var calendar, var due]
                ? new Row(number, rule, start, duration, days, zone, calendar, due)
                : throw new InvalidDataException($"{Table}:{number} has not seven columns.");
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public sealed record Row(int Line, string Rule, string Start, string Duration, string Days, string Zone, string Calendar, string Due);
}
