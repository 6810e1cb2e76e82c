using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

internal static partial class Sample
{
    internal static (IReadOnlyList<RemittanceRecord> Records, X12Findings Findings) Read(byte[] bytes)
    {
        var findings = new X12Findings();
        return ([.. RemittanceReader.Read(bytes, findings)], findings);
    }

    internal static (IReadOnlyList<RawSegment> Segments, X12Findings Findings) Segments(byte[] bytes, X12ReaderOptions? options = null)
    {
        var findings = new X12Findings();
        using var reader = new X12Reader(bytes, findings, options);
        List<RawSegment> segments = [];
        while (reader.Read()) segments.Add(reader.Segment.ToRaw());
        return (segments, findings);
    }

    internal static IEnumerable<X12FindingCode> Codes(this X12Findings findings) => findings.Kept.Select(f => f.Code);

    internal static byte[] Require(X12Document document)
    {
        Assert.That(document.Refusal, Is.Null);
        return document.Bytes.ToArray();
    }
}

/// <summary>Hands its bytes out in the pieces it was told to, as a network does.</summary>
internal sealed class PiecesStream(byte[] bytes, IReadOnlyList<int> pieces) : Stream
{
    private int _at;
    private int _piece;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position { get => _at; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var wanted = pieces.Count == 0 ? 1 : Math.Max(1, pieces[_piece++ % pieces.Count]);
        var count = Math.Min(Math.Min(wanted, buffer.Length), bytes.Length - _at);
        bytes.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
