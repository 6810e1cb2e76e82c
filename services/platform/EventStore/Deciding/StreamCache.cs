using System.Collections.Concurrent;

namespace Healthcare.EventStore;

/// <summary>
/// Folded streams by id. An entry may be stale: the append's version check finds that out, so the cache saves the read and never the check.
/// Entries are dropped at random when there are too many.
/// </summary>
internal sealed class StreamCache(int capacity)
{
    private readonly ConcurrentDictionary<Guid, CachedStream> entries = new();
    private int count;

    public CachedStream? Find(Guid streamId) => entries.GetValueOrDefault(streamId);

    public void Put(Guid streamId, CachedStream stream)
    {
        if (capacity == 0) return;
        if (entries.TryAdd(streamId, stream))
        {
            if (Interlocked.Increment(ref count) > capacity) Shrink();
        }
        else
        {
            entries[streamId] = stream;
        }
    }

    public void Remove(Guid streamId)
    {
        if (entries.TryRemove(streamId, out _)) Interlocked.Decrement(ref count);
    }

    private void Shrink()
    {
        foreach (var id in entries.Keys.Take(capacity / 8)) Remove(id);
    }
}

internal sealed record CachedStream(object State, long Version, Guid? CaseId, IReadOnlyDictionary<Guid, long> Commands, Dictionary<string, object?>? Documents)
{
    /// <summary>W3C traceparent of the last event.</summary>
    public string? TraceParent { get; init; }
}
