using System.Diagnostics;
using System.Net.Sockets;
using Healthcare.Local.Servers;

namespace Healthcare.Local.Running;

/// <summary>
/// The whole system on this machine: PostgreSQL, RabbitMQ, six services, gateway and sandbox, each a process of its own on loopback.
/// Disposing it ends every process it started; so does its own death, however it dies.
/// </summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(90);
    private readonly Layout layout;
    private readonly PostgresServer postgres;
    private readonly RabbitServer rabbit;
    private readonly Settings settings;
    private readonly Dictionary<string, Guarded> processes = new(StringComparer.Ordinal);

    private LocalSystem(Layout layout, PostgresServer postgres, RabbitServer rabbit, IReadOnlyDictionary<string, Uri> addresses, Settings settings)
    {
        this.layout = layout;
        this.postgres = postgres;
        this.rabbit = rabbit;
        this.settings = settings;
        Addresses = addresses;
    }

    public IReadOnlyDictionary<string, Uri> Addresses { get; }

    public string OwnerConnection(string service) => settings.OwnerConnection(service);

    /// <summary>The broker and its management API, with the credentials.</summary>
    public (Uri Amqp, Uri Management) Broker => (rabbit.AmqpUri, rabbit.ManagementUri);

    /// <summary>The process of a part, or of a replica of it.</summary>
    public int ProcessIdOf(string name) => processes[name].ProcessId;

    public static async Task<LocalSystem> StartAsync(Layout layout, IReadOnlyDictionary<string, string> extra, Action<string> progress, bool virtualTime, CancellationToken cancel)
    {
        Directory.CreateDirectory(layout.Data);
        Directory.CreateDirectory(layout.Logs);
        // A system whose time is moved is for trying things out: days pass in seconds because no commit waits for the disk, and a power cut may cost what it holds.
        var options = ServerOptions.Keeping(layout.Data) with { Progress = progress, Durable = !virtualTime };
        progress("starting PostgreSQL and RabbitMQ");
        var launched = new TaskCompletionSource<RabbitServer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var startingPostgres = PostgresServer.StartAsync(options, cancel);
        var startingRabbit = RabbitServer.StartAsync(options with { BrokerLaunched = broker => launched.TrySetResult(broker) }, cancel);
        var database = (await startingPostgres).OrThrow();
        LocalSystem? system = null;
        try
        {
            var addresses = TakeAddresses();
            var passwords = Settings.Secrets(layout);
            LocalSystem With(RabbitServer broker) =>
                new(layout, database, broker, addresses, new Settings(layout, addresses, database, broker, passwords) { Extra = extra, VirtualTime = virtualTime });

            await Task.WhenAny(launched.Task, startingRabbit);
            if (launched.Task.IsCompletedSuccessfully && new Preparation(layout, database, await launched.Task, passwords).IsDone)
            {
                // A broker takes seconds to start, and so do eight programs: they do it together.
                progress("starting sandbox, six services and gateway beside the broker");
                system = With(await launched.Task);
                foreach (var part in Part.All) await system.StartPartAsync(part, part.Name, addresses[part.Name], cancel);
                if ((await startingRabbit).OrThrow() == system.rabbit)
                {
                    await Task.WhenAll(Part.All.Select(p => system.ReadyAsync(p.Name, addresses[p.Name], cancel)));
                    system.State.Write(layout);
                    return system;
                }

                // It lost its port to another process, and took another.
                await system.EndPartsAsync();
            }

            var keys = RunAsync(layout, Part.Sandbox, ["keys", "--folder", layout.Keys], new Dictionary<string, string>(StringComparer.Ordinal), cancel);
            system = With((await startingRabbit).OrThrow());
            await keys;
            var preparation = new Preparation(layout, database, system.rabbit, passwords);
            preparation.Undo();
            await system.MigrateAsync(passwords, progress, cancel);
            preparation.Done();
            await system.StartPartsAsync(progress, cancel);
            system.State.Write(layout);
            return system;
        }
        catch
        {
            if (system is not null) await system.DisposeAsync();
            else await EndServersAsync(database, startingRabbit);
            throw;
        }
    }

    /// <summary>Starts one part again, as an orchestrator would after it died.</summary>
    public async Task RestartAsync(string name, CancellationToken cancel)
    {
        if (processes.Remove(name, out var old)) await old.DisposeAsync();
        await StartPartAsync(Part.All.Single(p => p.Name == name), name, Addresses[name], cancel);
        await ReadyAsync(name, Addresses[name], cancel);
    }

    /// <summary>Starts a second process of a service beside the first, on the same database and queues; tells its name, which <see cref="EndAsync"/> takes.</summary>
    public async Task<string> AddReplicaAsync(string service, CancellationToken cancel)
    {
        var name = $"{service}-2";
        var address = new Uri($"http://127.0.0.1:{Settings.Text(LoopbackPorts.Take(1)[0])}");
        await StartPartAsync(Part.Services.Single(s => s.Name == service), name, address, cancel);
        await ReadyAsync(name, address, cancel);
        return name;
    }

    /// <summary>Ends a process in order.</summary>
    public async Task EndAsync(string name)
    {
        if (processes.Remove(name, out var process)) await process.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        SystemState.Forget(layout);
        await EndPartsAsync();
        await rabbit.DisposeAsync();
        await postgres.DisposeAsync();
    }

    private static async Task EndServersAsync(PostgresServer postgres, Task<Startup<RabbitServer>> startingRabbit)
    {
        await ((Task)startingRabbit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (startingRabbit is { IsCompletedSuccessfully: true, Result: Startup<RabbitServer>.Running running }) await running.Server.DisposeAsync();
        await postgres.DisposeAsync();
    }

    private async Task EndPartsAsync()
    {
        // The door first, so that nothing new comes in; then everybody at once.
        if (processes.Remove(Part.Gateway.Name, out var gateway)) await gateway.DisposeAsync();
        await Task.WhenAll(processes.Values.Select(p => p.DisposeAsync().AsTask()));
        processes.Clear();
    }

    /// <summary>What the system is reached by.</summary>
    public SystemState State => new(
        Environment.ProcessId,
        Addresses,
        Part.Services.ToDictionary(s => s.Name, s => settings.OwnerConnection(s.Name), StringComparer.Ordinal),
        processes.ToDictionary(p => p.Key, p => p.Value.ProcessId, StringComparer.Ordinal));

    private async Task MigrateAsync(IReadOnlyDictionary<string, string> passwords, Action<string> progress, CancellationToken cancel)
    {
        progress("bringing six databases and the broker to their shape");
        foreach (var service in Part.Services)
        {
            await postgres.CreateRoleAsync(Settings.Role(service.Name), passwords[service.Name], cancel);
            await postgres.CreateDatabaseAsync(Settings.Database(service.Name), owner: null, cancel);
        }

        await Parallel.ForEachAsync(
            Part.Services,
            new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = cancel },
            async (service, c) => await RunAsync(layout, service, ["migrate"], settings.Of(service, migrating: true), c));
    }

    private async Task StartPartsAsync(Action<string> progress, CancellationToken cancel)
    {
        progress("starting sandbox, six services and gateway");
        var others = Part.All.Where(p => p != Part.Sandbox).ToList();
        await StartPartAsync(Part.Sandbox, Part.Sandbox.Name, Addresses[Part.Sandbox.Name], cancel);
        await ReadyAsync(Part.Sandbox.Name, Addresses[Part.Sandbox.Name], cancel);
        foreach (var part in others) await StartPartAsync(part, part.Name, Addresses[part.Name], cancel);
        await Task.WhenAll(others.Select(p => ReadyAsync(p.Name, Addresses[p.Name], cancel)));
    }

    private async Task StartPartAsync(Part part, string name, Uri address, CancellationToken cancel)
    {
        var folder = new DataFolder(Path.Combine(layout.Logs, name), IsTemporary: false);
        Directory.CreateDirectory(folder.Path);
        // A shell stands between, and shells drop variables whose names have dashes: these go by argument.
        var all = settings.Of(part);
        all["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority);
        var byArgument = all.Where(s => s.Key.Contains('-', StringComparison.Ordinal)).Select(s => $"--{s.Key.Replace("__", ":", StringComparison.Ordinal)}={s.Value}");
        var program = layout.Program(part.Project, part.Assembly);
        processes[name] = await Guarded.StartAsync(
            folder,
            ["dotnet", program, "--contentRoot", Path.GetDirectoryName(program) ?? layout.Root, .. byArgument],
            all.Where(s => !s.Key.Contains('-', StringComparison.Ordinal)).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal),
            new Guarded.Ending("TERM", TimeSpan.FromSeconds(10)),
            cancel);
    }

    private async Task ReadyAsync(string name, Uri address, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var path = name == Part.Sandbox.Name ? "/idp/jwks" : "/health/ready";
        var from = TimeProvider.System.GetTimestamp();
        var last = "no answer";
        while (TimeProvider.System.GetElapsedTime(from) < ReadyWithin)
        {
            if (processes[name].HasEnded) break;
            try
            {
                using var answer = await http.GetAsync(new Uri(address, path), cancel);
                if (answer.IsSuccessStatusCode) return;
                last = await answer.Content.ReadAsStringAsync(cancel);
            }
            catch (Exception failure) when (failure is HttpRequestException or SocketException or TaskCanceledException && !cancel.IsCancellationRequested)
            {
                last = failure.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancel);
        }

        var log = await new DataFolder(Path.Combine(layout.Logs, name), IsTemporary: false).LogTailAsync(CancellationToken.None);
        throw new InvalidOperationException($"{name} is not ready ({last}). Its log ends with:\n{log}");
    }

    private static async Task RunAsync(Layout layout, Part part, string[] arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", [layout.Program(part.Project, part.Assembly), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(layout.Program(part.Project, part.Assembly)) ?? layout.Root,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{part.Name} does not start.");
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{part.Name} {arguments[0]} ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }

    /// <summary>The usual ports, unless somebody has one of them: then a free one.</summary>
    private static Dictionary<string, Uri> TakeAddresses()
    {
        var free = new Queue<int>(LoopbackPorts.Take(Part.All.Count()));
        return Part.All.ToDictionary(p => p.Name, p => new Uri($"http://127.0.0.1:{Settings.Text(IsFree(p.UsualPort) ? p.UsualPort : free.Dequeue())}"), StringComparer.Ordinal);
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(System.Net.IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
