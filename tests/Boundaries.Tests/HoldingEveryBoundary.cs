using System.Reflection;
using Healthcare.Boundaries.Tests.Architecture;
using Healthcare.Testing;
using Held = Healthcare.Handoffs.Boundaries;

namespace Healthcare.Boundaries.Tests;

/// <summary>The boundary contracts against the services that are built: each is held by exactly one, which has every predicate that it names.</summary>
public sealed class HoldingEveryBoundary
{
    private static IReadOnlyDictionary<string, Held> ByService { get; } = Product.Services.Where(s => HeldBy(s) is not null).ToDictionary(s => s, s => HeldBy(s) ?? throw new InvalidOperationException(), StringComparer.Ordinal);

    [Test]
    public void Each_contract_is_held_by_exactly_one_service() => Assert.That(Held.Gaps(ByService), Is.Empty);

    [Test]
    public void Each_file_is_a_contract_that_the_services_read()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("contracts", "handoffs"), "B*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        Assert.That(ByService, Is.Not.Empty);
        foreach (var (service, held) in ByService) Assert.That(held.Contracts.Keys.Order(StringComparer.Ordinal), Is.EqualTo(files), service);
    }

    // Boundaries.Of refuses a predicate that is not there or that no file names, so to read them is to test them; what it read is counted here.
    [Test]
    public void Each_service_that_holds_a_boundary_has_its_predicates() =>
        Assert.That(ByService.SelectMany(s => s.Value.Held.SelectMany(b => s.Value[b].Conditions)).Select(c => c.Predicate), Is.Not.Empty.And.All.Match("^[a-z0-9]+(-[a-z0-9]+)*$"));

    [Test]
    public void The_services_that_hold_boundaries_are_these() => Assert.That(
        ByService.ToDictionary(s => s.Key, s => string.Join(' ', s.Value.Held), StringComparer.Ordinal),
        Is.EqualTo(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["intake"] = "B01 B02 B14",
            ["authorization"] = "B03 B04 B05 B06 B07 B08 B09 B28",
            ["scheduling"] = "B10 B11 B12 B28",
            ["billing"] = "B13 B15 B16 B17 B18 B19 B20 B21 B22 B28",
            ["reconciliation"] = "B23 B24 B25 B26 B28",
            ["audit"] = "B27",
        }));

    // A service keeps its boundaries in one static member, so that its deciders stay pure.
    private static Held? HeldBy(string service)
    {
        const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var types = Product.AssemblyOf(Product.Projects.First(p => p.StartsWith($"services/{service}/", StringComparison.Ordinal))).GetTypes();
        return types.SelectMany(t => t.GetFields(Statics)).Where(f => f.FieldType == typeof(Held)).Select(f => f.GetValue(obj: null) as Held).FirstOrDefault();
    }
}
