namespace Healthcare.Platform.Tests.X12;

/// <summary>Third-party files, read in place; absent on most machines.</summary>
internal static class Corpus
{
    internal static string? Root
    {
        get
        {
            if (Environment.GetEnvironmentVariable("HEALTHCARE_CORPUS") is { Length: > 0 } named) return Directory.Exists(named) ? named : null;
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                var beside = Path.Combine(at.FullName, "..", "shared", "fixtures");
                if (File.Exists(Path.Combine(at.FullName, "Healthcare.sln"))) return Directory.Exists(beside) ? beside : null;
            }

            return null;
        }
    }

    internal static string Require()
    {
        if (Root is { } root) return root;
        Assert.Ignore("The corpus is not here; set HEALTHCARE_CORPUS to read it");
        return "";
    }

    internal static IEnumerable<string> Files(string folder) =>
        Root is { } root ? Directory.EnumerateFiles(Path.Combine(root, "x12", folder), "*.edi", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];
}
