using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Healthcare.EventStore;
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
    IServiceScopeFactory scopes, IEventStore store, MessageMap map, ParkingLot parking, Outages outages, IOptions<MessagingOptions> options, ILogger<Inbox> logger)
{
    private const int MostKnown = 50_000;

    // A process that dies on a message is found out by redeliveries; they also come from restarts, so more of them are borne than failures.
    private const int RedeliveriesPerAttempt = 4;
    private readonly ConcurrentDictionary<(string Source, string OrderKey), long> known = new();
    private int inHand;

    /// <summary>How many messages this process is handling now.</summary>
    public int InHand => Volatile.Read(ref inHand);

    public async Task HandleAsync<TMessage>(Subscription<TMessage> subscription, ConsumeContext<TMessage> context, CancellationToken stopping)
        where TMessage : class
    {
        Interlocked.Increment(ref inHand);
        try
        {
            await HandleUntilDoneAsync(subscription, context, stopping);
        }
        finally
        {
            Interlocked.Decrement(ref inHand);
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

        var awaySince = 0L;
        var awaited = ParkingLot.IsAway(delivery.Replayed) ? delivery.Replayed?[ParkingLot.Away.Length..] : null;
        var counted = 0;
        for (var round = 1; ; round++)
        {
            try
            {
                if (delivery.Redelivered && counted == 0)
                {
                    counted = await store.CountAttemptAsync(delivery.Source, delivery.OrderKey, cancel);
                    if (counted > options.Value.MostAttempts * RedeliveriesPerAttempt && await IsNextAsync(delivery, cancel))
                    {
                        await ParkAsync(delivery, context.Message, "crashes", counted, cancel);
                        return;
                    }
                }

                await TryAsync(subscription, context, delivery, cancel);
                outages.Answers(Outages.Store);
                if (awaited is not null) outages.Answers(awaited);
                return;
            }
            catch (MessageNotNextException) when (round <= 20)
            {
                // Another process was faster, or what is remembered is old: look again.
                known.TryRemove((delivery.Source, delivery.OrderKey), out _);
            }
            catch (Exception failure) when (!cancel.IsCancellationRequested)
            {
                if (Outages.DependencyOf(failure) is { } dependency)
                {
                    outages.Away(dependency, failure);
                    awaited = dependency;
                    if (awaySince == 0) awaySince = TimeProvider.System.GetTimestamp();
                    if (dependency != Outages.Store && (ParkingLot.IsAway(delivery.Replayed) || TimeProvider.System.GetElapsedTime(awaySince) > options.Value.AwayPatience))
                    {
                        await ParkAsync(delivery, context.Message, $"{ParkingLot.Away}{dependency}", 0, cancel);
                        return;
                    }
                }
                else if (await FailedForGoodAsync(delivery, failure, cancel) is { } attempts)
                {
                    await ParkAsync(delivery, context.Message, ReasonOf(failure), attempts, cancel);
                    return;
                }

                await Task.Delay(Retry.DelayAfter(round, options.Value.FirstRetryAfter, TimeSpan.FromSeconds(2)), TimeProvider.System, cancel);
            }
        }
    }

    private async Task TryAsync<TMessage>(Subscription<TMessage> subscription, ConsumeContext<TMessage> context, Delivery delivery, CancellationToken cancel)
        where TMessage : class
    {
        var key = (delivery.Source, delivery.OrderKey);
        var before = InboxCount.Closing(InboxCount.HighestBefore(delivery.Before, kind => map.SubscriptionOf(kind) is not null));
        var remembered = known.TryGetValue(key, out var last);
        if (!remembered || last < before) last = (await store.ReadInboxAsync(delivery.Source, delivery.OrderKey, cancel)).LastCount;
        if (last >= InboxCount.Closing(delivery.Count))
        {
            MessagingTelemetry.Duplicates.Add(1);
            return;
        }

        if (last < before)
        {
            await parking.HoldAsync(delivery, JsonSerializer.Serialize(context.Message, JsonSerializerOptions.Web), cancel);
            return;
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
    }

    private async Task ConsumeAsync<TMessage>(
        Subscription<TMessage> subscription, int consumer, ConsumeContext<TMessage> context, Delivery delivery, InboxMark mark, CancellationToken cancel)
        where TMessage : class
    {
        await using var scope = scopes.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = delivery.ContextOf(map.Service) with { CommandId = OrderKeys.IdOf($"{delivery.MessageId:D}/{consumer}") };
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

    // The type of a failure says enough to an operator; its message may speak of a patient.
    private static string ReasonOf(Exception failure) => failure is MessageRefusedException refused ? $"refused:{refused.Refusal.Code}" : $"failed:{failure.GetType().Name}";
}

/// <summary>A rule refused what a message asks: it is tried again, because what it waits for may come from another service, and then parked.</summary>
internal sealed class MessageRefusedException(Refusal refusal) : Exception($"Refused with {refusal.Code}.")
{
    public Refusal Refusal => refusal;
}
