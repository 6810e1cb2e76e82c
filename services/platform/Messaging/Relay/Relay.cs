using Healthcare.EventStore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.Messaging;

/// <summary>
/// The log is the outbox: reads it in order, publishes what it finds with confirms, then saves its position and counts under its lease's epoch.
/// Of one order key one message is on its way at a time, of many keys many at once. Whatever is published twice carries the same count, and receivers drop it.
/// </summary>
internal sealed class Relay(
    Leadership leadership,
    IEventStore store,
    CommitSignal signal,
    MessageMap map,
    Publisher publisher,
    Outages outages,
    IOptions<MessagingOptions> options,
    IOptions<EventStoreOptions> storeOptions,
    ILogger<Relay> logger) : Leader(leadership)
{
    private const int MostAppends = 200;
    private readonly OutgoingMessages messages = new(map);

    protected override string LeaseName => NameOf(map.Service);

    /// <summary>The relay's lease, checkpoint and counter.</summary>
    public static string NameOf(string service) => $"relay:{service}";

    /// <summary>Where nothing is told to anybody, nobody need read the log for it.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => map.Sends ? base.ExecuteAsync(stoppingToken) : Task.CompletedTask;

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        try
        {
            await FollowAsync(lease, cancel);
        }
        catch (Exception failure) when (Outages.DependencyOf(failure) is { } dependency)
        {
            outages.Away(dependency, failure);
            throw;
        }
    }

    private async Task FollowAsync(LeaseGrant lease, CancellationToken cancel)
    {
        var position = (await store.LoadCheckpointAsync(LeaseName, cancel)).Position;
        var counts = new SentCounts(map);
        var lagSeen = 0L;
        using var watch = signal.Watch();
        while (!cancel.IsCancellationRequested)
        {
            watch.Look();
            var page = await store.ReadLogAsync(position, MostAppends, cancel);
            outages.Answers(Outages.Store);
            if (page.End == position)
            {
                MessagingTelemetry.RelayLag.Record(0);
                await watch.RestAtEndAsync(position, page.Head, storeOptions.Value.PollEvery, cancel);
                continue;
            }

            await PublishAsync(page, counts, cancel);
            if (!await store.SaveCheckpointAsync(new CheckpointSave(LeaseName, page.End, lease) { Counts = counts.Unsaved }, cancel))
            {
                logger.RelayFenced(lease.Epoch);
                return;
            }

            counts.Saved();
            position = page.End;
            if (TimeProvider.System.GetElapsedTime(lagSeen) > TimeSpan.FromSeconds(2))
            {
                lagSeen = TimeProvider.System.GetTimestamp();
                MessagingTelemetry.RelayLag.Record((await store.LagAsync(position, cancel)).Age.TotalSeconds);
            }
        }
    }

    private async Task PublishAsync(LogPage page, SentCounts counts, CancellationToken cancel)
    {
        await counts.LoadAsync(store, LeaseName, [.. page.Events.Select(OrderKeys.Of).Distinct(StringComparer.Ordinal)], cancel);
        var chains = messages.From(page.Events, counts).GroupBy(m => m.OrderKey, StringComparer.Ordinal);
        await Parallel.ForEachAsync(chains, new ParallelOptions { MaxDegreeOfParallelism = options.Value.MostInFlight, CancellationToken = cancel }, async (chain, c) =>
        {
            foreach (var message in chain) await publisher.PublishAsync(message, c);
        });
    }
}
