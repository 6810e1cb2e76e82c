namespace Healthcare.Testing;

/// <summary>Where this build's sources are.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Healthcare.sln"))) return at.FullName;
        }

        throw new DirectoryNotFoundException("The tests run outside the repository: no folder above them holds Healthcare.sln.");
    }
}
