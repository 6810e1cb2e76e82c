using System.Runtime.InteropServices;

namespace Healthcare.Hl7v2;

/// <summary>Reads messages one by one from a stream or from memory in bounded memory, checks batches and text, and reports what deviates instead of failing.</summary>
/// <remarks>Bad data never throws; what a stream itself throws is passed on.</remarks>
public sealed class Hl7Reader : IDisposable
{
    private const int FirstBuffer = 64 << 10;
    private const int KeptOfTooLong = 4 << 10;

    private readonly Stream? _stream;
    private readonly Hl7ReaderOptions _options;
    private readonly MessageParser _parser;
    private readonly BatchCheck _batches;
    private ReadOnlyMemory<byte> _unread;
    private byte[] _buffer = [];
    private PartFramer _framer;
    private bool _final;
    private bool _ended;
    private ReadOnlyMemory<byte>? _passingOver;
    private long _passedOver;
    private Hl7Part? _part;

    /// <summary>Reads from a stream, which stays open.</summary>
    public Hl7Reader(Stream stream, Hl7Findings findings, Hl7ReaderOptions? options = null)
        : this(findings, options) => _stream = stream;

    /// <summary>Reads from memory; the parts are slices of it.</summary>
    public Hl7Reader(ReadOnlyMemory<byte> bytes, Hl7Findings findings, Hl7ReaderOptions? options = null)
        : this(findings, options)
    {
        _unread = bytes;
        _final = true;
    }

    private Hl7Reader(Hl7Findings findings, Hl7ReaderOptions? options)
    {
        Findings = findings;
        _options = options ?? Hl7ReaderOptions.Usual;
        _parser = new MessageParser(findings, _options);
        _batches = new BatchCheck(findings);
    }

    public Hl7Findings Findings { get; }

    /// <summary>The part that the last read found; it stays valid.</summary>
    public Hl7Part Part => _part ?? throw new InvalidOperationException("Nothing was read yet");

    /// <summary>Batches (BHS) so far.</summary>
    public int BatchNumber => _batches.Batches;

    /// <summary>Bytes taken so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Moves to the next part; false at the end.</summary>
    public bool Read()
    {
        while (true)
        {
            if (TryTake() is { } taken) return taken;
            if (_stream is null) return false;
            var room = MakeRoom();
            Filled(_stream.Read(room.Span));
        }
    }

    /// <summary>Moves to the next part; false at the end.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (TryTake() is { } taken) return taken;
            if (_stream is null) return false;
            var room = MakeRoom();
            Filled(await _stream.ReadAsync(room, cancel).ConfigureAwait(false));
        }
    }

    public void Dispose()
    {
        // What a message leaves in the buffer is patient data.
        Array.Clear(_buffer);
        _buffer = [];
        _unread = default;
        _ended = true;
    }

    /// <summary>Null asks for more bytes.</summary>
    private bool? TryTake()
    {
        if (_ended) return false;
        if (_unread.IsEmpty && _final && _passingOver is null) return End();
        var length = _framer.Find(_unread.Span, _final);
        if (length < 0)
        {
            if (_stream is not null && (_passingOver is not null || _unread.Length > _options.LongestMessage)) PassOver();
            return null;
        }

        var bytes = _unread[..length];
        _unread = _unread[length..];
        BytesRead += length;
        Take(_passingOver is { } head ? _parser.PassOver(head, _passedOver + length) : _parser.Parse(_stream is null ? bytes : bytes.ToArray()));
        _passingOver = null;
        _passedOver = 0;
        return true;
    }

    private void Take(Hl7Part part)
    {
        _part = part;
        _batches.Accept(part);
    }

    private bool End()
    {
        _ended = true;
        if (_part is null)
        {
            Take(_parser.Parse(default));
            return true;
        }

        _batches.End();
        return false;
    }

    private void PassOver()
    {
        _passingOver ??= _unread[..KeptOfTooLong].ToArray();
        var scanned = _framer.Scanned;
        _passedOver += scanned;
        BytesRead += scanned;
        _unread = _unread[scanned..];
        _framer.LetGo();
    }

    private Memory<byte> MakeRoom()
    {
        if (_buffer.Length == 0) _buffer = new byte[FirstBuffer];
        var kept = _unread.Length;
        if (kept > _buffer.Length / 2)
        {
            var larger = new byte[_buffer.Length * 2];
            _unread.CopyTo(larger);
            Array.Clear(_buffer);
            _buffer = larger;
        }
        else if (kept > 0 && MemoryMarshal.TryGetArray(_unread, out var segment) && segment.Offset > 0)
        {
            _unread.CopyTo(_buffer);
        }

        return _buffer.AsMemory(kept);
    }

    private void Filled(int count)
    {
        _final = count == 0;
        _unread = _buffer.AsMemory(0, _unread.Length + count);
    }
}
