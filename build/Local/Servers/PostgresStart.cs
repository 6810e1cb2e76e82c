using System.Globalization;
using Npgsql;
using Unavailable = Healthcare.Local.Servers.Startup<Healthcare.Local.Servers.PostgresServer>.Unavailable;

namespace Healthcare.Local.Servers;

/// <summary>The ways to a PostgreSQL server, one method each.</summary>
internal static class PostgresStart
{
    internal const string Image = "postgres:15";
    private const string Admin = "postgres";
    private const int Attempts = 4;

    internal static async Task<Startup<PostgresServer>> GivenAsync(string connectionString, ServerOptions options, CancellationToken cancel)
    {
        NpgsqlConnectionStringBuilder admin;
        try
        {
            admin = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException malformed)
        {
            return new Unavailable($"{PostgresServer.EnvironmentVariable} is not a connection string: {malformed.Message}");
        }

        var started = await PostgresServer.WhenReadyAsync(admin, guarded: null, folder: null, options.ReadyWithin, cancel);
        return started is Unavailable { Reason: var reason } ? new Unavailable($"The server of {PostgresServer.EnvironmentVariable}: {reason}") : started;
    }

    internal static async Task<Startup<PostgresServer>> NativeAsync(string binaries, ServerOptions options, CancellationToken cancel)
    {
        if (Unprivileged.Choose("postgres", "nobody") is not { } user)
            return new Unavailable("PostgreSQL refuses root, and there is no setpriv (package util-linux) or no user postgres or nobody to run it as.");
        Startup<PostgresServer> started = new Unavailable("");
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var folder = DataFolder.Choose(options, "postgres", user);
            if (!await Guarded.IsFreeAsync(folder, cancel)) return new Unavailable($"Another process runs a PostgreSQL on {folder.Path}; end it first.");
            var password = await folder.PasswordAsync(cancel);
            await user.OwnAsync(folder.Path, cancel);
            if (await InitializeAsync(binaries, folder, user, options, cancel) is { } failure)
            {
                folder.Delete();
                return new Unavailable(failure);
            }

            var port = LoopbackPorts.Take(1)[0];
            // Sessions of a temporary server hold nothing worth a shutdown checkpoint; a kept one ends in order.
            var ending = options.Durable ? new Guarded.Ending("INT", TimeSpan.FromSeconds(20)) : new Guarded.Ending("QUIT", TimeSpan.FromSeconds(6));
            var guarded = await Guarded.StartAsync(folder, user.Run([Path.Combine(binaries, "postgres"), "-D", folder["data"], .. Settings(port, options)]),
                new Dictionary<string, string>(StringComparer.Ordinal) { ["LC_ALL"] = "C" }, ending, cancel);
            started = await PostgresServer.WhenReadyAsync(Connection(port, password), guarded, folder, options.ReadyWithin, cancel);
            // Another process may have taken the port in between.
            if (started is not Unavailable { Reason: var reason } || !reason.Contains("bind", StringComparison.Ordinal)) break;
        }

        return started;
    }

    internal static async Task<Startup<PostgresServer>> ContainerAsync(ServerOptions options, CancellationToken cancel)
    {
        var folder = DataFolder.Choose(options, "postgres", new Unprivileged(User: null));
        if (!await Guarded.IsFreeAsync(folder, cancel)) return new Unavailable($"Another process runs a PostgreSQL on {folder.Path}; end it first.");
        var password = await folder.PasswordAsync(cancel);
        var container = $"healthcare-postgres-{Guid.CreateVersion7():N}";
        string[] volume = folder.IsTemporary ? [] : ["-v", $"{folder["container"]}:/var/lib/postgresql/data"];
        string[] command =
        [
            "docker", "run", "--rm", "--name", container, "--shm-size=512m", "-p", "127.0.0.1::5432", "-e", "POSTGRES_PASSWORD",
            "-e", "POSTGRES_INITDB_ARGS=--locale=C --encoding=UTF8 --auth-host=scram-sha-256", .. volume, Image, .. Tuning(options),
        ];
        var guarded = await Guarded.StartAsync(folder, command, new Dictionary<string, string>(StringComparer.Ordinal) { ["POSTGRES_PASSWORD"] = password },
            new Guarded.Ending("INT", TimeSpan.FromSeconds(20), $"docker rm -f -v {container}"), cancel);
        var port = await ContainerPortAsync(container, guarded, cancel);
        return await PostgresServer.WhenReadyAsync(Connection(port ?? 1, password), guarded, folder, options.ReadyWithin, cancel);
    }

    private static async Task<int?> ContainerPortAsync(string container, Guarded guarded, CancellationToken cancel)
    {
        while (!guarded.HasEnded)
        {
            if (await Docker.PortAsync(container, 5432, cancel) is { } port) return port;
        }

        return null;
    }

    private static NpgsqlConnectionStringBuilder Connection(int port, string password) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Username = Admin,
        Password = password,
        Database = "postgres",
        Timeout = 5,
        GssEncryptionMode = GssEncryptionMode.Disable,
        SslMode = SslMode.Disable,
    };

    private static async Task<string?> InitializeAsync(string binaries, DataFolder folder, Unprivileged user, ServerOptions options, CancellationToken cancel)
    {
        var data = folder["data"];
        if (File.Exists(Path.Combine(data, "PG_VERSION"))) return null;
        string[] careless = options.Durable ? [] : ["--no-sync"];
        var made = await Command.RunAsync(
            user.Run([Path.Combine(binaries, "initdb"), "-D", data, "-U", Admin, "--auth=scram-sha-256", $"--pwfile={folder["password"]}", "--locale=C", "--encoding=UTF8", .. careless]),
            TimeSpan.FromMinutes(2), cancel);
        return made.Ok ? null : $"initdb failed: {made.Tail}";
    }

    private static IEnumerable<string> Settings(int port, ServerOptions options) =>
    [
        // Without a socket file nothing depends on the length or the rights of a path.
        "-c", "listen_addresses=127.0.0.1", "-c", string.Create(CultureInfo.InvariantCulture, $"port={port}"), "-c", "unix_socket_directories=",
        .. Tuning(options),
    ];

    private static IEnumerable<string> Tuning(ServerOptions options) =>
    [
        "-c", "max_connections=300", "-c", "shared_buffers=256MB", "-c", "password_encryption=scram-sha-256", "-c", "log_min_messages=warning",
        "-c", "checkpoint_timeout=15min",
        .. options.Durable ? ["-c", "max_wal_size=2GB"] : (string[])["-c", "max_wal_size=256MB", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "autovacuum_naptime=5min"],
    ];
}
