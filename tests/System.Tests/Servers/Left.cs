using System.Net.Sockets;
using Healthcare.Local.Servers;

namespace Healthcare.SystemTests.Servers;

/// <summary>What a server leaves on the machine once it is gone: no process, no port, no file.</summary>
internal static class Left
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    internal static async Task NothingAsync(int? processId, string? logFile, IEnumerable<int> ports, CancellationToken cancel)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bounded.CancelAfter(Bound);
        var folder = Path.GetDirectoryName(logFile) ?? throw new InvalidOperationException("A server of ours has a log.");
        var left = new List<string>();
        do
        {
            left.Clear();
            if (processId is { } id && Signals.Exists(id)) left.Add($"process {id}");
            left.AddRange(ProcessesThatName(folder));
            if (Directory.Exists(folder)) left.Add(folder);
            foreach (var port in ports)
            {
                if (await AnswersAsync(port, cancel)) left.Add($"port {port}");
            }
        }
        while (left.Count > 0 && !bounded.IsCancellationRequested);
        Assert.That(left, Is.Empty);
    }

    // Words and environment: a child that a server forgot names the folder in one of them.
    private static IEnumerable<string> ProcessesThatName(string folder) => Directory.Exists("/proc")
        ? Directory.EnumerateDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), out var id) && id != Environment.ProcessId)
            .Where(process => Read(process, "cmdline").Contains(folder, StringComparison.Ordinal) || Read(process, "environ").Contains(folder, StringComparison.Ordinal))
            .Select(process => $"{process} {Read(process, "cmdline").Replace('\0', ' ')}")
        : [];

    private static string Read(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancel)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port, cancel);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
