using Healthcare.EventStore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Healthcare.Originals;

/// <summary>Registers originals beside a service's event store.</summary>
public static class OriginalsHosting
{
    /// <summary>On the service's database: the tables come with the migration.</summary>
    public static IHostApplicationBuilder AddOriginals(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<OriginalsOptions>(builder.Configuration.GetSection("Originals"));
        builder.Services.AddSingleton(Schema);
        builder.Services.AddSingleton<IOriginalTable>(services => new PostgresOriginalTable(services.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddSingleton<OriginalStore>();
        builder.Services.AddSingleton<ISweep, OriginalSweep>();
        return builder;
    }

    /// <summary>In memory, beside <c>AddInMemoryEventStore</c>.</summary>
    public static IServiceCollection AddInMemoryOriginals(this IServiceCollection services)
    {
        services.AddSingleton<InMemoryOriginalTable>();
        services.AddSingleton<IOriginalTable>(provider => provider.GetRequiredService<InMemoryOriginalTable>());
        services.AddSingleton<OriginalStore>();
        return services;
    }

    /// <summary>The tables of originals, a part of the service's schema.</summary>
    public static SchemaPart Schema => SchemaPart.Embedded(typeof(OriginalsHosting).Assembly, "0100_originals");
}
