using System.Diagnostics;
using System.Globalization;

namespace Healthcare.Local.Servers;

/// <summary>A server in a process group of its own, beside a guard that ends the group and deletes what is temporary when we end, even by kill -9.</summary>
internal sealed class Guarded : IAsyncDisposable
{
    // The guard reads a pipe that only we hold open: it closes with us, however we end. Both it and the server leave our
    // session, so a Ctrl-C at a terminal reaches only us and the servers end last.
    private const string Script = """
        unset HEALTHCARE_GUARD
        log=$1 guard=$2 signal=$3 grace=$4 cleanup=$5; shift 5
        trap : INT HUP TERM
        [ ! -s "$log" ] || mv "$log" "$log.last"
        exec 3<&0 4>&1 1>>"$log" 2>&1
        echo $$ >"$guard"
        $SESSION "$@" </dev/null 3<&- 4>&- &
        server=$!
        echo "$server" >&4
        exec 4>&-
        (
          trap : INT HUP TERM
          read -r _ <&3
          echo "$$ ending" >"$guard"
          kill "-$signal" "$server"
          tick=0
          while kill -0 "$server" && [ "$tick" -lt "$((grace * 20))" ]; do sleep 0.05; tick=$((tick + 1)); done
          kill -KILL "-$server"
        ) 2>/dev/null &
        stopper=$!
        while kill -0 "$server" 2>/dev/null; do wait "$server"; ended=$?; done
        kill -KILL "-$server" "$stopper" 2>/dev/null
        [ -z "$cleanup" ] || eval "$cleanup"
        rm -f "$guard"
        exit "$ended"
        """;

    // How long the death of its parent takes to reach a guard.
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process guard;
    private readonly TimeSpan bound;
    private bool ended;

    private Guarded(Process guard, int processId, TimeSpan bound) => (this.guard, ProcessId, this.bound) = (guard, processId, bound);

    /// <summary>The server's process, which leads its group.</summary>
    internal int ProcessId { get; }

    internal bool HasEnded => ended || guard.HasExited;

    internal sealed record Ending(string Signal, TimeSpan Grace, string Cleanup = "");

    internal static async Task<Guarded> StartAsync(
        DataFolder folder, IEnumerable<string> command, IReadOnlyDictionary<string, string> environment, Ending ending, CancellationToken cancel)
    {
        var cleanup = folder.IsTemporary ? $"{ending.Cleanup}\nrm -rf '{folder.Path}'" : ending.Cleanup;
        var grace = ((int)ending.Grace.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var session = Command.Find("setsid") is { } setsid ? [setsid] : (string[])["perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV"];
        var start = new ProcessStartInfo(session[0], [.. session.Skip(1), "/bin/sh", "-c", "eval \"$HEALTHCARE_GUARD\"", "healthcare-guard",
            folder.Log, folder.GuardId, ending.Signal, grace, cleanup, .. command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        // By environment, so that a list of processes stays readable.
        start.Environment["HEALTHCARE_GUARD"] = Script.Replace("$SESSION", Quoted(session), StringComparison.Ordinal);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The guard of a server does not start.");
        var processId = await process.StandardOutput.ReadLineAsync(cancel);
        return new Guarded(process, int.Parse(processId ?? "", CultureInfo.InvariantCulture), ending.Grace + Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (ended) return;
        ended = true;
        guard.StandardInput.Close();
        using var bounded = new CancellationTokenSource(bound);
        try
        {
            await guard.WaitForExitAsync(bounded.Token);
        }
        catch (OperationCanceledException)
        {
            Signals.Kill(-ProcessId);
            guard.Kill();
        }

        guard.Dispose();
    }

    private static string Quoted(IEnumerable<string> words) => string.Join(' ', words.Select(word => $"'{word}'"));

    /// <summary>Waits for the guard of a runner that was killed, which may still be ending the folder's server; false when that server goes on.</summary>
    internal static async Task<bool> IsFreeAsync(DataFolder folder, CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        while (await StateAsync(folder, cancel) is { } state)
        {
            if (waited.Elapsed > (state.IsEnding ? Patience : Notice)) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
        }

        return true;
    }

    private static async Task<(int Guard, bool IsEnding)?> StateAsync(DataFolder folder, CancellationToken cancel)
    {
        if (!File.Exists(folder.GuardId)) return null;
        var words = (await File.ReadAllTextAsync(folder.GuardId, cancel)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !int.TryParse(words[0], CultureInfo.InvariantCulture, out var id) || !Signals.Exists(id)) return null;
        // The id of a guard that was itself killed may be another process by now.
        var arguments = $"/proc/{id}/cmdline";
        var isGuard = !File.Exists(arguments) || (await File.ReadAllTextAsync(arguments, cancel)).Contains(folder.GuardId, StringComparison.Ordinal);
        return isGuard ? (id, words.Length > 1) : null;
    }
}
