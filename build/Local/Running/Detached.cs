using System.Diagnostics;
using Healthcare.Local.Servers;
using Healthcare.Local.Verbs;

namespace Healthcare.Local.Running;

/// <summary>Starts the runner as a process of its own, which goes on when this one ends; <c>down</c> ends it.</summary>
internal static class Detached
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(10);

    public static async Task<int> StartAsync(Screen screen, IReadOnlyList<string> options, CancellationToken cancel)
    {
        var layout = Layout.Find();
        if (SystemState.Read(layout) is { } known && Signals.Exists(known.RunnerProcessId))
        {
            screen.Say("it is up already");
            return 0;
        }

        Directory.CreateDirectory(layout.Logs);
        SystemState.Forget(layout);
        var log = Path.Combine(layout.Logs, "runner.log");
        // A shell lets go of the terminal and of the parent's streams; it is replaced by the runner at once.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("log=$0; exec setsid \"$@\" >\"$log\" 2>&1 </dev/null");
        start.ArgumentList.Add(log);
        var host = Environment.ProcessPath ?? "dotnet";
        start.ArgumentList.Add(host);
        if (Path.GetFileNameWithoutExtension(host) == "dotnet") start.ArgumentList.Add(typeof(Detached).Assembly.Location);
        foreach (var argument in options.Prepend("up")) start.ArgumentList.Add(argument);
        using var runner = Process.Start(start) ?? throw new InvalidOperationException("The runner does not start.");
        for (var from = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(from) < Bound; await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel))
        {
            if (SystemState.Read(layout) is { } state && Signals.Exists(state.RunnerProcessId))
            {
                screen.Say($"up at {state.Addresses[Part.Gateway.Name]}; end it with: down");
                return 0;
            }

            if (!runner.HasExited) continue;
            screen.Say($"it did not start; {log} says why");
            return 1;
        }

        screen.Say($"it is not up after {Bound.TotalMinutes:0} minutes; {log} says why");
        return 1;
    }
}
