using System.Globalization;
using Healthcare.EventStore;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.Messaging;

/// <summary>
/// Takes this replica's fair share of the service's partitions and connects to their queues alone: the broker would give all of them to whoever came first, for ever.
/// A replica is known by the lease of one of a few numbered places, so that no row is left behind by those that died.
/// </summary>
internal sealed class Partitions(
    IEventStore store, IBusControl bus, MessageMap map, Inbox inbox, Resender resender, ParkingSweep sweep, Outages outages,
    IOptions<MessagingOptions> options, IOptions<EventStoreOptions> storeOptions, ILogger<Partitions> logger) : BackgroundService
{
    private const int MostReplicas = 32;
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(3);
    private readonly Dictionary<int, Held> held = [];
    private LeaseGrant? replica;

    private TimeSpan Life => storeOptions.Value.LeaseLife;

    private string Holder => storeOptions.Value.Holder;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        MessagingTelemetry.StartAtZero();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await BalanceAsync(stoppingToken);
                outages.Answers(Outages.Store);
                if (bus.CheckHealth().Status == BusHealthStatus.Healthy) outages.Answers(Outages.Broker);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (Outages.DependencyOf(failure) is { } dependency) outages.Away(dependency, failure);
                logger.BalancingFailed(map.Service, failure);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            // Whoever could not renew in time may no longer sit on the queue: another has the partition by now.
            foreach (var (partition, lost) in held.Where(h => TimeProvider.System.GetElapsedTime(h.Value.RenewedAt) > Life).ToList()) await GiveUpAsync(partition, lost);
            MessagingTelemetry.PartitionsHeld.Record(held.Count, new KeyValuePair<string, object?>("service", map.Service));
            await Task.Delay(Life / 6, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(held.ToList().Select(h => GiveUpAsync(h.Key, h.Value)));
        try
        {
            if (replica is not null) await store.ReleaseLeaseAsync(replica, CancellationToken.None);
        }
        catch (Exception failure) when (Outages.DependencyOf(failure) is not null)
        {
            // The place ends by itself.
            logger.BalancingFailed(map.Service, failure);
        }
    }

    private async Task BalanceAsync(CancellationToken cancel)
    {
        await RegisterAsync(cancel);
        var live = (await store.ReadLeasesAsync($"replica:{map.Service}:", cancel)).Where(l => !l.Expired).Select(l => l.Holder);
        var share = FairShare.Of(Holder, live, OrderKeys.Partitions);
        await Task.WhenAll(held.Where(h => !share.Contains(h.Key)).ToList().Select(h => GiveUpAsync(h.Key, h.Value)));
        var renewedAt = TimeProvider.System.GetTimestamp();
        var granted = (await store.AcquireLeasesAsync([.. share.Select(NameOf)], Holder, Life, cancel)).ToDictionary(l => l.Name, StringComparer.Ordinal);
        foreach (var partition in share)
        {
            if (!granted.TryGetValue(NameOf(partition), out var lease))
            {
                if (held.TryGetValue(partition, out var lost)) await GiveUpAsync(partition, lost);
            }
            else if (held.TryGetValue(partition, out var mine))
            {
                held[partition] = mine with { Lease = lease, RenewedAt = renewedAt };
            }
            else
            {
                held[partition] = Connect(partition, lease, renewedAt);
            }
        }
    }

    private string NameOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"partition:{map.Service}:{partition}");

    private async Task RegisterAsync(CancellationToken cancel)
    {
        if (replica is not null && await store.AcquireLeaseAsync(replica.Name, Holder, Life, cancel) is { } renewed)
        {
            replica = renewed;
            return;
        }

        replica = null;
        for (var place = 0; place < MostReplicas && replica is null; place++)
        {
            replica = await store.AcquireLeaseAsync(string.Create(CultureInfo.InvariantCulture, $"replica:{map.Service}:{place:00}"), Holder, Life, cancel);
        }
    }

    private Held Connect(int partition, LeaseGrant lease, long renewedAt)
    {
        var stopping = new CancellationTokenSource();
        var handle = bus.ConnectReceiveEndpoint(Topology.QueueOf(map.Service, partition), endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.ConcurrentMessageLimit = options.Value.AtOnce;
            endpoint.PrefetchCount = Math.Max(options.Value.Prefetch, options.Value.AtOnce);
            // What cannot even be read goes round until the broker's limit, and then to the dead-letter queue, which loses nothing.
            endpoint.RethrowFaultedMessages();
            endpoint.ThrowOnSkippedMessages();
            if (endpoint is IRabbitMqReceiveEndpointConfigurator queue)
            {
                queue.Durable = true;
                queue.AutoDelete = false;
                foreach (var (name, value) in Topology.ArgumentsOf(map.Service, options.Value)) queue.SetQueueArgument(name, value);
            }

            foreach (var subscription in map.Subscriptions) subscription.Connect(endpoint, inbox, stopping.Token);
            endpoint.Handler<ResendRequested>(context =>
            {
                resender.Ask(context.Message);
                return Task.CompletedTask;
            });
        });
        logger.PartitionTaken(map.Service, partition, lease.Epoch);
        return new Held(lease, renewedAt, handle, stopping, sweep.RunAsync(partition, stopping.Token));
    }

    private async Task GiveUpAsync(int partition, Held lost)
    {
        held.Remove(partition);
        await lost.Stopping.CancelAsync();
        try
        {
            using var within = new CancellationTokenSource(StopWithin);
            await lost.Endpoint.StopAsync(within.Token);
            await store.ReleaseLeaseAsync(lost.Lease, within.Token);
        }
        catch (Exception failure)
        {
            // The lease ends by itself, and the inbox refuses what a late handler still writes.
            logger.BalancingFailed(map.Service, failure);
        }

        await lost.Sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lost.Stopping.Dispose();
        logger.PartitionGivenUp(map.Service, partition);
    }

    private sealed record Held(LeaseGrant Lease, long RenewedAt, HostReceiveEndpointHandle Endpoint, CancellationTokenSource Stopping, Task Sweeping);
}
