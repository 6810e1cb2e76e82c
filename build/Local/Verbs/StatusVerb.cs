using Healthcare.Local.Running;
using Healthcare.Local.Servers;
using Spectre.Console;

namespace Healthcare.Local.Verbs;

/// <summary><c>status</c>: what is running, and whether each part is ready.</summary>
internal static class StatusVerb
{
    public static System.CommandLine.Command Command()
    {
        var command = new System.CommandLine.Command("status", "Shows what is running and whether it is ready.") { UpVerb.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(UpVerb.Json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(bool json, CancellationToken cancel)
    {
        var screen = new Screen(json);
        if (SystemState.Read(Running.Layout.Find()) is not { } state || !Signals.Exists(state.RunnerProcessId))
        {
            screen.Say("nothing is running");
            return 1;
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var parts = await Task.WhenAll(Part.All.Select(async p => (Part: p, State: await StateAsync(http, p, state.Addresses[p.Name], cancel))));
        if (json)
        {
            foreach (var (part, said) in parts) Screen.Line(new { kind = "part", part.Name, address = state.Addresses[part.Name], process = state.Processes.GetValueOrDefault(part.Name), state = said });
        }
        else
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns("part", "address", "process", "state");
            foreach (var (part, said) in parts) table.AddRow(part.Name, state.Addresses[part.Name].ToString(), Settings.Text(state.Processes.GetValueOrDefault(part.Name)), Markup.Escape(said));
            AnsiConsole.Write(table);
        }

        return parts.All(p => p.State == "ready") ? 0 : 1;
    }

    private static async Task<string> StateAsync(HttpClient http, Part part, Uri address, CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(address, part == Part.Sandbox ? "/idp/jwks" : "/health/ready"), cancel);
            return answer.IsSuccessStatusCode ? "ready" : await answer.Content.ReadAsStringAsync(cancel);
        }
        catch (HttpRequestException failure)
        {
            return failure.Message;
        }
    }
}
