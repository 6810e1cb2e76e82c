namespace Healthcare.Boundaries.Tests.Architecture;

/// <summary>Time comes from the injected clock, ids are made at the edge, words go to the log: whatever source they were compiled from, the built assemblies call nothing else.</summary>
public sealed class AskingTheEdgeForTimeAndIds
{
    private static readonly string[] Banned =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid",
        "System.Console.Write", "System.Console.WriteLine", "System.Threading.Thread.Sleep", "System.Environment.Exit",
    ];

    private static IEnumerable<string> Projects => Product.Projects;

    [TestCaseSource(nameof(Projects))]
    public void Nothing_banned_is_called(string project) => Assert.That(Product.CallsOf(Product.AssemblyOf(project)).Intersect(Banned), Is.Empty);

    // The look is real: what everybody calls is found.
    [Test]
    public void Calls_are_found() => Assert.That(Product.CallsOf(Product.AssemblyOf("services/intake/Healthcare.Intake.csproj")), Does.Contain("System.TimeProvider.GetUtcNow"));
}
