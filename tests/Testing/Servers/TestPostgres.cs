using Healthcare.Local.Servers;
using Npgsql;

namespace Healthcare.Testing.Servers;

/// <summary>
/// One PostgreSQL server per test process, started by the first test that asks. It needs no set-up fixture and no disposal:
/// its guard ends it and deletes its data as soon as the test process is gone, however it went.
/// </summary>
public static class TestPostgres
{
    private static readonly Shared<PostgresServer> Server = new(cancel => PostgresServer.StartAsync(ServerOptions.Temporary with { Progress = TestOutput.Tell }, cancel));

    /// <summary>The shared server.</summary>
    public static Task<PostgresServer> StartAsync(CancellationToken cancel) => Server.GetAsync(cancel);

    /// <summary>Connects to a new empty database that no other test uses.</summary>
    public static async Task<string> NewDatabaseAsync(CancellationToken cancel)
    {
        var server = await StartAsync(cancel);
        var database = $"hc_test_{Guid.CreateVersion7():N}";
        await server.CreateDatabaseAsync(database, owner: null, cancel);
        // A server that was given to us outlives this process, the database must not.
        if (!server.IsOurs) AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DropDatabaseAsync(database, CancellationToken.None).Wait(TimeSpan.FromSeconds(5));
        return new NpgsqlConnectionStringBuilder(server.ConnectionString(database))
        {
            // Many tests, each with a pool of its own, share the server's 300 connections.
            MaxPoolSize = 50,
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 2,
            IncludeErrorDetail = true,
        }.ConnectionString;
    }
}
