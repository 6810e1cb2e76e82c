using System.CommandLine;
using Healthcare.EventStore;
using Healthcare.Local.Checking;
using Healthcare.Local.Running;
using Npgsql;
using Spectre.Console;

namespace Healthcare.Local.Verbs;

/// <summary>
/// <c>check</c>: proves every service's log whole, and that nothing open in it is without owner, deadline or chain; it needs the servers, not the services.
/// With <c>--generated</c> the same invariants over histories that it makes up, and no server at all.
/// </summary>
internal static class CheckVerb
{
    private static readonly Option<long?> Generated = new("--generated") { Description = "Checks the invariants over so many generated, fault-injected histories." };
    private static readonly Option<int?> Seed = new("--seed") { Description = "Where generated histories begin; printed, so that a run can be repeated." };
    private static readonly Option<Plant> Planted = new("--plant") { Description = "Puts a mistake in, to see that it is found." };
    private static readonly Option<long?> Told = new("--history") { Description = "Tells one history of a seed, event by event." };

    // As the services are told of it.
    private static readonly Option<string?> Overlays = new("--overlays")
    {
        Description = "The installation's folder of overlays, whose deviations are listed with those of the build; Handoffs__Overlays of the environment, if left out.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("Handoffs__Overlays"),
    };

    public static Command Command()
    {
        var command = new Command("check", "Proves every service's log whole: coverage, versions, order, hashes, owners, deadlines, outcomes.") { Generated, Seed, Planted, Told, Overlays, UpVerb.Json };
        command.SetAction((parsed, cancel) =>
        {
            var seed = parsed.GetValue(Seed) ?? Random.Shared.Next();
            var screen = new GeneratedScreen(parsed.GetValue(UpVerb.Json));
            if (parsed.GetValue(Told) is { } history) return Task.FromResult(screen.Tell(seed, history, parsed.GetValue(Planted)));
            if (parsed.GetValue(Generated) is { } histories) return screen.RunAsync(histories, seed, parsed.GetValue(Planted), cancel);
            return RunAsync(parsed.GetValue(UpVerb.Json), parsed.GetValue(Overlays), cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(bool json, string? overlays, CancellationToken cancel)
    {
        var screen = new Screen(json);
        if (SystemState.Read(Running.Layout.Find()) is not { } state)
        {
            screen.Say("nothing is running: start it with 'up' first");
            return 2;
        }

        var sound = true;
        foreach (var (service, connection) in state.Databases)
        {
            await using var database = NpgsqlDataSource.Create(connection);
            var report = await EventStoreCheck.RunAsync(database, PostgresEventStore.ToRead(database), cancel);
            var work = await HandoffLogCheck.RunAsync(PostgresEventStore.ToRead(database, HandoffLogCheck.Types), cancel);
            sound &= report.Faults.Count == 0 && work.Violations.Count == 0;
            if (json)
            {
                Screen.Line(new { kind = "log", service, report.Events, report.Streams, faults = report.Faults });
                Screen.Line(new { kind = "work", service, work.Crossings, work.Items, work.Open, violations = work.Violations });
                continue;
            }

            AnsiConsole.MarkupLineInterpolated($"{service}: {report.Events} events in {report.Streams} streams, {(report.Faults.Count == 0 ? "whole" : "NOT whole")}");
            foreach (var fault in report.Faults) AnsiConsole.MarkupLineInterpolated($"  {fault.Rule}: {fault.Where}");
            AnsiConsole.MarkupLineInterpolated($"  {work.Crossings} crossings and {work.Items} work items, {work.Open} of them open, {(work.Violations.Count == 0 ? "each with owner, deadline and chain" : "NOT all as they must be")}");
            foreach (var violation in work.Violations) AnsiConsole.MarkupLineInterpolated($"  {violation.Rule}: {violation.Where} ({violation.What})");
        }

        sound &= GeneratedScreen.Deviations(json, overlays);
        return sound ? 0 : 1;
    }
}
