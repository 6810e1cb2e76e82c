using System.Security.Cryptography;

namespace Healthcare.ServiceDefaults;

/// <summary>
/// A request's body with its SHA-256. Bodies up to 1 MiB are read at once, so that the hash is known before anything runs; longer ones are hashed as they are read,
/// so that memory stays bounded whatever the body's size.
/// </summary>
internal sealed class HashedBody : Stream
{
    internal const int ReadAtOnce = 1024 * 1024;
    private readonly Stream rest;
    private readonly IncrementalHash hash;
    private readonly ReadOnlyMemory<byte> head;
    private int headRead;
    private bool ended;

    private HashedBody(ReadOnlyMemory<byte> head, Stream rest, IncrementalHash hash, bool ended)
    {
        this.head = head;
        this.rest = rest;
        this.hash = hash;
        this.ended = ended;
        IsWhole = ended;
    }

    /// <summary>True when the whole body was read at once.</summary>
    public bool IsWhole { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static async Task<HashedBody> ReadAsync(Stream body, long? length, string scope, CancellationToken cancel)
    {
        var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sum.AppendData(System.Text.Encoding.UTF8.GetBytes(scope));
        var first = new byte[length is { } known ? (int)Math.Min(known + 1, ReadAtOnce) : 16 * 1024];
        var read = 0;
        while (true)
        {
            if (read == first.Length)
            {
                if (read == ReadAtOnce) break;
                Array.Resize(ref first, Math.Min(first.Length * 4, ReadAtOnce));
            }

            var some = await body.ReadAsync(first.AsMemory(read), cancel);
            if (some == 0)
            {
                sum.AppendData(first, 0, read);
                return new HashedBody(first.AsMemory(0, read), body, sum, ended: true);
            }

            read += some;
        }

        sum.AppendData(first, 0, read);
        return new HashedBody(first, body, sum, ended: false);
    }

    /// <summary>Lets a body that was read at once be read from its start.</summary>
    public void Rewind() => headRead = 0;

    /// <summary>The hash of the whole body; what nobody read yet is read and thrown away.</summary>
    public async Task<string> HashAsync(CancellationToken cancel)
    {
        var scratch = new byte[16 * 1024];
        headRead = head.Length;
        var some = 1;
        while (some > 0) some = await ReadAsync(scratch, cancel);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (headRead < head.Length)
        {
            var some = Math.Min(buffer.Length, head.Length - headRead);
            head.Slice(headRead, some).CopyTo(buffer);
            headRead += some;
            return some;
        }

        if (ended || buffer.Length == 0) return 0;
        var read = await rest.ReadAsync(buffer, cancellationToken);
        if (read == 0) ended = true;
        else hash.AppendData(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Request bodies are read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) hash.Dispose();
        base.Dispose(disposing);
    }
}
