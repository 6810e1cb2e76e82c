using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Messaging;
using Healthcare.Platform.Tests.Replicas.V1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Healthcare.Platform.Tests.Replicas;

/// <summary>A replica of the sender or of the receiver, in a test's own process or in one of its own.</summary>
public static class Replica
{
    public static async Task<IHost> StartAsync(string service, IEnumerable<KeyValuePair<string, string?>>? configuration, CancellationToken cancel)
    {
        var app = Build(service, configuration);
        await app.StartAsync(cancel);
        return app;
    }

    public static IHost Build(string service, IEnumerable<KeyValuePair<string, string?>>? configuration, Action<MessagingBuilder>? messaging = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddEnvironmentVariables();
        if (configuration is not null) builder.Configuration.AddInMemoryCollection(configuration);
        builder.Logging.AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(Enum.Parse<LogLevel>(builder.Configuration["LogLevel"] ?? "Warning"));
        builder.Services.AddSingleton<Journal>();
        builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<Journal>());
        builder.Services.AddSingleton<Trouble>();
        builder.Services.AddSingleton<Recording>();
        switch (service)
        {
            case "sender":
                builder.AddEventStore(service).AddAggregate(Parcels.Aggregate);
                Send(builder.AddMessaging(service), messaging);
                break;
            case "receiver":
                builder.AddEventStore(service).AddAggregate(Shelf.Aggregate);
                Receive(builder.AddMessaging(service), messaging);
                break;
            case "clock":
                builder.AddEventStore(service).AddHandoffs(Boundaries.Of(_ => { }));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(service), service, "sender, receiver or clock");
        }

        if (builder.Configuration["Failpoint"] is { } failpoint) Arm(builder.Services, builder.Configuration, failpoint);
        return builder.Build();
    }

    /// <summary>What the sender tells of its events.</summary>
    public static IEnumerable<object> MessagesOf(Recorded recorded)
    {
        if (recorded.Event is not ParcelSent sent) yield break;
        var caseId = recorded.CaseId ?? recorded.StreamId;
        yield return new ParcelDispatched { CaseId = caseId, Number = sent.Number };
        if (sent.Number % 3 == 0) yield return new ParcelInsured { CaseId = caseId, Number = sent.Number };
    }

    private static void Send(MessagingBuilder messages, Action<MessagingBuilder>? messaging)
    {
        messages.Publishes(MessagesOf, typeof(ParcelDispatched), typeof(ParcelInsured));
        messaging?.Invoke(messages);
    }

    private static void Receive(MessagingBuilder messages, Action<MessagingBuilder>? messaging)
    {
        messages.Consumes<WhenParcelDispatched, ParcelDispatched>();
        messaging?.Invoke(messages);
    }

    private static void Arm(IServiceCollection services, ConfigurationManager configuration, string failpoint)
    {
        var at = int.Parse(configuration["FailpointAt"] ?? "1", System.Globalization.CultureInfo.InvariantCulture);
        var real = services.Single(s => s.ServiceType == typeof(IEventStore)).ImplementationFactory ?? throw new InvalidOperationException("The store is made by a factory.");
        services.Replace(ServiceDescriptor.Singleton<IEventStore>(sp =>
            new FailingStore((IEventStore)real(sp), failpoint, at, configuration["FailpointRelease"] ?? "")));
    }
}
