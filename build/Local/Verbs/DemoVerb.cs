using System.CommandLine;
using Healthcare.Local.Demo;
using Healthcare.Local.Running;
using Healthcare.Local.Stories;
using Signals = Healthcare.Local.Servers.Signals;

namespace Healthcare.Local.Verbs;

/// <summary><c>demo</c>: sends cases from referral to ledger; ends with 0 only if every case arrived, its money balances and the audit trail is complete.</summary>
internal static class DemoVerb
{
    private static readonly Option<int> Cases = new("--cases") { Description = "How many cases.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> Exit = new("--exit") { Description = "Ends everything after the last case." };

    private static readonly Option<string[]> Story = new("--story") { Description = "Tells the stories of these names, or all.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> Seed = new("--seed") { Description = "Names what the stories send, so that the same seed sends the same; a story told alone on a new data folder then shows a hash of all that happened." };
    private static readonly Option<bool> List = new("--list") { Description = "Lists the stories and starts nothing." };

    /// <summary>What <c>demo</c> and the runner without a verb have in common.</summary>
    public static IEnumerable<Option> OfStories => [Story, Seed, List, Exit, UpVerb.Json];

    /// <summary>Without a verb: tells the stories that are named, else all that need no clock of their own.</summary>
    public static Task<int> TellAsync(ParseResult parsed, CancellationToken cancel) => parsed.GetValue(List)
        ? Task.FromResult(ListStories(parsed.GetValue(UpVerb.Json)))
        : TellAsync(
            parsed.GetValue(Story) is { Length: > 0 } names ? names : [.. Shelf.Timeless.Select(s => s.Name)], parsed.GetValue(Seed), parsed.GetValue(Exit), parsed.GetValue(UpVerb.Json), cancel);

    public static Command Command()
    {
        var command = new Command("demo", "Sends cases from referral to ledger, or tells stories, and shows what became of them.") { Cases, Story, Seed, List, Exit, UpVerb.Json };
        command.SetAction((parsed, cancel) => (parsed.GetValue(List), parsed.GetValue(Story)) switch
        {
            (true, _) => Task.FromResult(ListStories(parsed.GetValue(UpVerb.Json))),
            (_, { Length: > 0 } names) => TellAsync(names, parsed.GetValue(Seed), parsed.GetValue(Exit), parsed.GetValue(UpVerb.Json), cancel),
            _ => RunAsync(parsed.GetValue(Cases), parsed.GetValue(Exit), parsed.GetValue(UpVerb.Json), cancel),
        });
        return command;
    }

    private static int ListStories(bool json)
    {
        new StoryScreen(json).List(Shelf.All);
        return 0;
    }

    private static async Task<int> TellAsync(string[] names, string? seed, bool exit, bool json, CancellationToken cancel)
    {
        var screen = new Screen(json);
        if (Shelf.Named(names, out var unknown) is not { } stories)
        {
            screen.Say($"there is no story {unknown}; demo --list names them");
            return 2;
        }

        var layout = Layout.Find();
        var shown = new StoryScreen(json);
        if (SystemState.Read(layout) is { } running && Signals.Exists(running.RunnerProcessId))
        {
            screen.Say($"telling {Settings.Text(stories.Count)} of {Settings.Text(Shelf.All.Count)} stories on the system that is up at {running.Addresses[Part.Gateway.Name]}");
            return await TellOnAsync(layout, running, stories, seed, isAlone: false, shown, cancel) ? 0 : 1;
        }

        var isAlone = seed is not null && stories.Count == 1;
        var extra = isAlone ? UpVerb.Extra().Concat(HashedRun.Settings) : UpVerb.Extra();
        await using var system = await LocalSystem.StartAsync(layout, extra.ToDictionary(StringComparer.Ordinal), screen.Say, virtualTime: isAlone || stories.Any(s => s.MovesTime), cancel);
        screen.Say($"telling {Settings.Text(stories.Count)} of {Settings.Text(Shelf.All.Count)} stories side by side");
        var asTold = await TellOnAsync(layout, system.State, stories, seed, isAlone, shown, cancel);
        if (exit) return asTold ? 0 : 1;
        using var demonstration = new Demonstration(layout, system.Addresses);
        using var tokens = demonstration.TokensOf();
        screen.Addresses(system, await tokens.PartnerAsync("northside", cancel), await tokens.StaffAsync("demo.scheduler", "scheduler", cancel));
        screen.Say("up; Ctrl-C ends it");
        await UpVerb.StayAsync(cancel);
        return asTold ? 0 : 1;
    }

    private static async Task<bool> TellOnAsync(Layout layout, SystemState state, IReadOnlyList<Story> stories, string? seed, bool isAlone, StoryScreen shown, CancellationToken cancel)
    {
        using var telling = new Telling(layout, state.Addresses);
        var hashed = isAlone ? await HashedRun.BeginAsync(layout, state, cancel) : null;
        var from = TimeProvider.System.GetTimestamp();
        var results = await telling.TellAsync(stories, seed, shown.Heard, cancel);
        var took = TimeProvider.System.GetElapsedTime(from);
        if (hashed is not null) results = [await hashed.HashAsync(stories[0], results[0], cancel)];
        var proof = await telling.ProveAsync(cancel);
        shown.Show(results, proof, took);
        return proof.Complete && results.All(r => r.AsTold);
    }

    public static async Task<int> RunAsync(int cases, bool exit, bool json, CancellationToken cancel)
    {
        var screen = new Screen(json);
        var layout = Layout.Find();
        await using var system = await LocalSystem.StartAsync(layout, UpVerb.Extra(), screen.Say, virtualTime: false, cancel);
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
