using System.CommandLine;
using Healthcare.EventStore;
using Healthcare.Local.Running;
using Npgsql;
using Spectre.Console;

namespace Healthcare.Local.Verbs;

/// <summary><c>check</c>: proves every service's log whole. It needs the servers, not the services.</summary>
internal static class CheckVerb
{
    public static Command Command()
    {
        var command = new Command("check", "Proves every service's log whole: coverage, versions, order, hashes.") { UpVerb.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(UpVerb.Json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(bool json, CancellationToken cancel)
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
            sound &= report.Faults.Count == 0;
            if (json)
            {
                Screen.Line(new { kind = "log", service, report.Events, report.Streams, faults = report.Faults });
                continue;
            }

            AnsiConsole.MarkupLineInterpolated($"{service}: {report.Events} events in {report.Streams} streams, {(report.Faults.Count == 0 ? "whole" : "NOT whole")}");
            foreach (var fault in report.Faults) AnsiConsole.MarkupLineInterpolated($"  {fault.Rule}: {fault.Where}");
        }

        return sound ? 0 : 1;
    }
}
