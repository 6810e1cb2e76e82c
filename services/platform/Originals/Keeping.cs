namespace Healthcare.Originals;

/// <summary>What became of keeping an original.</summary>
public abstract record Keeping
{
    private Keeping() { }

    /// <summary>
    /// Kept, every byte. <paramref name="Fingerprint"/> is a keyed hash of the bytes: equal bytes, equal fingerprint, and nothing to guess from it.
    /// <paramref name="WasKnown"/> when this source had sent the same bytes before, and they still can be read: the same id again.
    /// </summary>
    public sealed record Kept(OriginalId Id, string Fingerprint, long Length, bool WasKnown) : Keeping;

    /// <summary>More than <paramref name="Limit"/> bytes; nothing was kept.</summary>
    public sealed record TooLarge(long Limit) : Keeping;
}

/// <summary>What is known of an original beside its bytes.</summary>
public sealed record Original(OriginalId Id, string Source, string MediaType, long Length, string Fingerprint, DateTimeOffset KeptAt, Guid Subject);

/// <summary>An original opened for reading; dispose it after.</summary>
public sealed record OriginalContent(Original Original, Stream Bytes) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Bytes.DisposeAsync();

    /// <summary>All bytes at once, for originals that are known to be small.</summary>
    public async Task<byte[]> ReadAllAsync(CancellationToken cancel)
    {
        var all = new byte[Original.Length];
        await Bytes.ReadExactlyAsync(all, cancel);
        // The end of the stream is where the whole is checked.
        await Bytes.CopyToAsync(Stream.Null, cancel);
        return all;
    }
}

/// <summary>Settings of originals, section <c>Originals</c>.</summary>
public sealed class OriginalsOptions
{
    /// <summary>The largest original that is kept, in bytes.</summary>
    public long MaxLength { get; set; } = 100 * 1024 * 1024;

    /// <summary>How long chunks without an original are left alone: longer than any upload takes.</summary>
    public TimeSpan UnfinishedKeptFor { get; set; } = TimeSpan.FromDays(1);
}
