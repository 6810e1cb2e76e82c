using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Messaging;
using Healthcare.Platform.Tests.Replicas;
using Healthcare.Testing.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Healthcare.Platform.Tests.Messaging;

/// <summary>A sender and a receiver, each with a database of its own, on a virtual host of their own; replicas run in this process or as processes.</summary>
internal sealed class Post : IAsyncDisposable
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string> databases = new(StringComparer.Ordinal);
    private readonly List<IHost> hosts = [];
    private readonly List<ReplicaProcess> processes = [];

    private Post(Uri broker) => Broker = broker;

    public Uri Broker { get; set; }

    /// <summary>The sender's store without a relay: it only appends.</summary>
    public IHost Counter => hosts[0];

    /// <summary>What this test changes of every host's settings.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["Messaging:RecordsEverything"] = "false",
        ["Messaging:FirstRetryAfter"] = "00:00:00.010",
    };

    public static async Task<Post> OpenAsync(CancellationToken cancel, Uri? broker = null)
    {
        var post = new Post(broker ?? await TestRabbit.NewVirtualHostAsync(cancel));
        foreach (var service in new[] { "sender", "receiver" })
        {
            var owner = await TestPostgres.NewDatabaseAsync(cancel);
            var role = $"runtime_{Guid.CreateVersion7():N}";
            await using var database = NpgsqlDataSource.Create(owner);
            await using (var create = database.CreateCommand($"create role {role} login password 'runtime'")) await create.ExecuteNonQueryAsync(cancel);
            post.databases[service] = new NpgsqlConnectionStringBuilder(owner) { Username = role, Password = "runtime", MaxPoolSize = 20 }.ConnectionString;
            using var host = post.Build(service);
            await EventStoreMigrator.MigrateAsync(owner, role, [], host.Services.GetServices<ViewName>(), cancel);
        }

        post.hosts.Add(post.Build("sender"));
        return post;
    }

    /// <summary>Declares what <c>migrate</c> declares.</summary>
    public async Task DeclareAsync(CancellationToken cancel, Action<MessagingBuilder>? receiver = null)
    {
        using var receiving = Build("receiver", receiver);
        await Topology.DeclareAsync(Counter.Services, cancel);
        await Topology.DeclareAsync(receiving.Services, cancel);
    }

    public async Task<IHost> StartAsync(string service, CancellationToken cancel, Action<MessagingBuilder>? messaging = null)
    {
        var host = Build(service, messaging);
        hosts.Add(host);
        await host.StartAsync(cancel);
        return host;
    }

    public int PortOf(string service) => new NpgsqlConnectionStringBuilder(databases[service]).Port;

    /// <summary>Starts a replica whose database is behind another port.</summary>
    public async Task StartBehindAsync(string service, int port, CancellationToken cancel)
    {
        var configuration = ConfigurationOf(service);
        configuration["ConnectionStrings:EventStore"] = new NpgsqlConnectionStringBuilder(databases[service]) { Host = "127.0.0.1", Port = port, Timeout = 2 }.ConnectionString;
        var host = Replica.Build(service, configuration);
        hosts.Add(host);
        await host.StartAsync(cancel);
    }

    public async Task<ReplicaProcess> StartProcessAsync(string service, CancellationToken cancel, string? failpoint = null, int at = 1)
    {
        var settings = ConfigurationOf(service);
        if (failpoint is not null)
        {
            settings["Failpoint"] = failpoint;
            settings["FailpointAt"] = at.ToString(CultureInfo.InvariantCulture);
        }

        var process = await ReplicaProcess.StartAsync(service, settings, cancel);
        processes.Add(process);
        return process;
    }

    public async Task StopAsync(IHost host, CancellationToken cancel)
    {
        hosts.Remove(host);
        await host.StopAsync(cancel);
        host.Dispose();
    }

    public async Task SendAsync(Guid caseId, int count, CancellationToken cancel, Sealed<string>? note = null) => await ExecuteAsync(caseId, new SendParcels(count, note), cancel);

    public async Task ExecuteAsync(Guid caseId, ParcelCommand command, CancellationToken cancel)
    {
        await using var scope = Counter.Services.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = caseId };
        await scope.ServiceProvider.GetRequiredService<Streams<ParcelCommand>>().ExecuteAsync(caseId, command, cancel);
    }

    /// <summary>The numbers on a case's shelf, in the order in which they were shelved.</summary>
    public async Task<int[]> ShelfAsync(Guid caseId, CancellationToken cancel, string by = "shelf")
    {
        await using var database = NpgsqlDataSource.Create(databases["receiver"]);
        await using var command = database.CreateCommand(
            "select (data->>'number')::int from mt_events where type = 'parcel_shelved.v1' and stream_id = $1 and data->>'by' = $2 order by version");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Shelf.IdOf(caseId) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = by });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var numbers = new List<int>();
        while (await reader.ReadAsync(cancel)) numbers.Add(reader.GetInt32(0));
        return [.. numbers];
    }

    public async Task<long> ScalarAsync(string service, string sql, CancellationToken cancel)
    {
        await using var database = NpgsqlDataSource.Create(databases[service]);
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancel), CultureInfo.InvariantCulture);
    }

    public Task<long> ShelvedAsync(CancellationToken cancel) => ScalarAsync("receiver", "select count(*) from mt_events where type = 'parcel_shelved.v1'", cancel);

    /// <summary>How many appends of the sender the relay's saved position does not cover.</summary>
    public Task<long> UnpublishedAsync(CancellationToken cancel) => ScalarAsync(
        "sender",
        "select count(*) from hc_appends a where not exists (select 1 from hc_checkpoints c where c.name = 'relay:sender' and (c.era, c.tx, c.first_seq) >= (a.era, a.tx, a.first_seq))",
        cancel);

    /// <summary>Waits for a condition; says what it was when the bound passes.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken cancel, TimeSpan? bound = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (bound ?? Bound)) Assert.Fail($"In {bound ?? Bound} it did not come about that {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes) await process.DisposeAsync();
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await Task.WhenAll(hosts.Skip(1).Select(h => h.StopAsync(bound.Token)));
        foreach (var host in hosts) host.Dispose();
    }

    public IHost Build(string service, Action<MessagingBuilder>? messaging = null) => Replica.Build(service, ConfigurationOf(service), messaging);

    private Dictionary<string, string?> ConfigurationOf(string service) => new(Settings, StringComparer.Ordinal)
    {
        ["ConnectionStrings:EventStore"] = databases[service],
        ["ConnectionStrings:RabbitMq"] = Broker.ToString(),
        ["EventStore:MasterKeys:test"] = Convert.ToBase64String(new byte[32]),
    };
}

