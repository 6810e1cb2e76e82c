using System.Diagnostics;
using Npgsql;

namespace Healthcare.Local.Servers;

/// <summary>A PostgreSQL server on loopback: given by the environment, or started from this machine's binaries or an image, and ended with us.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Names the environment variable that holds the connection string of a server to use instead of starting one.</summary>
    public const string EnvironmentVariable = "HEALTHCARE_POSTGRES";

    private const string WhatToInstall =
        $"Set {EnvironmentVariable} to the connection string of a role that may create databases, or install PostgreSQL 13 or newer "
        + "(Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17), or start a Docker daemon.";

    private readonly NpgsqlConnectionStringBuilder admin;

    private PostgresServer(NpgsqlConnectionStringBuilder admin, Guarded? guarded, string? log) => (this.admin, Guarded, LogFile) = (admin, guarded, log);

    public int Port => admin.Port;

    /// <summary>Connects the role that may create databases and roles to the maintenance database.</summary>
    public string AdminConnectionString => admin.ConnectionString;

    /// <summary>The postmaster; null when the server was given by the environment or runs in a container.</summary>
    public int? ProcessId => Guarded?.ProcessId;

    /// <summary>Where the server writes its log; null when it was given by the environment.</summary>
    public string? LogFile { get; }

    /// <summary>Whether we started it, and so end it.</summary>
    public bool IsOurs => Guarded is not null;

    private Guarded? Guarded { get; }

    /// <summary>Finds a server or starts one; what must be installed is told as a value.</summary>
    public static async Task<Startup<PostgresServer>> StartAsync(ServerOptions options, CancellationToken cancel)
    {
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } given) return await PostgresStart.GivenAsync(given, options, cancel);
        if (OperatingSystem.IsWindows()) return new Startup<PostgresServer>.Unavailable($"Servers are started on Linux and macOS only. {WhatToInstall}");
        if (PostgresBinaries.Find() is { } binaries) return await PostgresStart.NativeAsync(binaries, options, cancel);
        var noContainer = await Docker.PrepareAsync(PostgresStart.Image, options, cancel);
        if (noContainer is null) return await PostgresStart.ContainerAsync(options, cancel);
        var notInstalled = await Installation.InstallAsync("postgresql", () => PostgresBinaries.Find() is not null, options, cancel);
        if (PostgresBinaries.Find() is { } installed) return await PostgresStart.NativeAsync(installed, options, cancel);
        return new Startup<PostgresServer>.Unavailable($"There is no PostgreSQL here: {noContainer}, and {notInstalled}. {WhatToInstall}");
    }

    /// <summary>Connects the administrating role to a database.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Connects a role of its own to a database.</summary>
    public string ConnectionString(string database, string role, string password) =>
        new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Database = database, Username = role, Password = password }.ConnectionString;

    /// <summary>Makes a role that may log in, or gives an existing one this password.</summary>
    public async Task CreateRoleAsync(string role, string password, CancellationToken cancel)
    {
        var verb = await ExistsAsync("SELECT 1 FROM pg_roles WHERE rolname = $1", role, cancel) ? "ALTER" : "CREATE";
        await ExecuteAsync($"{verb} ROLE {Quoted(role)} LOGIN PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'", cancel);
    }

    /// <summary>Makes an empty database unless it exists; without an owner it belongs to the administrating role. False when it was there.</summary>
    public async Task<bool> CreateDatabaseAsync(string database, string? owner, CancellationToken cancel)
    {
        if (await ExistsAsync("SELECT 1 FROM pg_database WHERE datname = $1", database, cancel)) return false;
        var owned = owner is null ? "" : $" OWNER {Quoted(owner)}";
        await ExecuteAsync($"CREATE DATABASE {Quoted(database)}{owned} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", cancel);
        return true;
    }

    /// <summary>Deletes a database and ends the sessions that use it.</summary>
    public Task DropDatabaseAsync(string database, CancellationToken cancel) => ExecuteAsync($"DROP DATABASE IF EXISTS {Quoted(database)} WITH (FORCE)", cancel);

    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(AdminConnectionString)) NpgsqlConnection.ClearPool(connection);
        if (Guarded is not null) await Guarded.DisposeAsync();
    }

    internal static async Task<Startup<PostgresServer>> WhenReadyAsync(
        NpgsqlConnectionStringBuilder admin, Guarded? guarded, DataFolder? folder, TimeSpan bound, CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        var server = new PostgresServer(admin, guarded, folder?.Log);
        while (true)
        {
            var refusal = await RefusalAsync(admin, cancel);
            if (refusal is null) return new Startup<PostgresServer>.Running(server);
            var hasEnded = guarded?.HasEnded == true;
            if (!hasEnded && waited.Elapsed < bound)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(15), cancel);
                continue;
            }

            var log = folder is null ? "" : await folder.LogTailAsync(cancel);
            await server.DisposeAsync();
            return new Startup<PostgresServer>.Unavailable($"PostgreSQL {(hasEnded ? "ended" : "did not answer in time")} ({refusal}). {log}".TrimEnd());
        }
    }

    private static async Task<string?> RefusalAsync(NpgsqlConnectionStringBuilder admin, CancellationToken cancel)
    {
        try
        {
            await using var connection = new NpgsqlConnection(admin.ConnectionString);
            await connection.OpenAsync(cancel);
            return null;
        }
        catch (NpgsqlException refused)
        {
            return refused.Message;
        }
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private async Task<bool> ExistsAsync(string query, string name, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(AdminConnectionString);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(query, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(cancel) is not null;
    }

    private async Task ExecuteAsync(string statement, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(AdminConnectionString);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
