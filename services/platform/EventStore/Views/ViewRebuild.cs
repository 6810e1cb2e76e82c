namespace Healthcare.EventStore;

/// <summary>Folds a view from the first event of the log.</summary>
public static class ViewRebuild
{
    private const int AppendsPerPage = 1_000;

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

        await store.Views.ReplaceAsync(view.Name, RowsAsync(view, documents), LogReader.Of(view.Name), () => position, cancel);
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
