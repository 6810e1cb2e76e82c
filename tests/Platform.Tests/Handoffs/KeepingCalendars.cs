using Healthcare.Handoffs;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>Holidays are data: files that say what they cover, and what is wrong with one is said with its line.</summary>
[TestFixture]
public sealed class KeepingCalendars
{
    private const string Harvest = """
        name: harvest
        from: 2026-01-01
        until: 2026-12-31
        weekend: [sunday]
        holidays:
          - 2026-09-01
          - 2026-09-02
        """;

    private static readonly IReadOnlyDictionary<string, BusinessCalendar> Shipped = ContractFiles.Calendars.ToDictionary(c => c.Name, StringComparer.Ordinal);

    [Test]
    public void The_federal_and_the_banks_days_are_kept_from_2024_to_2032()
    {
        Assert.That(Shipped.Values.Select(c => (c.From, c.Until)), Is.All.EqualTo((new DateOnly(2024, 1, 1), new DateOnly(2032, 12, 31))));
        Assert.That(Shipped["us-federal"].Holidays.GroupBy(d => d.Year).Select(g => (g.Key, g.Count())), Is.EquivalentTo(new[]
        {
            // New Year's Day of 2028 is kept on Friday, 31 December 2027, that of 2022 and of 2033 outside or on the last day of 2032.
            (2024, 11), (2025, 11), (2026, 11), (2027, 12), (2028, 10), (2029, 11), (2030, 11), (2031, 11), (2032, 12),
        }));
    }

    [Test]
    public void A_holiday_on_a_Saturday_is_kept_on_Friday_by_the_government_and_not_by_banks()
    {
        var friday = new DateOnly(2026, 7, 3);
        Assert.That(Shipped["us-federal"].Holidays, Does.Contain(friday));
        Assert.That(Shipped["us-bank"].Holidays, Does.Not.Contain(friday));
        Assert.That(Shipped["us-bank"].Holidays, Does.Contain(new DateOnly(2027, 7, 5)), "a Sunday's is kept on Monday by both");
    }

    [Test]
    public void A_payers_calendar_extends_another() =>
        Assert.That(Shipped["maryland-capital"].Holidays, Is.SupersetOf(Shipped["us-federal"].Holidays).And.Contain(new DateOnly(2026, 11, 27)));

    [Test]
    public void No_shipped_holiday_falls_on_a_weekend() =>
        Assert.That(Shipped.Values.SelectMany(c => c.Holidays.Where(h => c.Weekend.Contains(h.DayOfWeek)).Select(h => (c.Name, h))), Is.Empty);

    [TestCase("name: harvest", "name: feast", 1, "must be called feast.yaml")]
    [TestCase("from: 2026-01-01", "from: 2027-01-01", 3, "'until' lies before 'from'")]
    [TestCase("weekend: [sunday]", "weekend: [someday]", 4, "'someday' is no day of the week")]
    [TestCase("weekend: [sunday]", "weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]", 4, "needs a business day")]
    [TestCase("2026-09-02", "2026-09-01", 7, "in the list twice")]
    [TestCase("2026-09-02", "2027-09-02", 6, "outside of what the calendar covers")]
    [TestCase("2026-09-02", "2 September", 7, "no date such as")]
    [TestCase("name: harvest", "name: harvest\nextends: moon", 2, "no calendar is called 'moon'")]
    [TestCase("name: harvest", "name: harvest\nextends: harvest", 2, "extends itself")]
    [TestCase("until: 2026-12-31", "untill: 2026-12-31", 3, "'untill' is not known here")]
    public void What_is_wrong_is_said_with_file_and_line(string right, string wrong, int line, string sentence)
    {
        var text = Harvest.Replace(right, wrong, StringComparison.Ordinal);
        Assert.That(text, Is.Not.EqualTo(Harvest));
        var refused = Assert.Throws<ContractException>(() => ContractFiles.ReadCalendars([("harvest.yaml", text)], []));
        Assert.That(refused?.Problems.Select(p => p.ToString()), Has.Some.StartsWith($"harvest.yaml:{line}: ").And.Some.Contains(sentence));
    }
}
