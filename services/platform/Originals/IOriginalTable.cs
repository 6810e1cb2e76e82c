using Healthcare.EventStore;

namespace Healthcare.Originals;

/// <summary>An original as it is stored: its key sealed, its chunks by address, in order.</summary>
public sealed record OriginalRow(Original Original, Ciphertext Key, IReadOnlyList<byte[]> Chunks);

/// <summary>The port to where originals are stored; PostgreSQL and memory pass one contract-test suite.</summary>
public interface IOriginalTable
{
    /// <summary>Stores a sealed chunk under its address; the same chunk twice is stored once.</summary>
    Task AddChunkAsync(Guid original, byte[] address, ReadOnlyMemory<byte> data, CancellationToken cancel);

    /// <summary>Reads a sealed chunk into a buffer and returns its length; -1 when there is none.</summary>
    Task<int> ReadChunkAsync(byte[] address, Memory<byte> into, CancellationToken cancel);

    Task AddAsync(OriginalRow row, CancellationToken cancel);

    Task<OriginalRow?> FindAsync(OriginalId id, CancellationToken cancel);

    /// <summary>What this source sent with this fingerprint, newest first.</summary>
    Task<IReadOnlyList<OriginalRow>> FindAsync(string source, string fingerprint, CancellationToken cancel);

    /// <summary>Puts the chunks' key under another subject; false when it was no longer under <paramref name="from"/>.</summary>
    Task<bool> ResealAsync(OriginalId id, Guid from, Guid to, Ciphertext key, CancellationToken cancel);

    /// <summary>Drops the chunks of an upload that was not finished.</summary>
    Task DropChunksAsync(Guid original, CancellationToken cancel);

    /// <summary>Drops chunks older than <paramref name="age"/> that belong to no original; returns how many.</summary>
    Task<int> SweepAsync(TimeSpan age, CancellationToken cancel);
}
