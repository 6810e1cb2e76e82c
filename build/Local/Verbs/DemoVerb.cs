using System.CommandLine;
using Healthcare.Local.Demo;
using Healthcare.Local.Running;

namespace Healthcare.Local.Verbs;

/// <summary><c>demo</c>: sends cases from referral to ledger; ends with 0 only if every case arrived, its money balances and the audit trail is complete.</summary>
internal static class DemoVerb
{
    private static readonly Option<int> Cases = new("--cases") { Description = "How many cases.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> Exit = new("--exit") { Description = "Ends everything after the last case." };

    public static Command Command()
    {
        var command = new Command("demo", "Sends cases from referral to ledger and shows what became of them.") { Cases, Exit, UpVerb.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(Cases), parsed.GetValue(Exit), parsed.GetValue(UpVerb.Json), cancel));
        return command;
    }

    public static async Task<int> RunAsync(int cases, bool exit, bool json, CancellationToken cancel)
    {
        var screen = new Screen(json);
        var layout = Layout.Find();
        await using var system = await LocalSystem.StartAsync(layout, UpVerb.Extra(), screen.Say, cancel);
        using var demonstration = new Demonstration(layout, system.Addresses);
        screen.Say($"sending {Settings.Text(cases)} case{(cases == 1 ? "" : "s")} from referral to ledger");
        var result = await demonstration.RunAsync(cases, screen.Reached, cancel);
        screen.Show(result);
        if (exit) return result.Succeeded ? 0 : 1;
        var tokens = demonstration.TokensOf();
        screen.Addresses(system, await tokens.PartnerAsync("northside", cancel), await tokens.StaffAsync("demo.scheduler", "scheduler", cancel));
        screen.Say("up; Ctrl-C ends it");
        await UpVerb.StayAsync(cancel);
        return result.Succeeded ? 0 : 1;
    }
}
