using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>A service with handoffs on a database of its own; its replicas share the database, and the test is the first of them.</summary>
internal sealed class Restaurant : IAsyncDisposable
{
    private readonly List<IHost> hosts = [];

    private Restaurant(string connection) => Connection = connection;

    public string Connection { get; }

    /// <summary>Where the mails of this restaurant are dropped.</summary>
    public string Mail { get; } = Path.Combine(Path.GetTempPath(), $"mail-{Guid.CreateVersion7():N}");

    /// <summary>A replica whose deadline clock does not run.</summary>
    public IServiceProvider Services => hosts[0].Services;

    public IEventStore Log => Services.GetRequiredService<IEventStore>();

    public Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["ConnectionStrings:EventStore"] = Connection,
        ["EventStore:MasterKeys:test"] = Convert.ToBase64String(new byte[32]),
        ["EventStore:LeaseLife"] = "00:00:02",
        ["Deadlines:LookEvery"] = "00:00:00.200",
        ["Deadlines:RetryAfter"] = "00:00:00.200",
        ["Deadlines:CountEvery"] = "00:00:00.200",
        ["Notifications:Folder"] = Mail,
        ["Notifications:RetryAfter"] = "00:00:00.200",
        ["Duty:LookEvery"] = "00:00:00.100",
    };

    public static async Task<Restaurant> OpenAsync(CancellationToken cancel)
    {
        var owner = await TestPostgres.NewDatabaseAsync(cancel);
        var role = $"runtime_{Guid.CreateVersion7():N}";
        await using (var database = NpgsqlDataSource.Create(owner))
        {
            await using var create = database.CreateCommand($"create role {role} login password 'runtime'");
            await create.ExecuteNonQueryAsync(cancel);
        }

        var restaurant = new Restaurant(new NpgsqlConnectionStringBuilder(owner) { Username = role, Password = "runtime", MaxPoolSize = 20 }.ConnectionString);
        var first = restaurant.Build(TimeProvider.System);
        await EventStoreMigrator.MigrateAsync(owner, role, [], first.Services.GetServices<ViewName>(), cancel);
        return restaurant;
    }

    public async Task<IHost> StartAsync(TimeProvider clock, CancellationToken cancel, Action<EventStoreBuilder>? more = null)
    {
        var host = Build(clock, more);
        await host.StartAsync(cancel);
        return host;
    }

    public async Task<Outcome> ExecuteAsync<TCommand>(Guid stream, TCommand command, CancellationToken cancel, StreamVersion? expected = null)
        where TCommand : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        var streams = scope.ServiceProvider.GetRequiredService<Streams<TCommand>>();
        return expected is { } version ? await streams.ExecuteAsync(stream, version, command, cancel) : await streams.ExecuteAsync(stream, command, cancel);
    }

    /// <summary>Offers work of many subjects, each due 4 hours after its time.</summary>
    public async Task<List<Guid>> OfferAsync(IEnumerable<DateTimeOffset> times, CancellationToken cancel, bool ready = true)
    {
        var ids = new List<Guid>();
        foreach (var at in times)
        {
            var offer = Kitchen.Offer("T01", Guid.CreateVersion7(at), Guid.CreateVersion7(at), new Dish(ready, Plates: 4), "a1", at);
            await ExecuteAsync(offer.StreamId, (HandoffCommand)offer.Command, cancel);
            ids.Add(offer.StreamId);
        }

        return ids;
    }

    /// <summary>What happened to crossings, in the order of the log.</summary>
    public async Task<List<(Guid Stream, HandoffEvent Event)>> HistoryAsync(CancellationToken cancel)
    {
        var history = new List<(Guid, HandoffEvent)>();
        var position = LogPosition.Start;
        while (true)
        {
            var page = await Log.ReadLogAsync(position, 1000, cancel);
            if (page.Events.Count == 0) return history;
            foreach (var recorded in page.Events)
            {
                if (recorded.Event is HandoffEvent happened) history.Add((recorded.StreamId, happened));
            }

            position = page.End;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        foreach (var host in hosts.Skip(1)) await host.StopAsync(bound.Token);
        foreach (var host in hosts) host.Dispose();
        if (Directory.Exists(Mail)) Directory.Delete(Mail, recursive: true);
    }

    private IHost Build(TimeProvider clock, Action<EventStoreBuilder>? more = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(clock);
        var store = builder.AddEventStore("restaurant").AddHandoffs(Kitchen);
        more?.Invoke(store);
        var host = builder.Build();
        hosts.Add(host);
        return host;
    }
}

/// <summary>Business time that a test moves.</summary>
internal sealed class MovedClock(DateTimeOffset start) : TimeProvider
{
    private long ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void MoveTo(DateTimeOffset time) => Interlocked.Exchange(ref ticks, time.UtcTicks);
}
