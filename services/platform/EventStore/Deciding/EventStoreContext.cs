namespace Healthcare.EventStore;

/// <summary>What one service's store knows: its log, its aggregates, its inline views, its cache.</summary>
internal sealed class EventStoreContext
{
    private readonly Dictionary<Type, IAggregate> byCommand = [];
    private readonly Dictionary<string, IReadOnlyList<IInlineView>> inline = new(StringComparer.Ordinal);

    public EventStoreContext(IEventStore log, EventCodec codec, IEnumerable<IAggregate> aggregates, IEnumerable<IInlineView> views, EventStoreOptions options)
    {
        Log = log;
        Codec = codec;
        Cache = new StreamCache(options.CachedStreams);
        var all = views.ToList();
        foreach (var aggregate in aggregates)
        {
            byCommand.Add(aggregate.CommandType, aggregate);
            inline[aggregate.Name] = [.. all.Where(v => v.Aggregate == aggregate.Name)];
        }
    }

    public IEventStore Log { get; }

    public EventCodec Codec { get; }

    public StreamCache Cache { get; }

    public IAggregate AggregateOf(Type command)
    {
        for (var type = command; type is not null; type = type.BaseType)
        {
            if (byCommand.TryGetValue(type, out var aggregate)) return aggregate;
        }

        throw new InvalidOperationException($"No aggregate decides {command}: register it with AddAggregate.");
    }

    public IReadOnlyList<IInlineView> InlineViewsOf(IAggregate aggregate) => inline.GetValueOrDefault(aggregate.Name, []);
}
