using System.Buffers;

namespace Healthcare.Hl7v2;

/// <summary>One block that came over a connection.</summary>
/// <param name="TooLong">Whether it was longer than the bound; only its first bytes were kept then.</param>
internal readonly record struct MllpBlock(ReadOnlyMemory<byte> Bytes, bool TooLong);

/// <summary>Finds blocks (VT, message, FS, CR) in what comes over a connection, however the network cut it.</summary>
/// <remarks>A block ends at its FS: whether a CR follows is not waited for. A VT inside a block means that the sender began anew.</remarks>
internal sealed class MllpFramer(int longest)
{
    internal const byte Start = 0x0B;
    internal const byte End = 0x1C;
    private const int KeptOfTooLong = 4 << 10;

    private ArrayBufferWriter<byte> _block = new();
    private bool _inside;
    private bool _tooLong;

    /// <summary>Bytes outside of blocks, line ends not counted.</summary>
    internal long Stray { get; private set; }

    /// <summary>Blocks that the sender left unfinished.</summary>
    internal int Abandoned { get; private set; }

    /// <summary>Whether a block has begun and not ended.</summary>
    internal bool Inside => _inside;

    /// <summary>Takes bytes up to the end of the next block; null where all were taken and no block ended.</summary>
    internal MllpBlock? Take(ref ReadOnlyMemory<byte> received)
    {
        while (!received.IsEmpty)
        {
            if (!_inside)
            {
                SkipTo(Start, ref received);
                continue;
            }

            var end = received.Span.IndexOfAny(Start, End);
            Keep(received.Span[..(end < 0 ? received.Length : end)]);
            var mark = end < 0 ? 0 : received.Span[end];
            received = end < 0 ? default : received[(end + 1)..];
            if (mark == Start)
            {
                Abandoned++;
                Begin();
            }
            else if (mark == End)
            {
                _inside = false;
                return new MllpBlock(_block.WrittenMemory, _tooLong);
            }
        }

        return null;
    }

    internal static byte[] Wrap(ReadOnlySpan<byte> message)
    {
        var block = new byte[message.Length + 3];
        block[0] = Start;
        message.CopyTo(block.AsSpan(1));
        block[^2] = End;
        block[^1] = (byte)'\r';
        return block;
    }

    private void SkipTo(byte start, ref ReadOnlyMemory<byte> received)
    {
        var at = received.Span.IndexOf(start);
        var skipped = received.Span[..(at < 0 ? received.Length : at)];
        Stray += skipped.Length - skipped.Count((byte)'\r') - skipped.Count((byte)'\n');
        received = at < 0 ? default : received[(at + 1)..];
        if (at >= 0) Begin();
    }

    private void Begin()
    {
        // The block before may still be in somebody's hands, so its memory is not used again.
        _block = new ArrayBufferWriter<byte>();
        _inside = true;
        _tooLong = false;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_tooLong) return;
        if (_block.WrittenCount + bytes.Length <= longest)
        {
            _block.Write(bytes);
            return;
        }

        _tooLong = true;
        _block.Write(bytes[..Math.Min(bytes.Length, Math.Max(0, KeptOfTooLong - _block.WrittenCount))]);
        var head = _block.WrittenSpan[..Math.Min(_block.WrittenCount, KeptOfTooLong)].ToArray();
        _block = new ArrayBufferWriter<byte>(head.Length + 1);
        _block.Write(head);
    }
}
