using System.Collections.Concurrent;
using Healthcare.EventStore;
using Microsoft.Extensions.Options;

namespace Healthcare.ServiceDefaults;

/// <summary>
/// The relay and the projections keep up with the log. What it measures is how long a place that it once saw at the head has not been read: the age of an event would
/// say nothing where business time is virtual, and after a long stop everything unread is old though it is read in a moment.
/// </summary>
internal sealed class LagReady(IEventStore store, IEnumerable<LogReader> readers, IOptions<HealthOptions> options) : IReadyCheck
{
    private readonly LogReader[] readers = [.. readers.Where(r => !r.IsIdle)];
    private readonly ConcurrentDictionary<string, (LogPosition Head, long Since)> awaited = new(StringComparer.Ordinal);

    public string Name => "lag";

    public async Task<ReadyState> CheckAsync(CancellationToken cancel)
    {
        var lags = new List<ReaderLag>();
        var late = new List<string>();
        foreach (var reader in readers)
        {
            var behind = await BehindAsync(reader.Name, cancel);
            lags.Add(new ReaderLag(reader.Name, Math.Round(behind.TotalSeconds, 1)));
            if (behind > options.Value.MostLag) late.Add(reader.Name);
        }

        return new ReadyState(late.Count == 0, late.Count == 0 ? null : string.Join(", ", late)) { Readers = lags };
    }

    private async Task<TimeSpan> BehindAsync(string reader, CancellationToken cancel)
    {
        // The head first: what is committed in between counts at the next look.
        var head = await store.HeadAsync(cancel);
        var position = (await store.LoadCheckpointAsync(reader, cancel)).Position;
        if (position >= head)
        {
            awaited.TryRemove(reader, out _);
            return TimeSpan.Zero;
        }

        var now = TimeProvider.System.GetTimestamp();
        var (_, since) = awaited.AddOrUpdate(reader, _ => (head, now), (_, known) => position >= known.Head ? (head, now) : known);
        return TimeProvider.System.GetElapsedTime(since, now);
    }
}
