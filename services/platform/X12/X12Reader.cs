using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Healthcare.X12;

/// <summary>Reads segments one by one from a stream or from memory in flat memory, checks the envelope, and reports what deviates instead of failing.</summary>
/// <remarks>Bad data never throws; what a stream itself throws is passed on.</remarks>
public sealed partial class X12Reader : IDisposable
{
    private const int FirstBuffer = 256 << 10;

    private readonly Stream? _stream;
    private readonly bool _rented;
    private readonly int _longestSegment;
    private byte[] _buffer;
    private SegmentFramer _framer;
    private int _position;
    private int _end;
    private bool _final;
    private int _segmentStart;
    private int _segmentLength;
    private int _binaryAt;
    private uint _tag;

    /// <summary>Reads from a stream, which stays open.</summary>
    public X12Reader(Stream stream, X12Findings findings, X12ReaderOptions? options = null)
        : this(findings, options)
    {
        _stream = stream;
        _rented = true;
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    }

    /// <summary>Reads from memory, without copying it where an array backs it.</summary>
    public X12Reader(ReadOnlyMemory<byte> bytes, X12Findings findings, X12ReaderOptions? options = null)
        : this(findings, options)
    {
        var array = MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : new ArraySegment<byte>(bytes.ToArray());
        _buffer = array.Array ?? [];
        _position = array.Offset;
        _end = array.Offset + array.Count;
        _final = true;
    }

    private X12Reader(X12Findings findings, X12ReaderOptions? options)
    {
        Findings = findings;
        _buffer = [];
        var bounds = options ?? X12ReaderOptions.Usual;
        _longestSegment = bounds.LongestSegment;
        _framer = new SegmentFramer(bounds.LongestSegment, bounds.LongestBinary);
    }

    public X12Findings Findings { get; }

    /// <summary>The delimiters of the current interchange.</summary>
    public X12Delimiters Delimiters => _framer.Delimiters;

    /// <summary>Bytes taken so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The segment that the last read found; its spans are valid until the next read.</summary>
    public Segment Segment
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_buffer.AsSpan(_segmentStart, _segmentLength), _framer.Delimiters, _binaryAt, SegmentNumber);
    }

    internal uint Tag => _tag;

    /// <summary>Moves to the next segment; false at the end.</summary>
    public bool Read()
    {
        while (true)
        {
            if (TryTake() is { } taken) return taken;
            if (_stream is null || _buffer.Length == 0) return false;
            MakeRoom();
            Filled(_stream.Read(_buffer, _end, _buffer.Length - _end));
        }
    }

    /// <summary>Moves to the next segment; false at the end. Completes at once while the buffer holds whole segments.</summary>
    public ValueTask<bool> ReadAsync(CancellationToken cancel) =>
        TryTake() is { } taken ? ValueTask.FromResult(taken) : FillAndReadAsync(cancel);

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        (_segmentStart, _segmentLength, _position, _end, _final) = (0, 0, 0, 0, true);
        if (_rented && buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
    }

    private async ValueTask<bool> FillAndReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (_stream is null || _buffer.Length == 0) return false;
            MakeRoom();
            Filled(await _stream.ReadAsync(_buffer.AsMemory(_end), cancel).ConfigureAwait(false));
            if (TryTake() is { } taken) return taken;
        }
    }

    /// <summary>Null asks for more bytes.</summary>
    private bool? TryTake()
    {
        if (_framer.IsPlain && TryTakePlain()) return true;
        return TryTakeCarefully();
    }

    /// <summary>The everyday case: a segment whole in the buffer that is neither a header nor binary. Everything else is the framer's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTakePlain()
    {
        var start = _position;
        var buffer = _buffer;
        while (start < _end && buffer[start] is (byte)'\n' or (byte)'\r') start++;
        var rest = new ReadOnlySpan<byte>(buffer, start, _end - start);
        var length = rest.IndexOf(_framer.Delimiters.Terminator);
        if (length < 3 || length > _longestSegment || rest[0] is (byte)'I' or (byte)'B' or <= (byte)' ') return false;
        BytesRead += start + length + 1 - _position;
        _segmentStart = start;
        _binaryAt = -1;
        _position = start + length + 1;
        if (rest[length - 1] is (byte)'\n' or (byte)'\r')
        {
            length = rest[..length].TrimEnd("\r\n"u8).Length;
        }

        _segmentLength = length;
        _tag = SegmentTag.Of(rest[..length], _framer.Delimiters.Element);
        Follow();
        return true;
    }

    private bool? TryTakeCarefully()
    {
        SegmentFramer.Frame frame = default;
        while (true)
        {
            var step = _framer.Take(_buffer.AsSpan(_position, _end - _position), _final, ref frame);
            if (step == SegmentFramer.Step.Segment)
            {
                _segmentStart = _position + frame.Start;
                _segmentLength = frame.Length;
                _binaryAt = frame.BinaryAt;
                _position += frame.Consumed;
                BytesRead += frame.Consumed;
                _tag = SegmentTag.Of(_buffer.AsSpan(_segmentStart, _segmentLength), _framer.Delimiters.Element);
                Follow();
                if (frame.Deviation is { } deviation) ReportFraming(deviation);
                return true;
            }

            _position += frame.Consumed;
            BytesRead += frame.Consumed;
            if (step == SegmentFramer.Step.NeedMore) return null;
            if (frame.Deviation is { } before) ReportFraming(before);
            if (step != SegmentFramer.Step.End) continue;
            AtEnd();
            return false;
        }
    }

    private void MakeRoom()
    {
        if (_position > 0)
        {
            _buffer.AsSpan(_position, _end - _position).CopyTo(_buffer);
            _end -= _position;
            _position = 0;
        }

        if (_end < _buffer.Length) return;
        var smaller = _buffer;
        _buffer = ArrayPool<byte>.Shared.Rent(smaller.Length * 2);
        smaller.AsSpan(0, _end).CopyTo(_buffer);
        ArrayPool<byte>.Shared.Return(smaller, clearArray: true);
    }

    private void Filled(int count)
    {
        _end += count;
        _final = count == 0;
    }
}
