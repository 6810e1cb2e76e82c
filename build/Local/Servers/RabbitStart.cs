using System.Globalization;
using System.Net.Sockets;
using Unavailable = Healthcare.Local.Servers.Startup<Healthcare.Local.Servers.RabbitServer>.Unavailable;

namespace Healthcare.Local.Servers;

/// <summary>The ways to a RabbitMQ broker, one method each.</summary>
internal static class RabbitStart
{
    internal const string Image = "rabbitmq:3.13-management";
    private const string User = "healthcare";
    private const int Attempts = 4;

    // epmd would leave our process group as a daemon if Erlang started it, so it is started here, on a port of its own.
    private const string Script = """
        "$1" -address 127.0.0.1 -port "$ERL_EPMD_PORT" &
        exec "$2"
        """;

    // Debian's /usr/sbin/rabbitmq-server insists on its own user and folders; the script behind it does not.
    internal static string? FindBinary() => File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server")
        ? "/usr/lib/rabbitmq/bin/rabbitmq-server"
        : Command.Find("rabbitmq-server");

    internal static async Task<Startup<RabbitServer>> GivenAsync(string amqp, string? management, ServerOptions options, CancellationToken cancel)
    {
        if (!Uri.TryCreate(amqp, UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps"))
            return new Unavailable($"{RabbitServer.EnvironmentVariable} is not an AMQP address (amqp://user:password@host:5672/).");
        var server = new RabbitServer(address, new Uri(management is { Length: > 0 } ? management : $"http://{address.Host}:15672/"), guarded: null, folder: null);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bounded.CancelAfter(options.ReadyWithin);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(address.Host, server.Port, bounded.Token);
                return new Startup<RabbitServer>.Running(server);
            }
            catch (SocketException refused) when (bounded.IsCancellationRequested)
            {
                return new Unavailable($"The broker of {RabbitServer.EnvironmentVariable} does not answer: {refused.Message}");
            }
            catch (SocketException)
            {
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(100), bounded.Token));
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return new Unavailable($"The broker of {RabbitServer.EnvironmentVariable} does not answer.");
            }
        }
    }

    internal static async Task<Startup<RabbitServer>> NativeAsync(string binary, ServerOptions options, CancellationToken cancel)
    {
        if (Command.Find("epmd") is not { } epmd) return new Unavailable("RabbitMQ is here but Erlang's epmd is not in PATH.");
        // Unlike PostgreSQL it may run as root where there is no user for it.
        var user = Unprivileged.Choose("rabbitmq", "nobody") ?? new Unprivileged(User: null);
        Startup<RabbitServer> started = new Unavailable("");
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var folder = DataFolder.Choose(options, "rabbitmq", user);
            if (!await Guarded.IsFreeAsync(folder, cancel)) return new Unavailable($"Another process runs a RabbitMQ on {folder.Path}; end it first.");
            var password = await folder.PasswordAsync(cancel);
            var ports = new Ports(LoopbackPorts.Take(4));
            await WriteConfigurationAsync(folder, ports, password, options, cancel);
            await user.OwnAsync(folder.Path, cancel);
            // A stop closes connections and stores within 0.1 s; the management plugin then dawdles for 7 s, with nothing left to lose.
            var ending = options.Durable ? new Guarded.Ending("TERM", TimeSpan.FromSeconds(2)) : new Guarded.Ending("KILL", TimeSpan.Zero);
            var guarded = await Guarded.StartAsync(folder, user.Run(["/bin/sh", "-c", Script, "rabbitmq", epmd, binary]), EnvironmentOf(folder, ports), ending, cancel);
            var server = new RabbitServer(Amqp(ports.Amqp, password), Http(ports.Management), guarded, folder);
            options.BrokerLaunched(server);
            started = await server.WhenReadyAsync(folder, options.ReadyWithin, cancel);
            // Another process may have taken a port in between.
            if (started is not Unavailable { Reason: var reason } || !IsLostPort(reason)) break;
        }

        return started;
    }

    internal static async Task<Startup<RabbitServer>> ContainerAsync(ServerOptions options, CancellationToken cancel)
    {
        var folder = DataFolder.Choose(options, "rabbitmq", new Unprivileged(User: null));
        if (!await Guarded.IsFreeAsync(folder, cancel)) return new Unavailable($"Another process runs a RabbitMQ on {folder.Path}; end it first.");
        var password = await folder.PasswordAsync(cancel);
        var container = $"healthcare-rabbitmq-{Guid.CreateVersion7():N}";
        // The broker's data carries the name of its host, so a kept one needs the same name every time.
        string[] volume = folder.IsTemporary ? [] : ["-v", $"{folder["container"]}:/var/lib/rabbitmq"];
        string[] command =
        [
            "docker", "run", "--rm", "--name", container, "--hostname", "healthcare", "-p", "127.0.0.1::5672", "-p", "127.0.0.1::15672",
            "-e", $"RABBITMQ_DEFAULT_USER={User}", "-e", "RABBITMQ_DEFAULT_PASS", .. volume, Image,
        ];
        var guarded = await Guarded.StartAsync(folder, command, new Dictionary<string, string>(StringComparer.Ordinal) { ["RABBITMQ_DEFAULT_PASS"] = password },
            new Guarded.Ending("TERM", TimeSpan.FromSeconds(20), $"docker rm -f -v {container}"), cancel);
        int? amqp = null, management = null;
        while (!guarded.HasEnded && (amqp is null || management is null))
        {
            amqp = await Docker.PortAsync(container, 5672, cancel);
            management = await Docker.PortAsync(container, 15672, cancel);
        }

        return await new RabbitServer(Amqp(amqp ?? 1, password), Http(management ?? 1), guarded, folder) { ListenerPort = 5672 }.WhenReadyAsync(folder, options.ReadyWithin, cancel);
    }

    private static Uri Amqp(int port, string password) => new(string.Create(CultureInfo.InvariantCulture, $"amqp://{User}:{password}@127.0.0.1:{port}/"));

    private static Uri Http(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    private static bool IsLostPort(string reason) =>
        reason.Contains("eaddrinuse", StringComparison.OrdinalIgnoreCase) || reason.Contains("in use", StringComparison.OrdinalIgnoreCase);

    private static async Task WriteConfigurationAsync(DataFolder folder, Ports ports, string password, ServerOptions options, CancellationToken cancel)
    {
        await File.WriteAllTextAsync(folder["rabbitmq.conf"], string.Create(CultureInfo.InvariantCulture, $"""
            listeners.tcp.1 = 127.0.0.1:{ports.Amqp}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {ports.Management}
            management_agent.disable_metrics_collector = true
            default_user = {User}
            default_pass = {password}
            log.console = true
            log.console.level = warning
            log.file = false
            raft.wal_max_size_bytes = 67108864
            disk_free_limit.absolute = 200MB

            """), cancel);
        // Where the data is thrown away, a confirm need not wait for the disk.
        await File.WriteAllTextAsync(folder["advanced.config"], options.Durable ? "[].\n" : "[{ra, [{wal_sync_method, none}]}].\n", cancel);
        await File.WriteAllTextAsync(folder["enabled_plugins"], "[rabbitmq_management].\n", cancel);
    }

    private static Dictionary<string, string> EnvironmentOf(DataFolder folder, Ports ports) => new(StringComparer.Ordinal)
    {
        // The cookie is made in HOME.
        ["HOME"] = folder.Path,
        ["ERL_EPMD_PORT"] = ports.Epmd.ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_CRASH_DUMP_SECONDS"] = "0",
        // A kept broker must find its own name in its data; epmd of its own keeps equal names apart.
        ["RABBITMQ_NODENAME"] = "healthcare@localhost",
        ["RABBITMQ_DIST_PORT"] = ports.Distribution.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false",
        // Else the settings of the system's broker in /etc/rabbitmq would hold for ours; there is no such file.
        ["RABBITMQ_CONF_ENV_FILE"] = folder["none"],
        ["RABBITMQ_CONFIG_FILE"] = folder["rabbitmq.conf"],
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = folder["advanced.config"],
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = folder["enabled_plugins"],
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = folder["generated"],
        ["RABBITMQ_MNESIA_BASE"] = folder["data"],
        ["RABBITMQ_LOG_BASE"] = folder["logs"],
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_PID_FILE"] = folder["pid"],
        // The script then becomes the Erlang machine instead of waiting for it: one process, ended by one signal.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
    };

    private sealed record Ports(IReadOnlyList<int> Taken)
    {
        internal int Amqp => Taken[0];

        internal int Management => Taken[1];

        internal int Distribution => Taken[2];

        internal int Epmd => Taken[3];
    }
}
