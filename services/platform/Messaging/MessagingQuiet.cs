using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;

namespace Healthcare.Messaging;

/// <summary>Messages that wait in the service's queues or are being handled. Exact once <c>Messaging:Prefetch</c> is 1; what was taken ahead shows when it is handled.</summary>
internal sealed class MessagingQuiet(IConfiguration configuration, MessageMap map, MessageTally tally) : IQuietCheck, IAsyncDisposable
{
    private readonly SemaphoreSlim asking = new(1);
    private IConnection? connection;
    private IChannel? channel;

    public string Name => "messages";

    public async Task<long> PendingAsync(CancellationToken cancel)
    {
        // Whoever added up what everybody told knows already what is on its way.
        if (tally.Expected is { } expected && tally.Heard == expected) return tally.InHand;
        await asking.WaitAsync(cancel);
        try
        {
            connection ??= await Topology.ConnectionTo(BrokerAddress.From(configuration), $"{map.Service} quiet").CreateConnectionAsync(cancel);
            if (channel is not { IsOpen: true }) channel = await connection.CreateChannelAsync(cancellationToken: cancel);
            long queued = tally.InHand;
            for (var partition = 0; partition < OrderKeys.Partitions; partition++) queued += await channel.MessageCountAsync(Topology.QueueOf(map.Service, partition), cancel);
            return queued;
        }
        finally
        {
            asking.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (channel is not null) await channel.DisposeAsync();
        if (connection is not null) await connection.DisposeAsync();
        asking.Dispose();
    }
}

/// <summary>What a service's messages are called that it hears.</summary>
internal sealed class Hearing(MessageMap map) : IHears
{
    public IReadOnlyCollection<string> Kinds => [.. map.Subscriptions.Select(s => s.Name)];
}
