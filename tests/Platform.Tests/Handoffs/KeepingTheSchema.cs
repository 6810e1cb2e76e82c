using Healthcare.Handoffs;
using Healthcare.Testing;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>What an editor is told by the schema and what the start is told by the reader are the same.</summary>
[TestFixture]
public sealed class KeepingTheSchema
{
    private static readonly string Folder = Repository.PathOf("contracts", "handoffs");
    private static readonly JsonSchema Contract = JsonSchema.Of(Path.Combine(Folder, "handoff.schema.json"));
    private static readonly JsonSchema Overlay = JsonSchema.Of(Path.Combine(Folder, "overlay.schema.json"));

    private static IEnumerable<string> Boundaries => Directory.EnumerateFiles(Folder, "B*.yaml").Concat(Planned).Select(f => Path.GetRelativePath(Folder, f));

    // The folder is there only while a boundary is planned.
    private static IEnumerable<string> Planned => Directory.Exists(Path.Combine(Folder, "planned")) ? Directory.EnumerateFiles(Path.Combine(Folder, "planned"), "*.yaml") : [];

    private static IEnumerable<string> Overlays => Directory.EnumerateFiles(Path.Combine(Folder, "overlays"), "*.yaml").Select(f => Path.GetRelativePath(Folder, f));

    [TestCaseSource(nameof(Boundaries))]
    public void Each_contract_is_as_the_schema_asks(string file) => Assert.That(Contract.Faults(File.ReadAllText(Path.Combine(Folder, file))), Is.Empty);

    [TestCaseSource(nameof(Overlays))]
    public void Each_overlay_is_as_the_schema_asks(string file) => Assert.That(Overlay.Faults(File.ReadAllText(Path.Combine(Folder, file))), Is.Empty);

    [TestCase("ownerRole: waiter", "")]
    [TestCase("ownerRole: waiter", "ownerRole: Head Waiter")]
    [TestCase("name: Kitchen to table", "nmae: Kitchen to table")]
    [TestCase("version: 3", "version: three")]
    [TestCase("effective: 2026-01-01", "effective: 1/1/2026")]
    [TestCase("duration: PT4H", "duration: four hours")]
    [TestCase("days: calendar", "days: working")]
    [TestCase("source: policy", "source: habit")]
    [TestCase("late: PT4H }", "late: soon }")]
    [TestCase("nudge: 75%", "nudge: often")]
    [TestCase("id: T01", "id: t01")]
    [TestCase("grounds: [emergency]", "ground: [emergency]")]
    public void What_the_reader_refuses_an_editor_marks_too(string right, string wrong)
    {
        Assert.That(Contract.Faults(Crossings.Contract), Is.Empty);
        Assert.That(Contract.Faults(Crossings.Contract.Replace(right, wrong, StringComparison.Ordinal)), Is.Not.Empty);
    }

    [Test]
    public void A_planned_contract_is_one_that_no_service_has_to_hold_yet()
    {
        var planned = Planned.Select(f => (Path.GetFileName(f), File.ReadAllText(f))).ToList();
        Assert.That(ContractFiles.Read(planned, [], ContractFiles.Roles).Keys, Is.EquivalentTo(planned.Select(p => Path.GetFileNameWithoutExtension(p.Item1))));
        Assert.That(planned.Select(p => p.Item1), Has.None.Matches<string>(f => File.Exists(Path.Combine(Folder, f))), "a boundary that is stated is no longer planned: move its file, do not copy it");
    }
}
