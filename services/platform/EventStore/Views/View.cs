using System.Text.Json;

namespace Healthcare.EventStore;

/// <summary>
/// A read model: a pure fold of events into documents by key. It reads no clock, makes no id and never throws, so that a rebuild equals it byte for byte.
/// Inline views are keyed by their stream and commit with it; others follow the log with a checkpoint.
/// </summary>
public abstract class View<TDocument>
    where TDocument : class
{
    /// <summary>Name and version in one, snake case, such as <c>claim_status_v1</c>: a changed fold is a new name, built beside the old.</summary>
    public abstract string Name { get; }

    /// <summary>Set to the aggregate's name to fold inline, in the transaction of the append; null follows the log.</summary>
    public virtual string? InlineOf => null;

    /// <summary>The keys of the documents that an event touches. Not asked for inline views, whose key is the stream id.</summary>
    public virtual IEnumerable<string> KeysOf(Recorded happened) => [happened.StreamId.ToString("D")];

    /// <summary>The document after an event; null removes it, the same instance means nothing changed.</summary>
    public abstract TDocument? Apply(string key, TDocument? document, object happened, EventEnvelope envelope);

    /// <summary>What documents are found by, such as <c>role:biller</c>.</summary>
    public virtual IEnumerable<string> TermsOf(TDocument document) => [];

    /// <summary>Orders documents within a term; compared ordinally.</summary>
    public virtual string SortOf(TDocument document) => "";
}

/// <summary>Reads a view's documents.</summary>
public sealed class Views<TDocument>(View<TDocument> view, IEventStore store)
    where TDocument : class
{
    public async Task<TDocument?> FindAsync(string key, CancellationToken cancel)
    {
        var rows = await store.Views.FindAsync(view.Name, [key], cancel);
        return rows.Count == 0 ? null : ViewJson.Read<TDocument>(rows[0].Data);
    }

    public Task<TDocument?> FindAsync(Guid key, CancellationToken cancel) => FindAsync(key.ToString("D"), cancel);

    public async Task<ViewPage<TDocument>> PageAsync(string term, ViewCursor? after, int limit, CancellationToken cancel)
    {
        var rows = await store.Views.PageAsync(view.Name, term, after, limit, cancel);
        var next = rows.Count == limit ? new ViewCursor(rows[^1].Sort, rows[^1].Key) : null;
        return new ViewPage<TDocument>([.. rows.Select(r => ViewJson.Read<TDocument>(r.Data))], next);
    }

    /// <summary>Where documents of a term stand, for an order that no index can hold.</summary>
    public Task<IReadOnlyList<ViewCursor>> PlacesAsync(string term, ViewCursor? after, int limit, CancellationToken cancel) => store.Views.PlacesAsync(view.Name, term, after, limit, cancel);

    /// <summary>The documents at these places, in their order; one that has left the term since is left out.</summary>
    public async Task<IReadOnlyList<TDocument>> FindAsync(string term, IReadOnlyList<ViewCursor> places, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(places);
        if (places.Count == 0) return [];
        var rows = await store.Views.FindAsync(view.Name, [.. places.Select(p => p.Key)], cancel);
        var found = rows.ToDictionary(r => r.Key, r => ViewJson.Read<TDocument>(r.Data), StringComparer.Ordinal);
        return [.. places.Select(p => found.GetValueOrDefault(p.Key)).OfType<TDocument>().Where(d => view.TermsOf(d).Contains(term, StringComparer.Ordinal))];
    }

    public Task<long> CountAsync(string term, CancellationToken cancel) => store.Views.CountAsync(view.Name, term, cancel);
}

/// <summary>Some documents of a view, and where the next page starts.</summary>
public sealed record ViewPage<TDocument>(IReadOnlyList<TDocument> Documents, ViewCursor? Next);

internal static class ViewJson
{
    public static TDocument Read<TDocument>(string data)
        where TDocument : class =>
        JsonSerializer.Deserialize<TDocument>(data, EventCodec.ReadOptions) ?? throw new InvalidDataException("A view document is null.");

    public static ViewWrite Write<TDocument>(View<TDocument> view, string key, TDocument? document)
        where TDocument : class =>
        document is null
            ? new ViewWrite(view.Name, key, Data: null)
            : new ViewWrite(view.Name, key, JsonSerializer.Serialize(document, EventCodec.ReadOptions)) { Sort = view.SortOf(document), Terms = [.. view.TermsOf(document)] };
}

/// <summary>A view seen without its document type, as the store handles it.</summary>
internal interface IInlineView
{
    string Name { get; }

    string? Aggregate { get; }

    object? Fold(object? document, IReadOnlyList<Recorded> events);

    object? Fold(object? document, IReadOnlyList<EncodedEvent> events);

    ViewWrite Write(Guid streamId, object? document);
}

internal sealed class InlineView<TDocument>(View<TDocument> view) : IInlineView
    where TDocument : class
{
    public string Name => view.Name;

    public string? Aggregate => view.InlineOf;

    public object? Fold(object? document, IReadOnlyList<Recorded> events)
    {
        var current = document as TDocument;
        foreach (var recorded in events) current = view.Apply(recorded.StreamId.ToString("D"), current, recorded.Event, recorded.Envelope);
        return current;
    }

    public object? Fold(object? document, IReadOnlyList<EncodedEvent> events)
    {
        var current = document as TDocument;
        foreach (var happened in events) current = view.Apply(happened.Envelope.StreamId.ToString("D"), current, happened.Event, happened.Envelope);
        return current;
    }

    public ViewWrite Write(Guid streamId, object? document) => ViewJson.Write(view, streamId.ToString("D"), document as TDocument);
}
