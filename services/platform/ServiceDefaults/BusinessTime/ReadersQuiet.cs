using Healthcare.EventStore;

namespace Healthcare.ServiceDefaults;

/// <summary>Readers of the log, the relay among them, that have not read all of it.</summary>
internal sealed class ReadersQuiet(IEventStore store, IEnumerable<LogReader> readers) : IQuietCheck
{
    private readonly LogReader[] readers = [.. readers];

    public string Name => "readers";

    public async Task<long> PendingAsync(CancellationToken cancel)
    {
        var head = await store.HeadAsync(cancel);
        var behind = 0;
        foreach (var reader in readers)
        {
            if ((await store.LoadCheckpointAsync(reader.Name, cancel)).Position < head) behind++;
        }

        return behind;
    }
}
