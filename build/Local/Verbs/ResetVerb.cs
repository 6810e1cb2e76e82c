using Healthcare.Local.Running;
using Healthcare.Local.Servers;

namespace Healthcare.Local.Verbs;

/// <summary><c>reset</c>: forgets everything that the runner keeps, so that the next start is like the first.</summary>
internal static class ResetVerb
{
    public static System.CommandLine.Command Command()
    {
        var command = new System.CommandLine.Command("reset", "Deletes the data folder of a system that does not run: the next start is like the first.") { UpVerb.Json };
        command.SetAction(parsed => Run(Layout.Find(), new Screen(parsed.GetValue(UpVerb.Json))));
        return command;
    }

    internal static int Run(Layout layout, Screen screen)
    {
        if (SystemState.Read(layout) is { } state && Signals.Exists(state.RunnerProcessId))
        {
            screen.Say("it is running; end it first with: down");
            return 1;
        }

        foreach (var kept in KeptBy(layout).Where(Directory.Exists))
        {
            Directory.Delete(kept, recursive: true);
            screen.Say($"{kept} is gone");
        }

        return 0;
    }

    /// <summary>The data folder, and what stands in for it where the user of a server cannot reach it.</summary>
    internal static IEnumerable<string> KeptBy(Layout layout) => [layout.Data, DataFolder.InsteadOf(layout.Data, "postgres"), DataFolder.InsteadOf(layout.Data, "rabbitmq")];
}
