using Healthcare.Local.Checking;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>The invariants over generated, fault-injected histories; the runner does a million of them with <c>check --generated</c>.</summary>
[TestFixture]
[CancelAfter(300_000)]
public sealed class CheckingGeneratedHistories
{
    private const int Histories = 40_000;

    [Test]
    public async Task No_history_breaks_an_invariant_and_every_state_meets_every_command(CancellationToken cancel)
    {
        var seed = Environment.GetEnvironmentVariable("HANDOFF_SEED") is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Out.WriteLine($"HANDOFF_SEED={seed}");
        var report = await GeneratedCheck.RunAsync(Histories, seed, Plant.None, cancel);
        TestContext.Out.WriteLine($"{report.Took.TotalSeconds:0.0} s");
        if (report.Violations is [var first, ..]) TestContext.Out.WriteLine(string.Join(Environment.NewLine, GeneratedCheck.Tell(seed, long.Parse(first.Where.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture), Plant.None)));
        Assert.That(report.Violations, Is.Empty);
        Assert.That(report.Thin, Is.Empty);
    }

    private static IEnumerable<Plant> Plants => Enum.GetValues<Plant>().Where(p => p != Plant.None);

    [TestCaseSource(nameof(Plants))]
    public async Task A_planted_mistake_is_found(Plant plant)
    {
        var report = await GeneratedCheck.RunAsync(3_000, 1, plant, TestContext.CurrentContext.CancellationToken);
        TestContext.Out.WriteLine($"{report.ViolationCount}: {string.Join(" | ", report.Violations.Select(v => v.Rule).Distinct())}");
        Assert.That(report.ViolationCount, Is.Positive);
    }

    [Test]
    public async Task A_seed_gives_the_same_histories_with_any_number_of_threads(CancellationToken cancel)
    {
        var one = await GeneratedCheck.RunAsync(2_000, 7, Plant.LostDeadline, 1, cancel);
        var four = await GeneratedCheck.RunAsync(2_000, 7, Plant.LostDeadline, 4, cancel);
        Assert.That(four.ViolationCount, Is.EqualTo(one.ViolationCount));
        Assert.That(four.Cells.Select(c => c.Hits), Is.EqualTo(one.Cells.Select(c => c.Hits)));
    }
}
