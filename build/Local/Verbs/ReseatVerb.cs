using System.CommandLine;
using Healthcare.EventStore;
using Healthcare.Local.Running;
using Npgsql;

namespace Healthcare.Local.Verbs;

/// <summary><c>reseat</c>: opens a new era in databases that were restored on another server.</summary>
internal static class ReseatVerb
{
    private static readonly Option<string[]> Connections = new("--connection") { Description = "An owner's connection string; all databases of the running system when none is given.", AllowMultipleArgumentsPerToken = false };

    public static Command Command()
    {
        var command = new Command("reseat", "Opens a new era in databases that were restored from another server, so that they may be served again.") { Connections, UpVerb.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(Connections) ?? [], new Screen(parsed.GetValue(UpVerb.Json)), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string[] given, Screen screen, CancellationToken cancel)
    {
        string[] connections = given.Length > 0 ? given : [.. SystemState.Read(Layout.Find())?.Databases.Values ?? []];
        if (connections.Length == 0)
        {
            screen.Say("nothing is running, and no --connection was given");
            return 2;
        }

        foreach (var connection in connections)
        {
            await using var database = NpgsqlDataSource.Create(connection);
            var name = new NpgsqlConnectionStringBuilder(connection).Database;
            if (await EventStoreMigrator.RefusalToServeAsync(database, cancel) is null)
            {
                screen.Say($"{name} needs no new era");
                continue;
            }

            screen.Say($"{name} is in era {Settings.Text(await EventStoreMigrator.ReseatAsync(connection, cancel))} now");
        }

        return 0;
    }
}
