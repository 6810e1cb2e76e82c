using System.Buffers;
using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>Reads segments one by one from a stream or from memory in flat memory, checks the envelope, and reports what deviates instead of failing.</summary>
/// <remarks>Bad data never throws; what a stream itself throws is passed on.</remarks>
public sealed partial class X12Reader : IDisposable
{
    private const int FirstBuffer = 256 << 10;

    private readonly Stream? _stream;
    private readonly X12ReaderOptions _options;
    private ReadOnlyMemory<byte> _window;
    private byte[]? _rented;
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
        _rented = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        _window = _rented;
    }

    /// <summary>Reads from memory without copying it.</summary>
    public X12Reader(ReadOnlyMemory<byte> bytes, X12Findings findings, X12ReaderOptions? options = null)
        : this(findings, options)
    {
        _window = bytes;
        _end = bytes.Length;
        _final = true;
    }

    private X12Reader(X12Findings findings, X12ReaderOptions? options)
    {
        Findings = findings;
        _options = options ?? X12ReaderOptions.Usual;
        _framer = new SegmentFramer(_options.LongestSegment, _options.LongestBinary);
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
        get => new(_window.Span.Slice(_segmentStart, _segmentLength), _framer.Delimiters, _binaryAt, SegmentNumber);
    }

    internal uint Tag => _tag;

    /// <summary>Moves to the next segment; false at the end.</summary>
    public bool Read()
    {
        while (true)
        {
            if (TryTake() is { } taken) return taken;
            MakeRoom();
            if (_stream is null || _rented is null) return false;
            Filled(_stream.Read(_rented, _end, _rented.Length - _end));
        }
    }

    /// <summary>Moves to the next segment; false at the end. Completes at once while the buffer holds whole segments.</summary>
    public ValueTask<bool> ReadAsync(CancellationToken cancel) =>
        TryTake() is { } taken ? ValueTask.FromResult(taken) : FillAndReadAsync(cancel);

    public void Dispose()
    {
        if (_rented is not { } rented) return;
        _rented = null;
        _window = default;
        (_segmentStart, _segmentLength, _position, _end, _final) = (0, 0, 0, 0, true);
        ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }

    private async ValueTask<bool> FillAndReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            MakeRoom();
            if (_stream is null || _rented is null) return false;
            Filled(await _stream.ReadAsync(_rented.AsMemory(_end), cancel).ConfigureAwait(false));
            if (TryTake() is { } taken) return taken;
        }
    }

    /// <summary>Null asks for more bytes.</summary>
    private bool? TryTake()
    {
        SegmentFramer.Frame frame = default;
        while (true)
        {
            var step = _framer.Take(_window.Span[_position.._end], _final, ref frame);
            if (step == SegmentFramer.Step.Segment)
            {
                _segmentStart = _position + frame.Start;
                _segmentLength = frame.Length;
                _binaryAt = frame.BinaryAt;
                _position += frame.Consumed;
                BytesRead += frame.Consumed;
                _tag = SegmentTag.Of(_window.Span.Slice(_segmentStart, _segmentLength), _framer.Delimiters.Element);
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
        if (_rented is not { } rented) return;
        if (_position > 0)
        {
            rented.AsSpan(_position, _end - _position).CopyTo(rented);
            _end -= _position;
            _position = 0;
        }

        if (_end < rented.Length) return;
        _rented = ArrayPool<byte>.Shared.Rent(rented.Length * 2);
        rented.AsSpan(0, _end).CopyTo(_rented);
        ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        _window = _rented;
    }

    private void Filled(int count)
    {
        _end += count;
        _final = count == 0;
    }
}
