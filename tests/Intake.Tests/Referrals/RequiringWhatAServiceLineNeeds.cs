using Healthcare.Intake.Requirements;

namespace Healthcare.Intake.Tests.Referrals;

public sealed class RequiringWhatAServiceLineNeeds
{
    private static readonly DateOnly Today = new(2026, 6, 1);

    [TestCase("X12-1365", "3", "consultation")]
    [TestCase("CPT", "99243", "consultation")]
    [TestCase("CPT", "72148", "imaging")]
    [TestCase("CPT", "27447", "surgery")]
    [TestCase("CPT", "99999", "general")]
    [TestCase(null, null, "general")]
    public void A_code_belongs_to_a_line(string? system, string? code, string line) => Assert.That(RequiredSets.Built.LineOf(system, code), Is.EqualTo(line));

    [TestCase("imaging", "acme", "imaging/acme#1")]
    [TestCase("imaging", "other", "imaging/any#2")]
    [TestCase("surgery", "acme", "any/acme#1")]
    [TestCase("surgery", "other", "any/any#1")]
    public void The_set_for_line_and_payer_wins_then_the_lines_then_the_payers(string line, string payer, string rule) =>
        Assert.That(Sets.For(line, payer, Today).Rule(), Is.EqualTo(rule));

    [Test]
    public void A_set_counts_from_its_day_on() =>
        Assert.That(new[] { new DateOnly(2026, 4, 30), new DateOnly(2026, 5, 1) }.Select(d => Sets.For("imaging", "other", d).Rule()), Is.EqualTo(new[] { "imaging/any#1", "imaging/any#2" }));

    [Test]
    public void An_item_that_nothing_checks_is_refused_with_the_data() => Assert.That(
        () => RequiredSets.Parse("""{"lines":[],"sets":[{"line":"*","payer":"*","version":1,"effective":"2026-01-01","items":["horoscope"]}]}"""),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains("horoscope"));

    [Test]
    public void Data_without_a_general_set_are_refused() => Assert.That(() => RequiredSets.Parse("""{"lines":[],"sets":[]}"""), Throws.TypeOf<InvalidDataException>());

    private static readonly RequiredSets Sets = RequiredSets.Parse("""
        {
          "lines": [],
          "sets": [
            { "line": "*", "payer": "*", "version": 1, "effective": "2026-01-01", "items": [] },
            { "line": "*", "payer": "acme", "version": 1, "effective": "2026-01-01", "items": ["diagnosis"] },
            { "line": "imaging", "payer": "*", "version": 1, "effective": "2026-01-01", "items": ["diagnosis"] },
            { "line": "imaging", "payer": "*", "version": 2, "effective": "2026-05-01", "items": ["supporting-document"] },
            { "line": "imaging", "payer": "acme", "version": 1, "effective": "2026-01-01", "items": ["birth-date"] }
          ]
        }
        """);
}