/// <summary>A replica as a process, which can be killed, stopped and woken.</summary>
internal sealed class ReplicaProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly string release;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ReplicaProcess(Process process, string release)
    {
        this.process = process;
        this.release = release;
    }

    public int Id => process.Id;

    public IEnumerable<string> Output => lines;

    public static async Task<ReplicaProcess> StartAsync(string service, IReadOnlyDictionary<string, string?> settings, CancellationToken cancel)
    {
        var releaseFile = Path.Combine(Path.GetTempPath(), $"release-{Guid.CreateVersion7():N}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Healthcare.Platform.Tests.Replica.dll"), service])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["FailpointRelease"] = releaseFile;
        var started = Process.Start(start) ?? throw new InvalidOperationException("A replica does not start.");
        var replica = new ReplicaProcess(started, releaseFile);
        started.OutputDataReceived += (_, e) => replica.Hear(e.Data);
        started.ErrorDataReceived += (_, e) => replica.Hear(e.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        await replica.ready.Task.WaitAsync(Post.Bound, cancel);
        return replica;
    }

    /// <summary>True once the process stands at its failpoint.</summary>
    public bool HasReached => reached.Task.IsCompleted;

    /// <summary>Waits for the process to stand at its failpoint, at most for a while.</summary>
    public Task ReachedAsync(TimeSpan wait, CancellationToken cancel) => Task.WhenAny(reached.Task, Task.Delay(wait, cancel));

    /// <summary>Lets the process go on from its failpoint.</summary>
    public void Release() => File.WriteAllText(release, "");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        File.Delete(release);
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (line == "ready") ready.TrySetResult();
        else if (line.StartsWith("at ", StringComparison.Ordinal)) reached.TrySetResult();
    }
}
