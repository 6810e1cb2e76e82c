using Healthcare.EventStore;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Healthcare.Messaging;

/// <summary>Says what a service publishes and consumes.</summary>
public sealed class MessagingBuilder
{
    private readonly MessageMap map;
    private readonly ParkingHooks hooks;

    internal MessagingBuilder(IServiceCollection services, MessageMap map, ParkingHooks hooks)
    {
        Services = services;
        this.map = map;
        this.hooks = hooks;
    }

    public IServiceCollection Services { get; }

    /// <summary>
    /// Publishes what a pure map makes of stored events. The kinds that it can make are the contracts in <c>Healthcare.Contracts.&lt;Service&gt;.V…</c>, unless
    /// <paramref name="messages"/> names them. A message that some service is to consume waits until it can be delivered.
    /// </summary>
    public MessagingBuilder Publishes(Func<Recorded, IEnumerable<object>> messagesOf, params Type[] messages)
    {
        map.Publish(messagesOf, messages);
        return this;
    }

    /// <summary>The same for a map that makes at most one message of an event.</summary>
    public MessagingBuilder Publishes(Func<Recorded, object?> messageOf, params Type[] messages)
    {
        map.Publish(recorded => messageOf(recorded) is { } message ? [message] : [], messages);
        return this;
    }

    /// <summary>Consumes a message type with a scoped consumer. A message with several consumers goes to them one after another, each with a transaction of its own.</summary>
    public MessagingBuilder Consumes<TConsumer, TMessage>()
        where TConsumer : class, IConsumer<TMessage>
        where TMessage : class
    {
        var subscription = map.SubscribeTo<TMessage>();
        if (subscription.Consumers == InboxCount.MostConsumers) throw new InvalidOperationException($"{subscription.Name} has too many consumers.");
        subscription.Add<TConsumer>();
        Services.TryAddScoped<TConsumer>();
        return this;
    }

    /// <summary>Publishes every stored event to audit, sealed fields left out; on unless switched off.</summary>
    public MessagingBuilder RecordsEverything(bool yes = true)
    {
        map.RecordsEverything = yes;
        return this;
    }

    /// <summary>Pure: commands that follow, in the same transaction, when a message is parked, replayed or dismissed; so a work item opens and closes with it.</summary>
    public MessagingBuilder WhenParkingChanges(Func<Happened<ParkingEvent>, IEnumerable<FollowUp>> follow)
    {
        hooks.Add(follow);
        return this;
    }
}
