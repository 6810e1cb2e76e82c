using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.Messaging;

/// <summary>Registers a service's messaging: <c>builder.AddMessaging("billing").Publishes(…).Consumes&lt;WhenX, X&gt;()</c>, after AddEventStore.</summary>
public static class MessagingHosting
{
    public static MessagingBuilder AddMessaging(this IHostApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var map = new MessageMap(service);
        var hooks = new ParkingHooks();
        hooks.Add(ParkedWork.Follow);
        services.Configure<MessagingOptions>(builder.Configuration.GetSection("Messaging"));
        services.AddSingleton(sp =>
        {
            map.RecordsEverything &= sp.GetRequiredService<IOptions<MessagingOptions>>().Value.RecordsEverything;
            return map;
        });
        EventStoreBuilder.Of(services)
            .AddWorkItems()
            .AddAggregate(hooks.Aggregate())
            .AddAggregate(Outage.Aggregate)
            .AddView(new ParkingView());

        services.AddSingleton<Outages>();
        services.AddSingleton<Audience>();
        services.AddSingleton<Publisher>();
        services.AddSingleton(sp => new MessagingStatus(
            sp.GetRequiredService<IEventStore>(), sp.GetRequiredService<Views<ParkedCase>>(), sp.GetRequiredService<IConfiguration>(), sp.GetRequiredService<MessageMap>(), sp.GetRequiredService<Inbox>()));
        services.AddSingleton<IReadyCheck, BrokerReady>();
        services.TryAddSingleton<MessageTally>();
        services.AddSingleton<IHears>(_ => new Hearing(map));
        services.AddSingleton<IQuietCheck, MessagingQuiet>();
        services.AddSingleton(sp => new LogReader(Relay.NameOf(service)) { IsIdle = !sp.GetRequiredService<MessageMap>().Sends });
        services.AddSingleton<ParkingLot>();
        services.AddSingleton<ParkingSweep>();
        services.AddSingleton<Inbox>();
        services.AddScoped(sp => new ParkedMessages(
            sp.GetRequiredService<Views<ParkedCase>>(),
            sp.GetRequiredService<Streams<ParkingCommand>>(),
            sp.GetRequiredService<CallScope>(),
            sp.GetRequiredService<MessageMap>(),
            sp.GetRequiredService<ParkingLot>(),
            sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IMigration, TopologyMigration>();
        services.AddSingleton<IBlockRoutes, ParkedEndpoints>();
        AddBus(builder, service);

        // After the bus: what publishes or connects finds it started.
        services.AddHostedService<OutageRecorder>();
        services.AddSingleton<Resender>();
        services.AddHostedService(sp => sp.GetRequiredService<Resender>());
        services.AddHostedService<Partitions>();
        services.AddHostedService<Relay>();
        return new MessagingBuilder(services, map, hooks);
    }

    private static void AddBus(IHostApplicationBuilder builder, string service)
    {
        builder.Services.AddOptions<MassTransitHostOptions>().Configure(o =>
        {
            // What is published or bound before the bus is started would be lost.
            o.WaitUntilStarted = true;
            o.StopTimeout = TimeSpan.FromSeconds(5);
            o.ConsumerStopTimeout = TimeSpan.FromSeconds(3);
        });
        builder.Services.AddHostedService<BrokerAwaited>();
        builder.Services.AddMassTransit(bus => bus.UsingRabbitMq((context, rabbit) =>
        {
            LogContext.ConfigureCurrentLogContext(new QuietReturns(context.GetRequiredService<ILoggerFactory>()));
            var broker = BrokerAddress.From(context.GetRequiredService<IConfiguration>());
            rabbit.Host(broker.Host, (ushort)broker.Port, broker.VirtualHost, service, host =>
            {
                host.Username(broker.User);
                host.Password(broker.Password);
                host.Heartbeat(TimeSpan.FromSeconds(3));
                host.PublisherConfirmation = true;
                if (broker.Tls) host.UseSsl();
            });
            rabbit.UseRawJsonSerializer(RawSerializerOptions.AddTransportHeaders | RawSerializerOptions.CopyHeaders, isDefault: true);
        }));
    }
}
