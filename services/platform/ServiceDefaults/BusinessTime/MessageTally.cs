using System.Collections.Concurrent;

namespace Healthcare.ServiceDefaults;

/// <summary>
/// What this process has told other services and handled of what it heard, by kind of message and counted from its start: whoever adds up what all tell and hear knows
/// whether a message is on its way, without asking the broker.
/// </summary>
public sealed class MessageTally
{
    private readonly ConcurrentDictionary<string, long> told = new(StringComparer.Ordinal);
    private long heard;
    private int inHand;

    /// <summary>Tells one run of a process from the next, whose counts begin anew.</summary>
    public Guid Run { get; } = Guid.CreateVersion7();

    public IReadOnlyDictionary<string, long> Told => told;

    public long Heard => Volatile.Read(ref heard);

    public int InHand => Volatile.Read(ref inHand);

    /// <summary>How many messages this process should have heard by now, where somebody who added up says so.</summary>
    public long? Expected { get; set; }

    /// <summary>The broker has confirmed a message for whoever hears its kind.</summary>
    public void Tell(string kind) => told.AddOrUpdate(kind, 1, static (_, n) => n + 1);

    public void Begin() => Interlocked.Increment(ref inHand);

    /// <summary>A message is handled: what it caused is committed.</summary>
    public void End()
    {
        Interlocked.Increment(ref heard);
        Interlocked.Decrement(ref inHand);
    }
}
