namespace Healthcare.Fhir.Tests;

// Third-party files are read where they lie and never copied; without them these tests say why they did not run.
internal static class Corpus
{
    public static string Fixtures(string folder)
    {
        var path = Path.Combine(Root("HEALTHCARE_CORPUS", "fixtures"), folder);
        if (!Directory.Exists(path)) Assert.Ignore($"No {folder} fixtures: set HEALTHCARE_CORPUS to run this test.");
        return path;
    }

    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(Fixtures(folder), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string Root(string variable, string folder)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given) return given.TrimEnd('/');
        var at = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Healthcare.sln"))) at = at.Parent;
        return Path.GetFullPath(Path.Combine(at?.FullName ?? ".", "..", "shared", folder));
    }
}
