using System.Reflection;

namespace Healthcare.Local.Running;

/// <summary>Where things are: the repository, what was built beside the runner, and the runner's own data.</summary>
internal sealed record Layout(string Root, string Configuration)
{
    /// <summary>Everything that the runner keeps; <c>reset</c> is deleting it.</summary>
    public string Data { get; init; } = Environment.GetEnvironmentVariable("HEALTHCARE_LOCAL_DATA") ?? Path.Combine(Root, ".local");

    public string StateFile => Path.Combine(Data, "state.json");

    public string Keys => Path.Combine(Data, "keys");

    public string Logs => Path.Combine(Data, "logs");

    /// <summary>The third-party files beside the repository, when they are there.</summary>
    public string? Corpus => new[] { Environment.GetEnvironmentVariable("HEALTHCARE_CORPUS"), Path.Combine(Root, "..", "shared", "fixtures") }
        .FirstOrDefault(folder => folder is not null && File.Exists(Path.Combine(folder, "SOURCES.md")));

    public static Layout Find()
    {
        var here = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location) ?? AppContext.BaseDirectory;
        for (var folder = new DirectoryInfo(here); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Healthcare.sln"))) return new Layout(folder.FullName, new DirectoryInfo(here).Parent?.Name ?? "Debug");
        }

        throw new InvalidOperationException("The runner stands in no clone of the repository.");
    }

    public string Program(string project, string assembly) => Path.Combine(Root, project, "bin", Configuration, "net10.0", $"{assembly}.dll");
}
