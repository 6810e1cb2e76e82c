namespace Healthcare.Local.Servers;

/// <summary>The user that a server runs as: PostgreSQL refuses root, and neither server needs it.</summary>
internal sealed record Unprivileged(string? User)
{
    /// <summary>Us, when we are not root; else the first of the named users that this machine has.</summary>
    internal static Unprivileged? Choose(params IEnumerable<string> users)
    {
        if (!Signals.IsRoot) return new Unprivileged(User: null);
        var known = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return Command.Find("setpriv") is not null && users.FirstOrDefault(known.Contains) is { } user ? new Unprivileged(user) : null;
    }

    internal IEnumerable<string> Run(params IEnumerable<string> command) => User is null
        ? command
        : [Command.Find("setpriv") ?? "setpriv", $"--reuid={User}", $"--regid={User}", "--init-groups", "--", .. command];

    internal async Task OwnAsync(string folder, CancellationToken cancel)
    {
        if (User is null) return;
        var owned = await Command.RunAsync(["chown", "-R", $"{User}:", folder], TimeSpan.FromMinutes(1), cancel);
        if (!owned.Ok) throw new IOException($"The folder {folder} cannot be given to {User}: {owned.Tail}");
    }

    /// <summary>Whether the user can walk down to the folder: every folder above it lets others pass.</summary>
    internal bool Reaches(string folder)
    {
        if (User is null || OperatingSystem.IsWindows()) return true;
        for (var above = Directory.GetParent(Path.GetFullPath(folder)); above is not null; above = above.Parent)
        {
            if (above.Exists && !above.UnixFileMode.HasFlag(UnixFileMode.OtherExecute)) return false;
        }

        return true;
    }
}
