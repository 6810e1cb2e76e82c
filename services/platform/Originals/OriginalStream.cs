using System.Buffers;
using System.Security.Cryptography;

namespace Healthcare.Originals;

/// <summary>Reads an original chunk by chunk; at any moment it holds one.</summary>
internal sealed class OriginalStream(IOriginalTable table, OriginalRow row, byte[] key) : Stream
{
    private readonly AesGcm aes = new(key, OriginalStore.TagLength);
    private readonly byte[] cipher = ArrayPool<byte>.Shared.Rent(OriginalStore.ChunkLength + OriginalStore.TagLength);
    private readonly byte[] plain = ArrayPool<byte>.Shared.Rent(OriginalStore.ChunkLength);
    private int next;
    private int start;
    private int end;
    private long given;
    private bool disposed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => row.Original.Length;

    public override long Position { get => given; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (buffer.Length == 0) return 0;
        if (start == end && !await NextAsync(cancellationToken)) return 0;
        var some = Math.Min(buffer.Length, end - start);
        plain.AsMemory(start, some).CopyTo(buffer);
        start += some;
        given += some;
        return some;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Originals are read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            aes.Dispose();
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
            ArrayPool<byte>.Shared.Return(cipher);
        }

        base.Dispose(disposing);
    }

    private async ValueTask<bool> NextAsync(CancellationToken cancel)
    {
        if (next == row.Chunks.Count)
        {
            if (given != row.Original.Length) throw new CryptographicException($"Original {row.Original.Id} is not whole.");
            return false;
        }

        var read = await table.ReadChunkAsync(row.Chunks[next], cipher.AsMemory(0, OriginalStore.ChunkLength + OriginalStore.TagLength), cancel);
        if (read <= OriginalStore.TagLength) throw new CryptographicException($"Chunk {next} of original {row.Original.Id} is missing.");
        Unseal(next, read - OriginalStore.TagLength);
        start = 0;
        end = read - OriginalStore.TagLength;
        next++;
        return true;
    }

    private void Unseal(int number, int length)
    {
        Span<byte> nonce = stackalloc byte[12];
        OriginalStore.Place(row.Original.Id, number, nonce, out var associated);
        aes.Decrypt(nonce, cipher.AsSpan(0, length), cipher.AsSpan(length, OriginalStore.TagLength), plain.AsSpan(0, length), associated);
    }
}
