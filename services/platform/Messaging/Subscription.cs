using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Messaging;

/// <summary>A message type that a service consumes, and its consumers in the order they were added.</summary>
internal abstract class Subscription(string name, Type messageType)
{
    public string Name => name;

    public Type MessageType => messageType;

    public abstract int Consumers { get; }

    public abstract void Connect(IReceiveEndpointConfigurator endpoint, Inbox inbox, CancellationToken stopping);

    public object Read(string body) =>
        JsonSerializer.Deserialize(body, messageType, JsonSerializerOptions.Web) ?? throw new InvalidDataException($"A {name} is null.");
}

internal sealed class Subscription<TMessage>(string name) : Subscription(name, typeof(TMessage))
    where TMessage : class
{
    private readonly List<Func<IServiceProvider, IConsumer<TMessage>>> consumers = [];

    public override int Consumers => consumers.Count;

    public void Add<TConsumer>()
        where TConsumer : class, IConsumer<TMessage> => consumers.Add(static services => services.GetRequiredService<TConsumer>());

    public Task ConsumeAsync(int consumer, IServiceProvider scope, ConsumeContext<TMessage> context) => consumers[consumer](scope).Consume(context);

    public override void Connect(IReceiveEndpointConfigurator endpoint, Inbox inbox, CancellationToken stopping) =>
        endpoint.Handler<TMessage>(context => inbox.HandleAsync(this, context, stopping));
}
