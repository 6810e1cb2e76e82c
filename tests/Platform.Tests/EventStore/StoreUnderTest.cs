using Healthcare.EventStore;
using Healthcare.Testing.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>A store as a service has it, in memory or on a fresh PostgreSQL database; several can share one database, as replicas do.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    private readonly IHost host;

    private StoreUnderTest(IHost host, string? ownerConnection, string? connection)
    {
        this.host = host;
        OwnerConnection = ownerConnection;
        Connection = connection;
    }

    public string? OwnerConnection { get; }

    public string? Connection { get; }

    public IServiceProvider Services => host.Services;

    public IEventStore Log => Services.GetRequiredService<IEventStore>();

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public Vault Vault => Services.GetRequiredService<Vault>();

    public EventCodec Codec => Services.GetRequiredService<EventCodec>();

    public static Task<StoreUnderTest> StartAsync(string kind, CancellationToken cancel) => kind == "memory" ? Task.FromResult(InMemory()) : OnPostgresAsync(cancel);

    public static async Task<StoreUnderTest> OnPostgresAsync(CancellationToken cancel)
    {
        var owner = await TestPostgres.NewDatabaseAsync(cancel);
        var role = $"runtime_{Guid.CreateVersion7():N}";
        await using (var database = NpgsqlDataSource.Create(owner))
        {
            await using var create = database.CreateCommand($"create role {role} login password 'runtime'");
            await create.ExecuteNonQueryAsync(cancel);
        }

        await EventStoreMigrator.MigrateAsync(owner, role, [], [new ViewName("account_details_v1"), new ViewName("account_balances_v1"), new ViewName("account_deposits_v1")], cancel);
        return Replica(owner, new NpgsqlConnectionStringBuilder(owner) { Username = role, Password = "runtime" }.ConnectionString);
    }

    /// <summary>Another process's store on the same database.</summary>
    public StoreUnderTest Replica() => Replica(OwnerConnection ?? "", Connection ?? "");

    public async Task StartHostedAsync(CancellationToken cancel) => await host.StartAsync(cancel);

    public async Task<Outcome> ExecuteAsync(Guid stream, AccountCommand command, CancellationToken cancel, StreamVersion? expected = null, Action<CallScope>? call = null)
    {
        await using var scope = Services.CreateAsyncScope();
        call?.Invoke(scope.ServiceProvider.GetRequiredService<CallScope>());
        var accounts = scope.ServiceProvider.GetRequiredService<Streams<AccountCommand>>();
        return expected is { } version ? await accounts.ExecuteAsync(stream, version, command, cancel) : await accounts.ExecuteAsync(stream, command, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await host.StopAsync(bound.Token);
        host.Dispose();
    }

    private static StoreUnderTest InMemory()
    {
        var builder = Builder();
        Register(builder.Services.AddInMemoryEventStore("test"));
        return new StoreUnderTest(builder.Build(), ownerConnection: null, connection: null);
    }

    private static StoreUnderTest Replica(string owner, string runtime)
    {
        var builder = Builder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:EventStore"] = runtime,
            ["EventStore:MasterKeys:test"] = Convert.ToBase64String(new byte[32]),
            ["EventStore:LeaseLife"] = "00:00:02",
        });
        Register(builder.AddEventStore("test"));
        return new StoreUnderTest(builder.Build(), owner, runtime);
    }

    private static HostApplicationBuilder Builder() => Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

    private static void Register(EventStoreBuilder store)
    {
        store.Services.AddLogging();
        store.AddAggregate(Accounts.Aggregate).AddView(new AccountDetails()).AddView(new AccountBalances()).AddView(new AccountDeposits());
    }
}
