using Healthcare.EventStore;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Healthcare.ServiceDefaults;

/// <summary>Brings the service's database to its shape: the log, every block's <see cref="SchemaPart"/>, every view. Owner from <c>ConnectionStrings:EventStoreOwner</c>.</summary>
internal sealed class EventStoreMigration(IConfiguration configuration, IEnumerable<SchemaPart> parts, IEnumerable<ViewName> views) : IMigration
{
    public string Name => "event store";

    public Task MigrateAsync(CancellationToken cancel)
    {
        var owner = configuration.GetConnectionString("EventStoreOwner") ?? throw new InvalidOperationException("ConnectionStrings:EventStoreOwner is not configured.");
        var role = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("EventStore")).Username
            ?? throw new InvalidOperationException("ConnectionStrings:EventStore names no role to serve with.");
        return EventStoreMigrator.MigrateAsync(owner, role, parts, views, cancel);
    }
}
