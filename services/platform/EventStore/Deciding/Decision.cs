using System.Collections;
using System.Runtime.CompilerServices;

namespace Healthcare.EventStore;

/// <summary>What a decider answers: the events that happened, none when the request was already true, or a refusal.</summary>
[CollectionBuilder(typeof(Decision), nameof(Decision.Of))]
public sealed class Decision<TEvent> : IEnumerable<TEvent>
{
    private readonly TEvent[] events;

    internal Decision(TEvent[] events, Refusal? refusal)
    {
        this.events = events;
        Refusal = refusal;
    }

    public IReadOnlyList<TEvent> Events => events;

    public Refusal? Refusal { get; }

    public static implicit operator Decision<TEvent>(Refusal refusal) => new([], refusal);

    public static implicit operator Decision<TEvent>(TEvent happened) => new([happened], refusal: null);

    public IEnumerator<TEvent> GetEnumerator() => Events.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes decisions from collection expressions: <c>[new ClaimSubmitted(…)]</c>.</summary>
public static class Decision
{
    public static Decision<TEvent> Of<TEvent>(ReadOnlySpan<TEvent> events) => new(events.ToArray(), refusal: null);
}
