using Healthcare.EventStore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.Messaging;

/// <summary>
/// Looks after what waits in one partition, by whoever owns it: sends to the queue again what is next or was asked for, asks the sender for what is missing,
/// and closes what was handled. It only repeats messages; the inbox decides whether they have an effect.
/// </summary>
internal sealed class ParkingSweep(
    IServiceScopeFactory scopes,
    IEventStore store,
    Views<ParkedCase> views,
    MessageMap map,
    ParkingLot parking,
    Publisher publisher,
    TimeProvider clock,
    IOptions<MessagingOptions> options,
    ILogger<ParkingSweep> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Nothing waits here, and what will is told at once; looked for all the same.
    private static readonly TimeSpan LookForNone = TimeSpan.FromSeconds(5);

    public async Task RunAsync(int partition, CancellationToken cancel)
    {
        var looks = new Dictionary<(Guid Case, long Count), Look>();
        while (!cancel.IsCancellationRequested)
        {
            var changed = parking.Changed(partition);
            var isWaiting = true;
            try
            {
                isWaiting = await SweepAsync(partition, looks, cancel);
            }
            catch (Exception failure) when (!cancel.IsCancellationRequested)
            {
                logger.SweepFailed(partition, failure);
            }

            await Task.WhenAny(changed, Task.Delay(isWaiting ? LookEvery : LookForNone, TimeProvider.System, cancel));
        }
    }

    /// <summary>False when nothing waits.</summary>
    private async Task<bool> SweepAsync(int partition, Dictionary<(Guid Case, long Count), Look> looks, CancellationToken cancel)
    {
        ViewCursor? cursor = null;
        var isWaiting = false;
        do
        {
            var page = await views.PageAsync(ParkingView.TermOf(partition), cursor, 100, cancel);
            isWaiting |= page.Documents.Count > 0;
            foreach (var parked in page.Documents)
            {
                parking.Opened(parked.Source, parked.OrderKey);
                await LookAfterAsync(parked, looks, cancel);
            }

            cursor = page.Next;
        }
        while (cursor is not null);
        return isWaiting;
    }

    private async Task LookAfterAsync(ParkedCase parked, Dictionary<(Guid Case, long Count), Look> looks, CancellationToken cancel)
    {
        var last = (await store.ReadInboxAsync(parked.Source, parked.OrderKey, cancel)).LastCount;
        var waiting = parked.Messages.Where(w => InboxCount.Closing(w.Message.Count) > last).ToList();
        if (waiting.Count < parked.Messages.Count) await ExecuteAsync(parked, new ReleaseMessages(InboxCount.LastClosed(last), clock.GetUtcNow()), cancel);
        if (waiting.Count == 0)
        {
            parking.Closed(parked.Source, parked.OrderKey);
            return;
        }

        var first = waiting[0];
        if (first is { ParkedBecause: { } reason, ReplayRequested: false } && reason != ParkingLot.Gap && !ParkingLot.IsAway(reason)) return;
        var now = TimeProvider.System.GetTimestamp();
        if (looks.Count > 10_000) looks.Clear();
        var isMissingSomething = Before(first) > last;
        var key = (parked.Id, first.Message.Count);
        if (!looks.TryGetValue(key, out var look)) looks[key] = look = new Look(now, TriedAt: ParkingLot.IsAway(first.ParkedBecause) ? now : 0);
        if (look.TriedAt != 0 && TimeProvider.System.GetElapsedTime(look.TriedAt, now) < options.Value.AskAgainAfter && !first.ReplayRequested) return;
        if (first.ReplayRequested && look.TriedAt != 0 && TimeProvider.System.GetElapsedTime(look.TriedAt, now) < LookEvery) return;
        looks[key] = look with { TriedAt = now };
        if (isMissingSomething) await AskAsync(parked, first, last, TimeProvider.System.GetElapsedTime(look.FirstSeen, now), cancel);
        else await SendAgainAsync(parked, waiting, last, looks, cancel);
    }

    private async Task SendAgainAsync(ParkedCase parked, List<Waiting> waiting, long last, Dictionary<(Guid Case, long Count), Look> looks, CancellationToken cancel)
    {
        foreach (var next in waiting)
        {
            // Those behind go along as far as the order has no hole; if the first fails again, they are held again.
            if (Before(next) > last || (next != waiting[0] && next is { ParkedBecause: not null, ReplayRequested: false })) return;
            if (map.SubscriptionOf(next.Message.Kind) is not { } subscription) return;
            var message = subscription.Read(next.Message.Body);
            await publisher.SendAgainAsync(Topology.QueueOf(map.Service, OrderKeys.PartitionOf(parked.OrderKey)), next, parked, message, cancel);
            last = InboxCount.Closing(next.Message.Count);
            var now = TimeProvider.System.GetTimestamp();
            looks[(parked.Id, next.Message.Count)] = new Look(now, now);
        }
    }

    private async Task AskAsync(ParkedCase parked, Waiting first, long last, TimeSpan waited, CancellationToken cancel)
    {
        if (first.ParkedBecause is null && waited > options.Value.GapPatience)
        {
            await ExecuteAsync(parked, new ParkMessage(parked.Source, parked.OrderKey, first.Message, ParkingLot.Gap, 0, clock.GetUtcNow()), cancel);
        }

        var sender = parked.Source.Split('/')[0];
        var from = InboxCount.LastClosed(last) + 1;
        await publisher.SendOnceAsync(
            Topology.QueueOf(sender, OrderKeys.PartitionOf(parked.OrderKey)),
            new ResendRequested
            {
                Source = parked.Source,
                OrderKey = parked.OrderKey,
                From = from,
                Kinds = [.. map.Subscriptions.Select(s => s.Name)],
                ReplyTo = Topology.QueueOf(map.Service, OrderKeys.PartitionOf(parked.OrderKey)),
            },
            cancel);
        MessagingTelemetry.ResendsAsked.Add(1);
        logger.ResendAsked(parked.Source, from);
    }

    private long Before(Waiting waiting) => InboxCount.Closing(InboxCount.HighestBefore(waiting.Message.Before, kind => map.SubscriptionOf(kind) is not null));

    private async Task ExecuteAsync(ParkedCase parked, ParkingCommand command, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Streams<ParkingCommand>>().ExecuteAsync(parked.Id, command, cancel);
    }

    private readonly record struct Look(long FirstSeen, long TriedAt);
}
