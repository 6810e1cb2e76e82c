using Healthcare.Testing;

namespace Healthcare.Boundaries.Tests.Architecture;

/// <summary>Services know the platform and the contracts, and nothing of each other: they meet on the bus and over HTTP.</summary>
public sealed class KeepingServicesApart
{
    private static IEnumerable<string> Projects => Product.Projects;

    [Test]
    public void The_product_is_what_it_is_known_to_be() =>
        Assert.That(Product.Services.Select(s => Product.Projects.Count(p => p.StartsWith($"services/{s}/", StringComparison.Ordinal))), Is.All.EqualTo(1), "one project a service, no layers");

    [TestCaseSource(nameof(Projects))]
    public void A_project_refers_only_to_what_lies_below_it(string project)
    {
        var permitted = project switch
        {
            _ when project.StartsWith("contracts/", StringComparison.Ordinal) => [],
            _ when project.StartsWith("services/platform/", StringComparison.Ordinal) || project.StartsWith("services/", StringComparison.Ordinal) => new[] { "contracts/", "services/platform/" },
            _ => ["services/platform/"],
        };
        Assert.That(Product.ReferencesOf(project).Where(r => !permitted.Any(p => r.StartsWith(p, StringComparison.Ordinal))), Is.Empty);
    }

    [TestCaseSource(nameof(Projects))]
    public void What_was_built_refers_to_nothing_else_either(string project)
    {
        var services = Product.Projects.Where(p => Product.Services.Any(s => p.StartsWith($"services/{s}/", StringComparison.Ordinal))).Select(p => Path.GetFileNameWithoutExtension(p)).ToHashSet(StringComparer.Ordinal);
        var referred = Product.AssemblyOf(project).GetReferencedAssemblies().Select(a => a.Name ?? "").ToList();
        Assert.That(referred.Where(services.Contains), Is.Empty, "another service");
        Assert.That(referred.Where(r => r.EndsWith(".Tests", StringComparison.Ordinal) || r is "Healthcare.Testing" or "Healthcare.Sandbox" || r.StartsWith("Healthcare.Local", StringComparison.Ordinal)), Is.Empty, "tests and tools");
    }

    [Test]
    public void Contracts_depend_on_nothing() =>
        Assert.That(Product.AssemblyOf("contracts/Healthcare.Contracts.csproj").GetReferencedAssemblies().Select(a => a.Name).Where(n => n?.StartsWith("System", StringComparison.Ordinal) != true), Is.Empty);

    [Test]
    public void No_service_speaks_to_a_database_itself()
    {
        var services = Product.Projects.Where(p => !p.StartsWith("services/platform/", StringComparison.Ordinal) && p.StartsWith("services/", StringComparison.Ordinal));
        Assert.That(services.Where(p => Product.AssemblyOf(p).GetReferencedAssemblies().Any(a => a.Name == "Npgsql")), Is.Empty);
    }

    [Test]
    public void The_solution_holds_every_project()
    {
        var solution = File.ReadAllText(Repository.PathOf("Healthcare.sln")).Replace('\\', '/');
        var projects = Product.Projects.Concat(Directory.EnumerateFiles(Repository.PathOf("tests"), "*.csproj", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/')));
        Assert.That(projects.Where(p => !solution.Contains($"\"{p}\"", StringComparison.Ordinal)), Is.Empty);
    }
}
