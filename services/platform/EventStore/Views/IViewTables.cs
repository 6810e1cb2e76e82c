namespace Healthcare.EventStore;

/// <summary>A view row to write; null data deletes it.</summary>
public sealed record ViewWrite(string View, string Key, string? Data)
{
    /// <summary>Orders rows within a term; compared ordinally.</summary>
    public string Sort { get; init; } = "";

    /// <summary>What the row is found by, such as <c>role:biller</c>.</summary>
    public IReadOnlyList<string> Terms { get; init; } = [];
}

/// <summary>Rows of one view, by their keys.</summary>
public sealed record ViewKeys(string View, IReadOnlyCollection<string> Keys);

public sealed record ViewRow(string Key, string Data, string Sort);

/// <summary>The port to view tables.</summary>
public interface IViewTables
{
    Task<IReadOnlyList<ViewRow>> FindAsync(string view, IReadOnlyCollection<string> keys, CancellationToken cancel);

    /// <summary>Rows of several views in one round trip, one list for each that is asked for.</summary>
    Task<IReadOnlyList<IReadOnlyList<ViewRow>>> FindAsync(IReadOnlyList<ViewKeys> wanted, CancellationToken cancel);

    /// <summary>Rows that carry a term, in (sort, key) order, after a cursor; an empty term means every row in key order.</summary>
    Task<IReadOnlyList<ViewRow>> PageAsync(string view, string term, ViewCursor? after, int limit, CancellationToken cancel);

    /// <summary>Where the rows that carry a term stand, in (sort, key) order, after a cursor: the index alone, without the documents.</summary>
    Task<IReadOnlyList<ViewCursor>> PlacesAsync(string view, string term, ViewCursor? after, int limit, CancellationToken cancel);

    Task<long> CountAsync(string view, string term, CancellationToken cancel);

    /// <summary>SHA-256 over every row in key order: two builds of a view from one log are equal byte for byte.</summary>
    Task<string> FingerprintAsync(string view, CancellationToken cancel);

    /// <summary>Builds a view from nothing beside the live one, then swaps; rows come in any order, each key once.</summary>
    Task ReplaceAsync(string view, IAsyncEnumerable<ViewWrite> rows, string checkpoint, Func<LogPosition> position, CancellationToken cancel);
}

public sealed record ViewCursor(string Sort, string Key);
