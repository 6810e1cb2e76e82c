using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>What the guide in contracts/handoffs/README.md says is enough to add a boundary: its YAML, and one predicate.</summary>
[CancelAfter(300_000)]
public sealed class AddingABoundary
{
    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("boundaries-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task One_file_and_one_predicate_are_a_boundary_that_runs(CancellationToken cancel)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "B29.yaml"), Guide("yaml"), cancel);
        var boundaries = Boundaries.Of(h => h.ContractsIn(folder).Boundary("B29")
            .Predicate<Transport>("ride-confirmed", (ride, _) => Verdict.Of(ride.ConfirmationId is not null, ("confirmation", ride.ConfirmationId))));

        var services = new ServiceCollection().AddLogging();
        services.AddInMemoryEventStore("scheduling").AddHandoffs(boundaries);
        await using var provider = services.BuildServiceProvider();
        var visit = Guid.CreateVersion7(Crossings.Noon);
        await ExecuteAsync(provider, boundaries.Offer("B29", visit, Crossings.Case, new Transport(ConfirmationId: null), "a1", Crossings.Noon), cancel);
        var blocked = await provider.GetRequiredService<Views<HandoffDocument>>().FindAsync(HandoffId.For("B29", visit), cancel);
        var queue = await provider.GetRequiredService<Views<WorkItemDocument>>().PageAsync(WorkItemView.OpenOf("scheduler"), after: null, 10, cancel);
        await ExecuteAsync(provider, boundaries.Offer("B29", visit, Crossings.Case, new Transport("ride-7"), "a2", Crossings.Noon.AddHours(1)), cancel);
        await ExecuteAsync(provider, boundaries.Accept("B29", visit, Crossings.Scheduling, Crossings.Noon.AddHours(2)), cancel);
        var accepted = await provider.GetRequiredService<Views<HandoffDocument>>().FindAsync(HandoffId.For("B29", visit), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((blocked?.State, blocked?.Unmet.Single().Sentence, blocked?.OwnerRole), Is.EqualTo((HandoffState.Blocked, "A ride is confirmed for the day of the visit.", "scheduler")));
            Assert.That(queue.Documents.Single().Boundary, Is.EqualTo("B29"));
            Assert.That(accepted?.State, Is.EqualTo(HandoffState.Accepted));
            Assert.That(boundaries.Contracts.Keys, Is.SupersetOf(new[] { "B02", "B29" }));
        });
    }

    [Test]
    public async Task Without_its_predicate_the_start_is_refused_with_file_and_line(CancellationToken cancel)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "B29.yaml"), Guide("yaml"), cancel);
        var refused = Assert.Throws<ContractException>(() => Boundaries.Of(h => h.ContractsIn(folder).Boundary("B29")));
        Assert.That(refused?.Problems.Select(p => p.ToString()), Is.EqualTo(new[] { "B29.yaml:13: no predicate is registered as 'ride-confirmed' for B29" }));
    }

    [Test]
    public void The_guide_shows_the_predicate_that_this_test_registers() => Assert.That(Guide("csharp"), Does.Contain(".Predicate<Transport>(\"ride-confirmed\", (ride, _) => Verdict.Of(ride.ConfirmationId is not null, (\"confirmation\", ride.ConfirmationId)))"));

    [Test]
    public void The_guides_file_is_as_the_schema_asks() => Assert.That(JsonSchema.Of(Repository.PathOf("contracts", "handoffs", "handoff.schema.json")).Faults(Guide("yaml")), Is.Empty);

    /// <summary>The first block of a language in the guide, so that guide and test cannot part.</summary>
    private static string Guide(string language)
    {
        var text = File.ReadAllText(Repository.PathOf("contracts", "handoffs", "README.md")).ReplaceLineEndings("\n");
        var from = text.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return text[from..text.IndexOf("```", from, StringComparison.Ordinal)];
    }

    private static async Task ExecuteAsync(ServiceProvider provider, FollowUp asked, CancellationToken cancel)
    {
        await using var scope = provider.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<Streams<HandoffCommand>>().ExecuteAsync(asked.StreamId, (HandoffCommand)asked.Command, cancel);
        Assert.That(outcome, Is.InstanceOf<Outcome.Accepted>());
    }

    private sealed record Transport(string? ConfirmationId);
}
