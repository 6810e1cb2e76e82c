using Healthcare.Handoffs;

namespace Healthcare.Platform.Tests.Handoffs;

[TestFixture]
public sealed class ReadingContracts
{
    private static readonly string[] Shipped = ["B02", "B06", "B07", "B09", "B16", "B17", "B23", "B26"];

    [Test]
    public void Every_shipped_file_is_a_contract()
    {
        var contracts = ContractFiles.Read(ContractFiles.All, []);
        Assert.That(contracts.Keys, Is.SupersetOf(Shipped));
        Assert.That(contracts.Values, Has.All.Matches<BoundaryContract>(c => c.Conditions.Count > 0 && c.Escalation.Levels.Count > 0 && c.ExceptionRoutes.Count > 0));
    }

    [Test]
    public void A_decision_of_a_payer_has_the_time_that_the_regulation_gives()
    {
        var contract = ContractFiles.Read(ContractFiles.All, [])["B07"];
        var received = new DateTimeOffset(2026, 3, 4, 14, 0, 0, TimeSpan.Zero);
        Assert.Multiple(() =>
        {
            Assert.That(contract.Clock.Source, Is.EqualTo(ClockSource.Regulatory));
            Assert.That(contract.Clock.StartsAt, Is.EqualTo("payer-receipt"));
            Assert.That(contract.Clock.DueFrom(received), Is.EqualTo(new DateTimeOffset(2026, 3, 11, 13, 0, 0, TimeSpan.Zero)), "7 calendar days, over the change to daylight saving");
            Assert.That(contract.Variants["expedited"].DueFrom(received), Is.EqualTo(received.AddHours(72)));
            Assert.That(contract.Variants["expedited"].Source, Is.EqualTo(ClockSource.Regulatory));
        });
    }

    [TestCase("ownerRole: waiter", "", 1, "'ownerRole' is missing")]
    [TestCase("ownerRole: waiter", "ownerRole: Head Waiter", 7, "'Head Waiter' is no name")]
    [TestCase("name: Kitchen to table", "nmae: Kitchen to table", 4, "'nmae' is not known here")]
    [TestCase("version: 3", "version: three", 2, "whole number")]
    [TestCase("effective: 2026-01-01", "effective: 1/1/2026", 3, "a date such as")]
    [TestCase("duration: PT4H", "duration: four hours", 20, "no ISO 8601 duration")]
    [TestCase("timeZone: Europe/Berlin", "timeZone: Berlin", 20, "no time zone")]
    [TestCase("days: calendar", "days: working", 21, "must be one of calendar, business")]
    [TestCase("source: policy", "source: habit", 19, "must be one of regulatory, contract, policy")]
    [TestCase("{ role: manager, late: PT4H }", "{ role: manager, late: soon }", 31, "'late' is a share such as 25% or an ISO 8601 time such as PT4H, not 'soon'")]
    [TestCase("{ role: manager, late: PT4H }", "{ role: head-waiter, late: PT4H }", 31, "in the chain twice")]
    [TestCase("nudge: 75%", "nudge: 120%", 26, "less than 100%")]
    [TestCase("predicate: enough-plates", "predicate: dish-ready", 14, "asked twice")]
    [TestCase("id: T01", "id: T02", 1, "must be called T02.yaml")]
    [TestCase("id: T01", "id: [T01", 1, "is no YAML")]
    [TestCase("grounds: [emergency]", "ground: [emergency]", 40, "'grounds' is missing")]
    [TestCase("timeZone: Europe/Berlin", "timeZone: Europe/Berlin\n  calendar: moon", 23, "no calendar is called 'moon'")]
    public void What_is_wrong_is_said_with_file_and_line(string right, string wrong, int line, string sentence)
    {
        var text = Crossings.Contract.Replace(right, wrong, StringComparison.Ordinal);
        Assert.That(text, Is.Not.EqualTo(Crossings.Contract));
        var refused = Assert.Throws<ContractException>(() => ContractFiles.Read([("T01.yaml", text)], []));
        Assert.That(refused?.Problems.Select(p => p.ToString()), Has.Some.StartsWith($"T01.yaml:{line}: ").And.Some.Contains(sentence));
    }

    [Test]
    public void A_condition_without_a_predicate_stops_the_start()
    {
        var refused = Assert.Throws<ContractException>(() => Boundaries.Of(h => h.ContractsFrom([("T01.yaml", Crossings.Contract)])
            .Boundary("T01").Predicate<Crossings.Dish>("dish-ready", (_, _) => Verdict.Of(true))));
        Assert.That(refused?.Problems, Is.EqualTo(new[] { new ContractProblem("T01.yaml", 14, "no predicate is registered as 'enough-plates' for T01") }));
    }

    [Test]
    public void A_predicate_that_no_file_names_stops_the_start()
    {
        var refused = Assert.Throws<ContractException>(() => Boundaries.Of(h =>
        {
            Crossings.Register(h.ContractsFrom([("T01.yaml", Crossings.Contract)]));
            h.Boundary("T01").Predicate<Crossings.Dish>("dish-pretty", (_, _) => Verdict.Of(true));
        }));
        Assert.That(refused?.Problems.Single().Sentence, Is.EqualTo("T01.yaml names no predicate 'dish-pretty'"));
        Assert.That(refused?.Problems.Single().File, Is.EqualTo("Crossings.cs").Or.EqualTo("ReadingContracts.cs"));
    }

    [Test]
    public void A_boundary_that_no_file_states_stops_the_start() => Assert.That(
        () => Boundaries.Of(h => h.Boundary("B99")), Throws.TypeOf<ContractException>().With.Message.Contains("no contract file states boundary B99"));

    [Test]
    public void Services_together_hold_every_boundary_once()
    {
        var held = Crossings.Kitchen;
        var none = Boundaries.Of(h => h.ContractsFrom([("T01.yaml", Crossings.Contract)]));
        Assert.That(Boundaries.Gaps(new Dictionary<string, Boundaries>(StringComparer.Ordinal) { ["kitchen"] = held, ["bar"] = none }), Is.Empty);
        Assert.That(Boundaries.Gaps(new Dictionary<string, Boundaries>(StringComparer.Ordinal) { ["bar"] = none }), Is.EqualTo(new[] { "T01 is held by no service" }));
        Assert.That(
            Boundaries.Gaps(new Dictionary<string, Boundaries>(StringComparer.Ordinal) { ["kitchen"] = held, ["bar"] = held }),
            Is.EqualTo(new[] { "T01 is held by bar and kitchen" }));
    }

    [Test]
    public void A_calendar_is_data_that_a_file_names()
    {
        var text = Crossings.Contract.Replace("duration: PT4H\n  days: calendar", "duration: P1D\n  days: business\n  calendar: harvest", StringComparison.Ordinal);
        var boundaries = Boundaries.Of(h => Crossings.Register(h
            .Calendar(new BusinessCalendar("harvest", [new DateOnly(2026, 3, 3)]))
            .ContractsFrom([("T01.yaml", text)])));
        Assert.That(boundaries.Terms("T01", Crossings.Noon).DueAt, Is.EqualTo(Crossings.Noon.AddDays(2)));
    }
}
