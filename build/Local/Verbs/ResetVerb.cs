using Healthcare.Local.Running;
using Healthcare.Local.Servers;

namespace Healthcare.Local.Verbs;

/// <summary><c>reset</c>: forgets everything that the runner keeps, so that the next start is like the first.</summary>
internal static class ResetVerb
{
    public static System.CommandLine.Command Command()
    {
        var command = new System.CommandLine.Command("reset", "Deletes the data folder of a system that does not run: the next start is like the first.") { UpVerb.Json };
        command.SetAction(parsed => Run(new Screen(parsed.GetValue(UpVerb.Json))));
        return command;
    }

    private static int Run(Screen screen)
    {
        var layout = Layout.Find();
        if (SystemState.Read(layout) is { } state && Signals.Exists(state.RunnerProcessId))
        {
            screen.Say("it is running; end it first with: down");
            return 1;
        }

        if (Directory.Exists(layout.Data)) Directory.Delete(layout.Data, recursive: true);
        screen.Say($"{layout.Data} is gone");
        return 0;
    }
}
