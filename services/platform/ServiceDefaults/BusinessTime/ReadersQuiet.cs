using Healthcare.EventStore;

namespace Healthcare.ServiceDefaults;

/// <summary>Readers of the log, the relay among them, that have not read all of it.</summary>
internal sealed class ReadersQuiet(IEventStore store, IEnumerable<LogReader> readers) : IQuietCheck
{
    private readonly LogReader[] readers = [.. readers.Where(r => !r.IsIdle)];

    public string Name => "readers";

    public async Task<long> PendingAsync(CancellationToken cancel)
    {
        // The positions first: a head that grows meanwhile makes a reader look behind, never ahead.
        var positions = await store.LoadPositionsAsync(cancel);
        var head = await store.HeadAsync(cancel);
        return readers.Count(r => positions.GetValueOrDefault(r.Name, LogPosition.Start) < head);
    }
}
