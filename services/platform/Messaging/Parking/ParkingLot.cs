using System.Collections.Concurrent;
using Healthcare.EventStore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Healthcare.Messaging;

/// <summary>Parks and holds messages: one commit, after which the broker may forget them.</summary>
internal sealed class ParkingLot(IServiceScopeFactory scopes, MessageMap map, TimeProvider clock, ILogger<ParkingLot> logger)
{
    /// <summary>How the reason of messages starts that are tried again by themselves, because what they need was away; the dependency follows.</summary>
    public const string Away = "away:";

    public const string Gap = "gap";

    private readonly ConcurrentDictionary<int, TaskCompletionSource> wakes = new();
    private readonly ConcurrentDictionary<(string Source, string OrderKey), bool> open = new();

    /// <summary>Completes when something changed that the owner of a partition should look at; take it before looking.</summary>
    public Task Changed(int partition) => wakes.GetOrAdd(partition, _ => New()).Task;

    public async Task ParkAsync(Delivery delivery, string body, string reason, int attempts, CancellationToken cancel)
    {
        await ExecuteAsync(delivery, new ParkMessage(delivery.Source, delivery.OrderKey, HeldOf(delivery, body), reason, attempts, clock.GetUtcNow()), cancel);
        if (IsAway(reason))
        {
            // The outage was told once already.
            logger.MessageHeld(delivery.Kind, delivery.MessageId, delivery.Source);
            return;
        }

        MessagingTelemetry.Parked.Add(1, new KeyValuePair<string, object?>("message", delivery.Kind));
        logger.MessageParked(delivery.Kind, delivery.MessageId, delivery.Source, reason);
    }

    public static bool IsAway(string? reason) => reason is not null && reason.StartsWith(Away, StringComparison.Ordinal);

    public async Task HoldAsync(Delivery delivery, string body, CancellationToken cancel)
    {
        await ExecuteAsync(delivery, new HoldMessage(delivery.Source, delivery.OrderKey, HeldOf(delivery, body), clock.GetUtcNow()), cancel);
        logger.MessageHeld(delivery.Kind, delivery.MessageId, delivery.Source);
    }

    /// <summary>A message of an order key was handled: what waits behind it may be next.</summary>
    public void Handled(string source, string orderKey)
    {
        if (open.ContainsKey((source, orderKey))) Wake(orderKey);
    }

    public void Opened(string source, string orderKey) => open[(source, orderKey)] = true;

    public void Closed(string source, string orderKey) => open.TryRemove((source, orderKey), out _);

    public void Wake(string orderKey) => wakes.AddOrUpdate(OrderKeys.PartitionOf(orderKey), _ => New(), (_, waiting) =>
    {
        waiting.TrySetResult();
        return New();
    });

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static HeldMessage HeldOf(Delivery d, string body) => new(
        d.Count, d.Before, d.Kind, d.MessageId, body, d.CausationId, d.CaseId, d.CorrelationId, d.PurposeOfUse, d.Sensitivity.ToString(), d.TraceParent);

    private async Task ExecuteAsync(Delivery delivery, ParkingCommand command, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallScope>().Context = delivery.ContextOf(map.Service);
        await scope.ServiceProvider.GetRequiredService<Streams<ParkingCommand>>()
            .ExecuteAsync(ParkingView.IdOf(map.Service, delivery.Source, delivery.OrderKey), command, cancel);
        Opened(delivery.Source, delivery.OrderKey);
        Wake(delivery.OrderKey);
    }
}
