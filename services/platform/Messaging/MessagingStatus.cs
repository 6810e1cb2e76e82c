using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;

namespace Healthcare.Messaging;

/// <summary>How much of a service's messaging is still under way; all zero is quiet, once <c>Messaging:Prefetch</c> is 1 and every replica says so.</summary>
public sealed record MessagingState(long Unpublished, TimeSpan RelayLag, long Queued, int InHand, long Waiting, long Dead)
{
    public bool IsQuiet => Unpublished == 0 && Queued == 0 && InHand == 0;
}

/// <summary>Tells what is unpublished, queued, in hand, parked or dead of one service.</summary>
public sealed class MessagingStatus
{
    private readonly IEventStore store;
    private readonly Views<ParkedCase> views;
    private readonly IConfiguration configuration;
    private readonly MessageMap map;
    private readonly Inbox inbox;

    internal MessagingStatus(IEventStore store, Views<ParkedCase> views, IConfiguration configuration, MessageMap map, Inbox inbox)
    {
        this.store = store;
        this.views = views;
        this.configuration = configuration;
        this.map = map;
        this.inbox = inbox;
    }

    public async Task<MessagingState> ReadAsync(CancellationToken cancel)
    {
        var lag = await LagAsync(cancel);
        await using var connection = await Topology.ConnectionTo(BrokerAddress.From(configuration), $"{map.Service} status").CreateConnectionAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        var queued = 0L;
        for (var partition = 0; partition < OrderKeys.Partitions; partition++) queued += await channel.MessageCountAsync(Topology.QueueOf(map.Service, partition), cancel);
        var dead = await channel.MessageCountAsync(Topology.DeadQueueOf(map.Service), cancel);
        return new MessagingState(lag.Appends, lag.Age, queued, inbox.InHand, await views.CountAsync(ParkingView.Open, cancel), dead);
    }

    internal async Task<LogLag> LagAsync(CancellationToken cancel) => map.Sends
        ? await store.LagAsync((await store.LoadCheckpointAsync(Relay.NameOf(map.Service), cancel)).Position, cancel)
        : new LogLag(LogPosition.Start, 0, TimeSpan.Zero);
}

/// <summary>
/// The broker answers this process, on a connection kept for that: the bus calls itself healthy without one, and a replica may hold no partition to tell by.
/// </summary>
internal sealed class BrokerReady(IConfiguration configuration, MessageMap map) : IReadyCheck, IAsyncDisposable
{
    private readonly SemaphoreSlim connecting = new(1);
    private IConnection? connection;

    public string Name => "broker";

    public async Task<ReadyState> CheckAsync(CancellationToken cancel)
    {
        if (connection is { IsOpen: true }) return new ReadyState(Ready: true);
        await connecting.WaitAsync(cancel);
        try
        {
            if (connection is { IsOpen: true }) return new ReadyState(Ready: true);
            if (connection is { } broken) await broken.DisposeAsync();
            connection = null;
            connection = await Topology.ConnectionTo(BrokerAddress.From(configuration), $"{map.Service} readiness").CreateConnectionAsync(cancel);
            return new ReadyState(Ready: true);
        }
        finally
        {
            connecting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null) await connection.DisposeAsync();
        connecting.Dispose();
    }
}
