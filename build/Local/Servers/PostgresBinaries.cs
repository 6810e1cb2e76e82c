using System.Globalization;

namespace Healthcare.Local.Servers;

/// <summary>The newest PostgreSQL of this machine that the event store can run on.</summary>
internal static class PostgresBinaries
{
    // pg_current_snapshot and xid8 came with 13.
    internal const int Oldest = 13;

    internal static string? Find() => Candidates().FirstOrDefault(folder =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));

    private static IEnumerable<string> Candidates() =>
    [
        .. Versions("/usr/lib/postgresql", "*", name => name).Select(folder => Path.Combine(folder, "bin")),
        .. Versions("/usr", "pgsql-*", name => name["pgsql-".Length..]).Select(folder => Path.Combine(folder, "bin")),
        .. Versions("/opt/homebrew/opt", "postgresql@*", name => name["postgresql@".Length..]).Select(folder => Path.Combine(folder, "bin")),
        .. Command.Find("postgres") is { } found && Path.GetDirectoryName(Resolved(found)) is { } folder ? [folder] : Array.Empty<string>(),
    ];

    private static IEnumerable<string> Versions(string root, string pattern, Func<string, string> version) => !Directory.Exists(root)
        ? []
        : Directory.EnumerateDirectories(root, pattern)
            .Select(folder => (folder, isNumber: int.TryParse(version(Path.GetFileName(folder)), CultureInfo.InvariantCulture, out var number), number))
            .Where(found => found.isNumber && found.number >= Oldest)
            .OrderByDescending(found => found.number)
            .Select(found => found.folder);

    private static string Resolved(string file) => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
}
