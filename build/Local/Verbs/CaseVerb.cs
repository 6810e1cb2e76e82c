using System.CommandLine;
using System.Globalization;
using Healthcare.Local.Demo;
using Healthcare.Local.Running;
using Healthcare.Local.Stories;
using Spectre.Console;
using Layout = Healthcare.Local.Running.Layout;

namespace Healthcare.Local.Verbs;

/// <summary><c>case</c>: one case of the running system: boundary by boundary, event by event, its money, and the proof that the trail is whole.</summary>
internal static class CaseVerb
{
    private static readonly Argument<string> Tracking = new("tracking") { Description = "The tracking id, such as R0123456789AB." };

    public static Command Command()
    {
        var command = new Command("case", "Shows a case of the running system: its boundaries, timeline, money and audit proof.") { Tracking, UpVerb.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetRequiredValue(Tracking), parsed.GetValue(UpVerb.Json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string tracking, bool json, CancellationToken cancel)
    {
        var screen = new Screen(json);
        var layout = Layout.Find();
        if (SystemState.Read(layout) is not { } state)
        {
            screen.Say("nothing is running; start it with: up --detach");
            return 1;
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        using var tokens = new Tokens(http, state.Addresses[Part.Sandbox.Name], layout.Keys);
        var gateway = state.Addresses[Part.Gateway.Name];
        var compliance = new Door(http, gateway, c => tokens.StaffAsync("local.compliance", "compliance-officer", c));
        var cases = new CaseFile(compliance, new Door(http, gateway, c => tokens.StaffAsync("local.finance", "gl-accountant", c)));
        if (await cases.IdOfAsync(tracking, cancel) is not { } caseId)
        {
            screen.Say($"there is no case {tracking}");
            return 1;
        }

        var (boundaries, steps, money) = (await cases.BoundariesAsync(caseId, cancel), await cases.TimelineAsync(caseId, cancel), await cases.MoneyAsync(caseId, cancel));
        var proof = await ProofResult.AskAsync(compliance, cancel);
        if (json)
        {
            Screen.Line(new { kind = "case", tracking, caseId, money, boundaries, timeline = steps, auditComplete = proof.Complete, auditEvents = proof.Events });
            return proof.Complete ? 0 : 1;
        }

        StoryScreen.Show(new StoryResult(tracking, $"case {caseId}", tracking, caseId, Stage: "", TimeSpan.Zero, money, [], boundaries, steps, Problem: null));
        AnsiConsole.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"money: charged {Text(money?.Charged)} = paid {Text(money?.Paid)} + adjusted {Text(money?.Adjusted)} + patient {Text(money?.PatientResponsibility)} + open {Text(money?.Open)}; journals {Text(money?.Debits)} debit, {Text(money?.Credits)} credit");
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"audit: {(proof.Complete ? "complete" : "NOT complete")} against every service's log, {proof.Events} events by position and hash");
        return proof.Complete ? 0 : 1;
    }

    private static string Text(decimal? amount) => amount?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";
}
