namespace Healthcare.EventStore;

/// <summary>An event and the documents that it touches.</summary>
internal sealed record Touch(Recorded Happened, IReadOnlyList<string> Keys);

/// <summary>A view that follows the log, seen without its document type.</summary>
internal interface IFollowingView
{
    string Name { get; }

    /// <summary>The checkpoint's name.</summary>
    string Reader { get; }

    IReadOnlyList<Touch> TouchedBy(IReadOnlyList<Recorded> events);

    /// <summary>The rows as they are after the events, those that changed.</summary>
    IEnumerable<ViewWrite> Fold(IReadOnlyList<Touch> touched, IReadOnlyList<ViewRow> rows);
}

internal sealed class FollowingView<TDocument>(View<TDocument> view) : IFollowingView
    where TDocument : class
{
    public string Name => view.Name;

    public string Reader => LogReader.Of(view.Name);

    public IReadOnlyList<Touch> TouchedBy(IReadOnlyList<Recorded> events) => [.. events.Select(e => new Touch(e, [.. view.KeysOf(e)])).Where(t => t.Keys.Count > 0)];

    public IEnumerable<ViewWrite> Fold(IReadOnlyList<Touch> touched, IReadOnlyList<ViewRow> rows)
    {
        var documents = rows.ToDictionary(r => r.Key, r => (TDocument?)ViewJson.Read<TDocument>(r.Data), StringComparer.Ordinal);
        var changed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (happened, keys) in touched)
        {
            foreach (var key in keys)
            {
                var before = documents.GetValueOrDefault(key);
                var after = view.Apply(key, before, happened.Event, happened.Envelope);
                if (ReferenceEquals(before, after)) continue;
                documents[key] = after;
                changed.Add(key);
            }
        }

        return changed.Select(key => ViewJson.Write(view, key, documents[key]));
    }
}
