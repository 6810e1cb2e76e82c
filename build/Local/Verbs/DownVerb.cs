using Healthcare.Local.Running;
using Healthcare.Local.Servers;

namespace Healthcare.Local.Verbs;

/// <summary><c>down</c>: ends a system that another terminal started.</summary>
internal static class DownVerb
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(40);

    public static System.CommandLine.Command Command()
    {
        var command = new System.CommandLine.Command("down", "Ends the system that was started from this clone.") { UpVerb.Json };
        command.SetAction((parsed, cancel) => RunAsync(new Screen(parsed.GetValue(UpVerb.Json)), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Screen screen, CancellationToken cancel)
    {
        var layout = Layout.Find();
        if (SystemState.Read(layout) is not { } state || !Signals.Exists(state.RunnerProcessId))
        {
            SystemState.Forget(layout);
            screen.Say("nothing is running");
            return 0;
        }

        Signals.Terminate(state.RunnerProcessId);
        var from = TimeProvider.System.GetTimestamp();
        while (Signals.Exists(state.RunnerProcessId) && TimeProvider.System.GetElapsedTime(from) < Bound) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);
        var ended = !Signals.Exists(state.RunnerProcessId);
        screen.Say(ended ? "ended" : $"process {Settings.Text(state.RunnerProcessId)} does not end");
        return ended ? 0 : 1;
    }
}
