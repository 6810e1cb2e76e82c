using System.Security.Cryptography;
using System.Text;

namespace Healthcare.Local.Servers;

/// <summary>The folder of one server: its data, its password, its log, and the id of the process that guards it.</summary>
internal sealed record DataFolder(string Path, bool IsTemporary)
{
    private const string OthersTemporary = "/var/tmp";
    private const string Memory = "/dev/shm";

    // A new database is 300 small files: 25 ms in memory, 250 ms on a disk.
    private const long RoomInMemory = 4L << 30;

    internal string Log => System.IO.Path.Combine(Path, "log");

    internal string GuardId => System.IO.Path.Combine(Path, "guard");

    internal string this[string name] => System.IO.Path.Combine(Path, name);

    internal static DataFolder Choose(ServerOptions options, string server, Unprivileged user)
    {
        if (options.Folder is not { } asked)
        {
            return Created(System.IO.Path.Combine(TemporaryRoot(options, user), $"healthcare-{server}-{Guid.CreateVersion7():N}"), isTemporary: true);
        }

        var kept = System.IO.Path.GetFullPath(System.IO.Path.Combine(asked, server));
        if (!user.Reaches(kept))
        {
            var instead = System.IO.Path.Combine(InsteadOf(asked, server), server);
            options.Progress($"User {user.User} cannot reach {kept}: the data of {server} is kept in {instead}.");
            kept = instead;
        }

        return Created(kept, isTemporary: false);
    }

    /// <summary>Where a server keeps its data when its user cannot reach the folder that was asked for.</summary>
    internal static string InsteadOf(string asked, string server) =>
        System.IO.Path.Combine(OthersTemporary, $"healthcare-{NameOf(System.IO.Path.GetFullPath(System.IO.Path.Combine(asked, server)))}");

    /// <summary>The password that the folder's server was made with, or a new one.</summary>
    internal async Task<string> PasswordAsync(CancellationToken cancel)
    {
        var file = this["password"];
        if (File.Exists(file)) return (await File.ReadAllTextAsync(file, cancel)).Trim();
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await File.WriteAllTextAsync(file, password, cancel);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return password;
    }

    /// <summary>The end of the server's log, short enough to be part of a message.</summary>
    internal async Task<string> LogTailAsync(CancellationToken cancel)
    {
        if (!File.Exists(Log)) return "";
        var text = (await File.ReadAllTextAsync(Log, cancel)).Trim();
        return text.Length > 1500 ? text[^1500..] : text;
    }

    internal void Delete()
    {
        if (IsTemporary && Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }

    private static DataFolder Created(string path, bool isTemporary)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new DataFolder(path, isTemporary);
    }

    private static string TemporaryRoot(ServerOptions options, Unprivileged user)
    {
        // A commit that waits for the disk needs a disk.
        if (!options.Durable && Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= RoomInMemory) return Memory;
        var usual = System.IO.Path.GetTempPath();
        return user.Reaches(System.IO.Path.Combine(usual, "any")) ? usual : OthersTemporary;
    }

    private static string NameOf(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
}
