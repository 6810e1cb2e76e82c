using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Healthcare.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Healthcare.Messaging;

/// <summary>Publishes with confirms: a message counts as sent when the broker has it on disk in a queue, and not before.</summary>
internal sealed class Publisher(IBus bus, Audience audience, Outages outages, MessageTally tally, ILogger<Publisher> logger)
{
    private static readonly TimeSpan ConfirmWithin = TimeSpan.FromSeconds(10);

    /// <summary>Publishes to whoever consumes the message, and tries until the broker confirms it.</summary>
    public Task PublishAsync(Outgoing message, CancellationToken cancel) =>
        SendAsync(new Uri($"exchange:{message.Kind.Name}?type=direct"), message, cancel);

    /// <summary>Sends to one partition queue only.</summary>
    public Task SendToAsync(string queue, Outgoing message, CancellationToken cancel) => SendAsync(new Uri($"exchange:{queue}"), message, cancel);

    /// <summary>Sends a message that belongs to no order, once.</summary>
    public async Task SendOnceAsync<TMessage>(string queue, TMessage message, CancellationToken cancel)
        where TMessage : class
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        within.CancelAfter(ConfirmWithin);
        var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{queue}"));
        await endpoint.Send(message, within.Token);
    }

    /// <summary>Sends a held message to the queue it came from.</summary>
    public async Task SendAgainAsync(string queue, Waiting waiting, ParkedCase parked, object message, CancellationToken cancel)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        within.CancelAfter(ConfirmWithin);
        var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{queue}"));
        await endpoint.Send(message, message.GetType(), Pipe.Execute<SendContext>(context =>
        {
            var held = waiting.Message;
            context.MessageId = held.MessageId;
            context.Headers.Set(WireHeaders.Source, parked.Source);
            context.Headers.Set(WireHeaders.OrderKey, parked.OrderKey);
            context.Headers.Set(WireHeaders.Count, held.Count.ToString(CultureInfo.InvariantCulture));
            context.Headers.Set(WireHeaders.Before, held.Before);
            context.Headers.Set(WireHeaders.Event, held.CausationId);
            context.Headers.Set(WireHeaders.Sensitivity, held.Sensitivity);
            context.Headers.Set(WireHeaders.Replayed, waiting.ParkedBecause ?? "held");
            Optional(context, WireHeaders.Case, held.CaseId?.ToString("D"));
            Optional(context, WireHeaders.Purpose, held.PurposeOfUse);
            Optional(context, WireHeaders.Correlation, held.CorrelationId);
            Optional(context, WireHeaders.TraceParent, held.TraceParent);
        }), within.Token);
    }

    private async Task SendAsync(Uri address, Outgoing message, CancellationToken cancel)
    {
        var parent = ActivityContext.TryParse(message.Cause.TraceParent, traceState: null, isRemote: true, out var caused) ? caused : default;
        using var activity = MessagingTelemetry.Source.StartActivity("relay publish", ActivityKind.Producer, parent);
        activity?.SetTag("messaging.message.id", message.MessageId).SetTag("messaging.destination.name", message.Kind.Name).SetTag("messaging.order.n", message.Count);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                within.CancelAfter(ConfirmWithin);
                var endpoint = await bus.GetSendEndpoint(address);
                await endpoint.Send(message.Message, message.Kind.MessageType, Pipe.Execute<SendContext>(context => Describe(context, message, activity)), within.Token);
                MessagingTelemetry.Published.Add(1);
                tally.Tell(message.Kind.Name);
                outages.Answers(Outages.Broker);
                return;
            }
            catch (MessageReturnedException) when (!cancel.IsCancellationRequested)
            {
                outages.Answers(Outages.Broker);
                if (!await audience.IsExpectedAsync(message.Kind.Name, cancel))
                {
                    logger.Unconsumed(message.Kind.Name, message.MessageId);
                    return;
                }

                if (attempt % 30 == 1) logger.Unheard(message.Kind.Name);
            }
            catch (Exception failure) when (!cancel.IsCancellationRequested)
            {
                outages.Away(Outages.Broker, failure);
            }

            await Task.Delay(Retry.DelayAfter(attempt, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2)), TimeProvider.System, cancel);
        }
    }

    private static void Describe(SendContext context, Outgoing message, Activity? activity)
    {
        var cause = message.Cause;
        context.MessageId = message.MessageId;
        context.SetRoutingKey(message.Partition.ToString(CultureInfo.InvariantCulture));
        if (context.TryGetPayload<RabbitMqSendContext>(out var transport)) transport.Mandatory = true;
        context.Headers.Set(WireHeaders.Source, message.Source);
        context.Headers.Set(WireHeaders.OrderKey, message.OrderKey);
        context.Headers.Set(WireHeaders.Count, message.Count.ToString(CultureInfo.InvariantCulture));
        context.Headers.Set(WireHeaders.Before, message.Before);
        context.Headers.Set(WireHeaders.Event, cause.EventId.ToString("D"));
        context.Headers.Set(WireHeaders.Sensitivity, JsonNamingPolicy.CamelCase.ConvertName(cause.Sensitivity.ToString()));
        Optional(context, WireHeaders.Case, cause.CaseId?.ToString("D"));
        Optional(context, WireHeaders.Purpose, cause.PurposeOfUse);
        Optional(context, WireHeaders.Correlation, cause.CorrelationId);
        Optional(context, WireHeaders.TraceParent, activity?.Id ?? cause.TraceParent);
    }

    private static void Optional(SendContext context, string name, string? value)
    {
        if (value is not null) context.Headers.Set(name, value);
    }
}
