using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Healthcare.EventStore;

/// <summary>Registers a service's store: <c>builder.AddEventStore("billing").AddAggregate(Claims.Aggregate).AddView(new ClaimStatusView())</c>.</summary>
public static class EventStoreHosting
{
    /// <summary>PostgreSQL from <c>ConnectionStrings:EventStore</c>, master keys from <c>EventStore:MasterKeys</c>; <paramref name="service"/> names the actor of the service's own commands.</summary>
    public static EventStoreBuilder AddEventStore(this IHostApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.Configure<EventStoreOptions>(builder.Configuration.GetSection("EventStore"));
        services.AddSingleton(sp => PostgresDataSource.Create(sp.GetRequiredService<IConfiguration>().GetConnectionString("EventStore")
            ?? throw new InvalidOperationException("ConnectionStrings:EventStore is not configured."), service));
        services.AddSingleton(sp => MasterKeysFrom(sp.GetRequiredService<IConfiguration>().GetSection("EventStore")));
        services.AddSingleton<IEventStore>(sp => new PostgresEventStore(sp.GetRequiredService<NpgsqlDataSource>(), sp.GetRequiredService<EventCodec>()));
        services.AddSingleton<IKeyTable>(sp => new PostgresKeyTable(sp.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<OwnTables>();
        services.AddHostedService<CommitListener>();
        services.Configure<SweepOptions>(builder.Configuration.GetSection("Sweeps"));
        services.AddSingleton<ISweep, AnswerSweep>();
        services.AddHostedService<Sweeper>();
        return services.AddEventStoreCore(service);
    }

    /// <summary>The same store in memory: for specs of processes and for simulation.</summary>
    public static EventStoreBuilder AddInMemoryEventStore(this IServiceCollection services, string service)
    {
        services.AddSingleton<InMemoryKeyTable>();
        services.AddSingleton<IKeyTable>(sp => sp.GetRequiredService<InMemoryKeyTable>());
        services.TryAddSingleton(_ => new MasterKeys("memory", new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["memory"] = new byte[32] }));
        services.AddSingleton<IEventStore>(sp => new InMemoryEventStore(sp.GetRequiredService<EventCodec>(), sp.GetRequiredService<InMemoryKeyTable>()));
        return services.AddEventStoreCore(service);
    }

    private static EventStoreBuilder AddEventStoreCore(this IServiceCollection services, string service)
    {
        var types = new EventTypes();
        services.AddSingleton(types);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Vault>();
        services.AddSingleton<EventCodec>();
        services.AddSingleton<CommitSignal>();
        services.AddSingleton<LeaseRequests>();
        services.AddSingleton<Leadership>();
        services.AddHostedService<Projections>();
        services.AddSingleton(sp => new EventStoreContext(
            sp.GetRequiredService<IEventStore>(),
            sp.GetRequiredService<EventCodec>(),
            sp.GetServices<IAggregate>(),
            sp.GetServices<IInlineView>(),
            sp.GetRequiredService<IOptions<EventStoreOptions>>().Value));
        services.AddScoped(_ => new CallScope(new CallContext(Actor.Service(service))));
        services.AddScoped(sp => new Transactions(
            sp.GetRequiredService<EventStoreContext>(), sp.GetRequiredService<CallScope>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<CommitSignal>()));
        var store = new EventStoreBuilder(services, types);
        services.AddSingleton(store);
        return store;
    }

    private static MasterKeys MasterKeysFrom(IConfigurationSection section)
    {
        var keys = section.GetSection("MasterKeys").GetChildren().ToDictionary(k => k.Key, k => Convert.FromBase64String(k.Value ?? ""), StringComparer.Ordinal);
        var active = section["ActiveMasterKey"] ?? keys.Keys.Order(StringComparer.Ordinal).LastOrDefault()
            ?? throw new InvalidOperationException("EventStore:MasterKeys holds no key: configure EventStore:MasterKeys:<id> with 32 bytes in Base64.");
        return new MasterKeys(active, keys, section["IndexMasterKey"]);
    }
}

/// <summary>Adds a service's aggregates, views and upcasts to its store.</summary>
public sealed class EventStoreBuilder
{
    private readonly EventTypes types;

    internal EventStoreBuilder(IServiceCollection services, EventTypes types)
    {
        Services = services;
        this.types = types;
    }

    public IServiceCollection Services { get; }

    /// <summary>The store that was added to these services, for blocks that bring aggregates and views of their own.</summary>
    public static EventStoreBuilder Of(IServiceCollection services) =>
        services.Select(s => s.ImplementationInstance).OfType<EventStoreBuilder>().FirstOrDefault()
        ?? throw new InvalidOperationException("Add the event store first: AddEventStore.");

    public EventStoreBuilder AddAggregate<TState, TCommand, TEvent>(Aggregate<TState, TCommand, TEvent> aggregate)
        where TState : notnull
        where TCommand : notnull
        where TEvent : notnull
    {
        types.AddFamily(typeof(TEvent));
        Services.AddSingleton<IAggregate>(aggregate);
        Services.AddScoped<Streams<TCommand>>();
        return this;
    }

    public EventStoreBuilder AddView<TDocument>(View<TDocument> view)
        where TDocument : class
    {
        ArgumentNullException.ThrowIfNull(view);
        Services.AddSingleton(view);
        Services.AddSingleton(sp => new Views<TDocument>(view, sp.GetRequiredService<IEventStore>()));
        Services.AddSingleton(new ViewName(view.Name));
        if (view.InlineOf is not null)
        {
            Services.AddSingleton<IInlineView>(new InlineView<TDocument>(view));
            return this;
        }

        Services.AddSingleton(new LogReader(LogReader.Of(view.Name)));
        Services.AddSingleton<IFollowingView>(new FollowingView<TDocument>(view));
        return this;
    }

    /// <summary>Reads events stored under an old name as a newer one.</summary>
    public EventStoreBuilder AddUpcast(string from, string to, Func<System.Text.Json.Nodes.JsonObject, System.Text.Json.Nodes.JsonObject> change)
    {
        types.AddUpcast(from, to, change);
        return this;
    }
}

/// <summary>Something of this service that follows the log, by the name of its checkpoint: what it has not read is lag.</summary>
public sealed record LogReader(string Name)
{
    /// <summary>It has nothing to do with what it would read, and does not.</summary>
    public bool IsIdle { get; init; }

    /// <summary>The checkpoint of a view.</summary>
    public static string Of(string view) => $"view:{view}";
}

/// <summary>A view that this service keeps: its tables are made by the migration.</summary>
public sealed record ViewName(string Name);
