using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.Messaging;

/// <summary>
/// Handles each message once in effect: a duplicate is acknowledged, one that came too early is held, and what a consumer writes commits together with the mark
/// that its message was handled. What fails is tried again with jitter, counted durably, and in the end parked, so that other cases go on.
/// </summary>
internal sealed class Inbox(
    IServiceScopeFactory scopes, IEventStore store, MessageMap map, ParkingLot parking, Outages outages, MessageTally tally, IOptions<MessagingOptions> options, ILogger<Inbox> logger)
{
    private const int MostKnown = 50_000;

    // A process that dies on a message is found out by redeliveries; they also come from restarts, so more of them are borne than failures.
    private const int RedeliveriesPerAttempt = 4;
    private const int MostEarly = 10;
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(25);
    private readonly ConcurrentDictionary<(string Source, string OrderKey), long> known = new();
    private readonly Turns<(string Source, string OrderKey)> turns = new();

    /// <summary>How many messages this process is handling now.</summary>
    public int InHand => tally.InHand;

    public async Task HandleAsync<TMessage>(Subscription<TMessage> subscription, ConsumeContext<TMessage> context, CancellationToken stopping)
        where TMessage : class
    {
        tally.Begin();
        try
        {
            await HandleUntilDoneAsync(subscription, context, stopping);
        }
        finally
        {
            tally.End();
        }
    }

    private async Task HandleUntilDoneAsync<TMessage>(Subscription<TMessage> subscription, ConsumeContext<TMessage> context, CancellationToken stopping)
        where TMessage : class
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        var cancel = ending.Token;
        var delivery = Delivery.From(context, subscription.Name);
        var parent = ActivityContext.TryParse(delivery.TraceParent, traceState: null, isRemote: true, out var sent) ? sent : default;
        using var activity = MessagingTelemetry.Source.StartActivity($"handle {subscription.Name}", ActivityKind.Consumer, parent);
        activity?.SetTag("messaging.message.id", delivery.MessageId).SetTag("messaging.order.n", delivery.Count);

        var progress = new Progress(ParkingLot.IsAway(delivery.Replayed) ? delivery.Replayed?[ParkingLot.Away.Length..] : null);
        for (var round = 1; ; round++)
        {
            // A case keeps its turn while one of its messages is tried again; only cases wait for themselves.
            using (await turns.TakeAsync((delivery.Source, delivery.OrderKey)))
            {
                if (await IsDoneAsync(subscription, context, delivery, progress, round, cancel)) return;
            }

            // Handed over together with the one before it, and here first.
            await Task.Delay(Early, TimeProvider.System, cancel);
        }
    }

    /// <summary>False when the message came too early and the one before it may be in hand.</summary>
    private async Task<bool> IsDoneAsync<TMessage>(
        Subscription<TMessage> subscription, ConsumeContext<TMessage> context, Delivery delivery, Progress progress, int round, CancellationToken cancel)
        where TMessage : class
    {
        while (true)
        {
            try
            {
                if (progress.Failed is { } failure)
                {
                    if (await ParkedAsync(delivery, context.Message, failure, progress, cancel)) return true;
                    progress.Failed = null;
                    await Task.Delay(Retry.DelayAfter(progress.Failures, options.Value.FirstRetryAfter, TimeSpan.FromSeconds(2)), TimeProvider.System, cancel);
                }

                if (delivery.Redelivered && !progress.IsCounted)
                {
                    var deliveries = await store.CountAttemptAsync(delivery.Source, delivery.OrderKey, cancel);
                    progress.IsCounted = true;
                    if (deliveries > options.Value.MostAttempts * RedeliveriesPerAttempt && await IsNextAsync(delivery, cancel))
                    {
                        await ParkAsync(delivery, context.Message, "crashes", deliveries, cancel);
                        return true;
                    }
                }

                if (!await TryAsync(subscription, context, delivery, mayHold: options.Value.AtOnce == 1 || round > MostEarly, cancel)) return false;
                outages.Answers(Outages.Store);
                if (progress.Awaited is not null) outages.Answers(progress.Awaited);
                return true;
            }
            catch (MessageNotNextException) when (++progress.Races <= 20)
            {
                // Another process was faster, or what is remembered is old: look again.
                known.TryRemove((delivery.Source, delivery.OrderKey), out _);
            }
            catch (Exception thrown) when (!cancel.IsCancellationRequested)
            {
                // Thrown again would be redelivered at once, and again, until the broker's limit; so whatever it is, it waits here.
                progress.Failures++;
                progress.Failed = thrown;
                if (Outages.DependencyOf(thrown) == Outages.Store) await AwaitStoreAsync(thrown, progress, cancel);
            }
        }
    }

    private async Task AwaitStoreAsync(Exception thrown, Progress progress, CancellationToken cancel)
    {
        // Nothing can be counted or parked now, and nothing is lost by waiting: the message is with the broker.
        outages.Away(Outages.Store, thrown);
        progress.Failed = null;
        await Task.Delay(Retry.DelayAfter(progress.Failures, options.Value.FirstRetryAfter, TimeSpan.FromSeconds(2)), TimeProvider.System, cancel);
    }

    private async Task<bool> ParkedAsync<TMessage>(Delivery delivery, TMessage message, Exception failure, Progress progress, CancellationToken cancel)
    {
        if (Outages.DependencyOf(failure) is { } dependency)
        {
            outages.Away(dependency, failure);
            progress.Awaited = dependency;
            if (progress.AwaySince == 0) progress.AwaySince = TimeProvider.System.GetTimestamp();
            if (!ParkingLot.IsAway(delivery.Replayed) && TimeProvider.System.GetElapsedTime(progress.AwaySince) <= options.Value.AwayPatience) return false;
            await ParkAsync(delivery, message, $"{ParkingLot.Away}{dependency}", 0, cancel);
            return true;
        }

        if (await FailedForGoodAsync(delivery, failure, cancel) is not { } attempts) return false;
        await ParkAsync(delivery, message, ReasonOf(failure), attempts, cancel);
        return true;
    }

    private async Task<bool> TryAsync<TMessage>(Subscription<TMessage> subscription, ConsumeContext<TMessage> context, Delivery delivery, bool mayHold, CancellationToken cancel)
        where TMessage : class
    {
        var key = (delivery.Source, delivery.OrderKey);
        var before = InboxCount.Closing(InboxCount.HighestBefore(delivery.Before, kind => map.SubscriptionOf(kind) is not null));
        var remembered = known.TryGetValue(key, out var last);
        if (!remembered || last < before) last = (await store.ReadInboxAsync(delivery.Source, delivery.OrderKey, cancel)).LastCount;
        if (last >= InboxCount.Closing(delivery.Count))
        {
            MessagingTelemetry.Duplicates.Add(1);
            return true;
        }

        if (last < before)
        {
            if (mayHold) await parking.HoldAsync(delivery, JsonSerializer.Serialize(context.Message, JsonSerializerOptions.Web), cancel);
            return mayHold;
        }

        for (var consumer = InboxCount.FirstConsumer(delivery.Count, last); ; consumer++)
        {
            var mark = new InboxMark(delivery.Source, delivery.OrderKey, InboxCount.Of(delivery.Count, consumer, subscription.Consumers))
            {
                After = consumer == 0 ? before : InboxCount.Of(delivery.Count, consumer - 1, int.MaxValue),
            };
            await ConsumeAsync(subscription, consumer, context, delivery, mark, cancel);
            if (known.Count > MostKnown) known.Clear();
            known[key] = mark.Count;
            if (consumer >= subscription.Consumers - 1) break;
        }

        MessagingTelemetry.Handled.Add(1, new KeyValuePair<string, object?>("message", subscription.Name));
        parking.Handled(delivery.Source, delivery.OrderKey);
        return true;
    }

    private async Task ConsumeAsync<TMessage>(
        Subscription<TMessage> subscription, int consumer, ConsumeContext<TMessage> context, Delivery delivery, InboxMark mark, CancellationToken cancel)
        where TMessage : class
    {
        await using var scope = scopes.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = delivery.ContextOf(map.Service) with { CommandId = DerivedId.Of($"{delivery.MessageId:D}/{consumer}") };
        call.Inbox = mark;
        if (consumer < subscription.Consumers) await subscription.ConsumeAsync(consumer, scope.ServiceProvider, context);
        if (call.HasCommitted) return;
        if (call.Refused is { } refusal) throw new MessageRefusedException(refusal);
        await scope.ServiceProvider.GetRequiredService<Transactions>().CommitInboxAsync(cancel);
    }

    private async Task<bool> IsNextAsync(Delivery delivery, CancellationToken cancel)
    {
        var last = (await store.ReadInboxAsync(delivery.Source, delivery.OrderKey, cancel)).LastCount;
        var before = InboxCount.Closing(InboxCount.HighestBefore(delivery.Before, kind => map.SubscriptionOf(kind) is not null));
        return last >= before && last < InboxCount.Closing(delivery.Count);
    }

    private async Task<int?> FailedForGoodAsync(Delivery delivery, Exception failure, CancellationToken cancel)
    {
        var attempts = await store.CountAttemptAsync(delivery.Source, delivery.OrderKey, cancel);
        MessagingTelemetry.Failed.Add(1, new KeyValuePair<string, object?>("message", delivery.Kind));
        if (failure is MessageRefusedException refused) logger.AttemptRefused(delivery.Kind, delivery.MessageId, refused.Refusal.Code, attempts);
        else logger.AttemptFailed(delivery.Kind, delivery.MessageId, attempts, failure);
        return attempts >= options.Value.MostAttempts ? attempts : null;
    }

    private Task ParkAsync<TMessage>(Delivery delivery, TMessage message, string reason, int attempts, CancellationToken cancel) =>
        parking.ParkAsync(delivery, JsonSerializer.Serialize(message, JsonSerializerOptions.Web), reason, attempts, cancel);

    /// <summary>How far the handling of one delivery has come.</summary>
    private sealed class Progress(string? awaited)
    {
        public string? Awaited { get; set; } = awaited;

        public long AwaySince { get; set; }

        public bool IsCounted { get; set; }

        public int Races { get; set; }

        public int Failures { get; set; }

        public Exception? Failed { get; set; }
    }

    // The type of a failure says enough to an operator; its message may speak of a patient.
    private static string ReasonOf(Exception failure) => failure is MessageRefusedException refused ? $"refused:{refused.Refusal.Code}" : $"failed:{failure.GetType().Name}";
}

/// <summary>A rule refused what a message asks: it is tried again, because what it waits for may come from another service, and then parked.</summary>
internal sealed class MessageRefusedException(Refusal refusal) : Exception($"Refused with {refusal.Code}.")
{
    public Refusal Refusal => refusal;
}
