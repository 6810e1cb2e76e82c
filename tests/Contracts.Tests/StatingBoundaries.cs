using System.Reflection;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Healthcare.Testing;

namespace Healthcare.Contracts.Tests;

/// <summary>Each boundary contract reads, and says whose the boundary is, by when, and what a crossing leaves behind.</summary>
public sealed class StatingBoundaries
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlyDictionary<string, BoundaryContract> Contracts = ContractFiles.Read(ContractFiles.All, []);

    private static IEnumerable<string> Ids => Contracts.Keys.Order(StringComparer.Ordinal);

    [Test]
    public void Each_file_of_the_repository_is_carried_by_the_build_and_named_after_its_boundary() => Assert.That(
        Directory.EnumerateFiles(Repository.PathOf("contracts", "handoffs"), "B*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal), Is.EqualTo(Ids));

    [TestCaseSource(nameof(Ids))]
    public void Each_names_its_owner_its_deadline_and_its_escalation(string id)
    {
        var contract = Contracts[id];
        Assert.Multiple(() =>
        {
            Assert.That(contract.OwnerRole, Does.Match("^[a-z]+(-[a-z]+)*$"));
            Assert.That(contract.Clock.DueFrom(Noon), Is.GreaterThan(Noon));
            Assert.That(contract.Variants.Values.Select(v => v.DueFrom(Noon)), Is.All.GreaterThan(Noon));
            Assert.That(contract.Escalation.Levels, Is.Not.Empty);
            Assert.That(contract.Escalation.Levels.Select(l => l.Role), Has.None.EqualTo(contract.OwnerRole), "telling the owner again is no escalation");
            Assert.That(contract.ExceptionRoutes.Select(r => r.Clock.DueFrom(Noon)), Is.All.GreaterThan(Noon));
            Assert.That(contract.SourceOfTruth, Is.Not.Empty);
        });
    }

    [TestCaseSource(nameof(Ids))]
    public void Each_condition_is_a_sentence_that_a_person_understands(string id) =>
        Assert.That(Contracts[id].Conditions.Select(c => c.Sentence), Is.Not.Empty.And.All.Match(@"^[A-Z].{15,}\.$"));

    [TestCaseSource(nameof(Ids))]
    public void The_evidence_that_each_asks_for_is_an_event_that_exists(string id)
    {
        var names = Messages.Services.Append(typeof(HandoffEvent).Assembly).Append(typeof(AccessRecorded).Assembly).SelectMany(a => a.GetTypes()).Select(t => t.GetCustomAttribute<StoredAsAttribute>()?.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var evidence = Contracts[id].RequiredAuditEvents;
        Assert.That(evidence, Is.SupersetOf(new[] { "handoff_offered.v1", "handoff_accepted.v1" }));
        Assert.That(evidence.Where(e => !names.Contains(e)), Is.Empty);
    }
}
