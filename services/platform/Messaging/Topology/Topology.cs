using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Healthcare.Messaging;

/// <summary>
/// The broker's part of it: a direct exchange for each kind of message, eight quorum queues for each service, a dead-letter queue that loses nothing.
/// It is declared by the verb <c>migrate</c> of every service before any service starts, so that nothing published is unroutable.
/// </summary>
public static class Topology
{
    private const string DeadLetters = "dead-letters";

    /// <summary>Declares what this service needs on the broker; doing it again changes nothing.</summary>
    public static async Task DeclareAsync(IServiceProvider services, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.GetRequiredService<IOptions<MessagingOptions>>().Value;
        await DeclareAsync(BrokerAddress.From(services.GetRequiredService<IConfiguration>()), services.GetRequiredService<MessageMap>(), options, cancel);
    }

    internal static string QueueOf(string service, int partition) => string.Create(CultureInfo.InvariantCulture, $"{service}-{partition}");

    /// <summary>An exchange that says that somebody is to consume a kind of message; only a consuming service declares it.</summary>
    internal static string ListenerOf(string kind) => $"heard.{kind}";

    /// <summary>An exchange that says that this broker was prepared for a service; nothing declares it in passing.</summary>
    internal static string PreparedFor(string service) => $"prepared.{service}";

    internal static string DeadQueueOf(string service) => $"{service}-dead";

    internal static IReadOnlyDictionary<string, object?> ArgumentsOf(string service, MessagingOptions options) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["x-queue-type"] = "quorum",
        ["x-single-active-consumer"] = true,
        ["x-overflow"] = "reject-publish",
        ["x-delivery-limit"] = options.DeliveryLimit,
        ["x-dead-letter-exchange"] = DeadLetters,
        ["x-dead-letter-routing-key"] = service,
        ["x-dead-letter-strategy"] = "at-least-once",
    };

    internal static ConnectionFactory ConnectionTo(BrokerAddress broker, string name) => new()
    {
        HostName = broker.Host,
        Port = broker.Port,
        VirtualHost = broker.VirtualHost,
        UserName = broker.User,
        Password = broker.Password,
        Ssl = { Enabled = broker.Tls, ServerName = broker.Host },
        ClientProvidedName = name,
        RequestedHeartbeat = TimeSpan.FromSeconds(3),
        AutomaticRecoveryEnabled = false,
    };

    internal static async Task DeclareAsync(BrokerAddress broker, MessageMap map, MessagingOptions options, CancellationToken cancel)
    {
        await using var connection = await ConnectionTo(broker, $"{map.Service} migrate").CreateConnectionAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        await channel.ExchangeDeclareAsync(DeadLetters, ExchangeType.Direct, durable: true, cancellationToken: cancel);
        var dead = DeadQueueOf(map.Service);
        await channel.QueueDeclareAsync(dead, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" }, cancellationToken: cancel);
        await channel.QueueBindAsync(dead, DeadLetters, map.Service, cancellationToken: cancel);

        var kinds = map.Published.Select(p => p.Name).Concat(map.Subscriptions.Select(s => s.Name)).ToHashSet(StringComparer.Ordinal);
        if (map.RecordsEverything && options.RecordsEverything) kinds.Add(MessageMap.RecordedName);
        foreach (var kind in kinds) await channel.ExchangeDeclareAsync(kind, ExchangeType.Direct, durable: true, cancellationToken: cancel);

        var arguments = ArgumentsOf(map.Service, options).ToDictionary(StringComparer.Ordinal);
        for (var partition = 0; partition < OrderKeys.Partitions; partition++)
        {
            // An exchange of the queue's own name is where one queue alone is addressed.
            var queue = QueueOf(map.Service, partition);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancel);
            await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, cancellationToken: cancel);
            await channel.QueueBindAsync(queue, queue, "", cancellationToken: cancel);
            foreach (var kind in map.Subscriptions.Select(s => s.Name))
            {
                await channel.QueueBindAsync(queue, kind, partition.ToString(CultureInfo.InvariantCulture), cancellationToken: cancel);
            }
        }

        foreach (var kind in map.Subscriptions.Select(s => s.Name)) await channel.ExchangeDeclareAsync(ListenerOf(kind), ExchangeType.Fanout, durable: true, cancellationToken: cancel);
        await channel.ExchangeDeclareAsync(PreparedFor(map.Service), ExchangeType.Fanout, durable: true, cancellationToken: cancel);
    }
}
