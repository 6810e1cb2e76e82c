using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.EventStore;

/// <summary>Keeps a view at the end of the log: reads, folds and writes overlapped, under a lease, position and rows in one transaction.</summary>
public sealed class Projector<TDocument>(
    View<TDocument> view, IEventStore store, Leadership leadership, CommitSignal signal, IOptions<EventStoreOptions> options, ILogger<Projector<TDocument>> logger)
    : Leader(leadership)
    where TDocument : class
{
    private const int AppendsPerPage = 500;

    protected override string LeaseName => $"view:{view.Name}";

    /// <summary>How far the view is behind the log.</summary>
    public async Task<LogLag> LagAsync(CancellationToken cancel) => await store.LagAsync((await store.LoadCheckpointAsync(LeaseName, cancel)).Position, cancel);

    /// <summary>Builds the view from the first event beside the live one, and swaps. Needs a role that may create tables, and no leader at work.</summary>
    public async Task RebuildAsync(CancellationToken cancel)
    {
        var events = await ViewRebuild.RunAsync(view, store, cancel);
        logger.Rebuilt(view.Name, events);
    }

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        var position = (await store.LoadCheckpointAsync(LeaseName, cancel)).Position;
        using var watch = signal.Watch();
        watch.Look();
        var next = store.ReadLogAsync(position, AppendsPerPage, cancel);
        while (true)
        {
            var page = await next;
            if (page.End == position)
            {
                EventStoreTelemetry.Lag.Record(0, new KeyValuePair<string, object?>("reader", LeaseName));
                await watch.RestAtEndAsync(store, position, options.Value.PollEvery, cancel);
                watch.Look();
                next = store.ReadLogAsync(position, AppendsPerPage, cancel);
                continue;
            }

            watch.Look();
            next = store.ReadLogAsync(page.End, AppendsPerPage, cancel);
            var writes = await FoldAsync(page.Events, cancel);
            if (!await store.SaveCheckpointAsync(new CheckpointSave(LeaseName, page.End, lease) { Views = writes }, cancel)) return;
            position = page.End;
            EventStoreTelemetry.Lag.Record((TimeProvider.System.GetUtcNow() - page.Events[^1].Timestamp).TotalSeconds, new KeyValuePair<string, object?>("reader", LeaseName));
        }
    }

    private async Task<IReadOnlyList<ViewWrite>> FoldAsync(IReadOnlyList<Recorded> events, CancellationToken cancel)
    {
        var touched = events.Select(e => (Event: e, Keys: view.KeysOf(e).ToList())).Where(t => t.Keys.Count > 0).ToList();
        var keys = touched.SelectMany(t => t.Keys).ToHashSet(StringComparer.Ordinal);
        if (keys.Count == 0) return [];
        var documents = (await store.Views.FindAsync(view.Name, keys, cancel)).ToDictionary(r => r.Key, r => (TDocument?)ViewJson.Read<TDocument>(r.Data), StringComparer.Ordinal);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (happened, itsKeys) in touched)
        {
            foreach (var key in itsKeys)
            {
                var before = documents.GetValueOrDefault(key);
                var after = view.Apply(key, before, happened.Event, happened.Envelope);
                if (ReferenceEquals(before, after)) continue;
                documents[key] = after;
                changed.Add(key);
            }
        }

        return [.. changed.Order(StringComparer.Ordinal).Select(key => ViewJson.Write(view, key, documents[key]))];
    }
}

/// <summary>Folds a view from the first event of the log.</summary>
public static class ViewRebuild
{
    private const int AppendsPerPage = 5_000;

    /// <summary>Builds and swaps; returns how many events were folded.</summary>
    public static async Task<long> RunAsync<TDocument>(View<TDocument> view, IEventStore store, CancellationToken cancel)
        where TDocument : class
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(store);
        var documents = new Dictionary<string, TDocument?>(StringComparer.Ordinal);
        var position = LogPosition.Start;
        long events = 0;
        var next = store.ReadLogAsync(position, AppendsPerPage, cancel);
        while (true)
        {
            var page = await next;
            if (page.End == position) break;
            position = page.End;
            next = store.ReadLogAsync(position, AppendsPerPage, cancel);
            foreach (var happened in page.Events)
            {
                events++;
                if (view.InlineOf is { } aggregate && happened.Envelope.Aggregate != aggregate) continue;
                IEnumerable<string> keys = view.InlineOf is null ? view.KeysOf(happened) : [happened.StreamId.ToString("D")];
                foreach (var key in keys) documents[key] = view.Apply(key, documents.GetValueOrDefault(key), happened.Event, happened.Envelope);
            }
        }

        await store.Views.ReplaceAsync(view.Name, RowsAsync(view, documents), $"view:{view.Name}", () => position, cancel);
        return events;
    }

    private static async IAsyncEnumerable<ViewWrite> RowsAsync<TDocument>(View<TDocument> view, Dictionary<string, TDocument?> documents)
        where TDocument : class
    {
        foreach (var (key, document) in documents)
        {
            if (document is not null) yield return ViewJson.Write(view, key, document);
        }

        await Task.CompletedTask;
    }
}
