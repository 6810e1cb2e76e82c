using Healthcare.Contracts.Audit.V1;
using Healthcare.EventStore;

namespace Healthcare.Messaging;

/// <summary>A message type that a service publishes, and its name on the broker.</summary>
internal sealed record Publication(Type MessageType, string Name);

/// <summary>What one service publishes and consumes.</summary>
internal sealed class MessageMap(string service)
{
    private readonly List<Func<Recorded, IEnumerable<object>>> maps = [];
    private readonly Dictionary<Type, Publication> published = [];
    private readonly Dictionary<string, Subscription> subscriptions = new(StringComparer.Ordinal);

    public string Service => service;

    public string EventsSource => $"{service}/events";

    public bool RecordsEverything { get; set; } = true;

    /// <summary>False where nothing that is committed here is told to anybody.</summary>
    public bool Sends => RecordsEverything || published.Count > 0;

    public IReadOnlyCollection<Publication> Published => published.Values;

    public IReadOnlyCollection<Subscription> Subscriptions => subscriptions.Values;

    public static string NameOf(Type message)
    {
        const string Contracts = "Healthcare.Contracts.";
        var name = message.FullName ?? throw new InvalidOperationException($"{message} has no name.");
        return name.StartsWith(Contracts, StringComparison.Ordinal) ? name[Contracts.Length..] : name;
    }

    /// <summary>What a service may publish: the contracts in <c>Healthcare.Contracts.&lt;Service&gt;.V…</c>.</summary>
    public static IReadOnlyCollection<Type> ContractsOf(string service) =>
    [
        .. typeof(EventsRecorded).Assembly.GetExportedTypes().Where(t => t is { IsClass: true, IsAbstract: false, IsNested: false }
            && t.Namespace?.StartsWith($"Healthcare.Contracts.{service}.V", StringComparison.OrdinalIgnoreCase) == true),
    ];

    public static string RecordedName { get; } = NameOf(typeof(EventsRecorded));

    public void Publish(Func<Recorded, IEnumerable<object>> map, IReadOnlyCollection<Type> messages)
    {
        maps.Add(map);
        foreach (var message in messages.Count > 0 ? messages : ContractsOf(service)) published[message] = new Publication(message, NameOf(message));
    }

    public Publication PublicationOf(Type message) =>
        published.GetValueOrDefault(message) ?? throw new InvalidOperationException($"{service} does not say that it publishes {message}: add it to Publishes.");

    public IEnumerable<object> MessagesOf(Recorded recorded) => maps.SelectMany(map => map(recorded));

    public Subscription<TMessage> SubscribeTo<TMessage>()
        where TMessage : class
    {
        var name = NameOf(typeof(TMessage));
        if (subscriptions.TryGetValue(name, out var known)) return (Subscription<TMessage>)known;
        var subscription = new Subscription<TMessage>(name);
        subscriptions.Add(name, subscription);
        return subscription;
    }

    public Subscription? SubscriptionOf(string messageName) => subscriptions.GetValueOrDefault(messageName);
}
