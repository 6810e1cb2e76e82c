namespace Healthcare.X12;

/// <summary>Finds where segments begin and end in a window of bytes; holds what must survive between windows, so the cuts of a stream change nothing.</summary>
internal struct SegmentFramer(int longestSegment, int longestBinary)
{
    // A header that is not padded is shorter, one with overlong identifiers a little longer; beyond this it is not an ISA.
    private const int LongestHeader = 256;
    private const int LongestPreamble = 4096;

    private int _searched;
    private long _skipping;
    private bool _skippingToTerminator;
    private bool _started;
    private bool _known;

    internal X12Delimiters Delimiters { get; private set; } = X12Delimiters.Usual;

    /// <summary>Between two segments of a known interchange, with nothing to remember: then the next terminator ends the next segment.</summary>
    internal bool IsPlain { get; private set; }

    internal bool HeaderIsPadded { get; private set; }

    /// <summary>What one attempt found; positions are in the window that was given.</summary>
    internal enum Step
    {
        NeedMore,
        Segment,
        Skipped,
        End,
    }

    internal ref struct Frame
    {
        internal int Start;
        internal int Length;
        internal int Consumed;
        internal int BinaryAt;
        internal X12FindingCode? Deviation;
    }

    internal Step Take(ReadOnlySpan<byte> window, bool final, ref Frame frame)
    {
        frame.Start = 0;
        frame.BinaryAt = -1;
        frame.Deviation = null;
        var step = TakeCarefully(window, final, ref frame);
        IsPlain = _known && _searched == 0 && _skipping == 0 && !_skippingToTerminator;
        return step;
    }

    private Step TakeCarefully(ReadOnlySpan<byte> window, bool final, ref Frame frame)
    {
        frame.Consumed = 0;
        frame.Length = 0;
        if (_skipping > 0 || _skippingToTerminator) return Skip(window, final, ref frame);
        if (!_started && !Start(window, final, ref frame)) return frame.Consumed > 0 ? Step.Skipped : (final && window.IsEmpty ? Step.End : Step.NeedMore);
        if (frame.Consumed > 0) return Step.Skipped;

        var start = _searched == 0 ? Blanks(window) : 0;
        if (start > 0)
        {
            frame.Consumed = start;
            return Step.Skipped;
        }

        if (window.IsEmpty) return final ? Step.End : Step.NeedMore;
        if (window.Length < 4 && !final) return Step.NeedMore;
        if (IsHeader(window)) return TakeHeader(window, final, ref frame);
        if (!_known && !Guess(window, final)) return Step.NeedMore;
        if (_searched == 0 && IsBinary(window) && TakeBinary(window, final, ref frame) is { } step) return step;
        return TakeSegment(window, final, ref frame);
    }

    private Step TakeSegment(ReadOnlySpan<byte> window, bool final, ref Frame frame)
    {
        var found = window[_searched..].IndexOf(Delimiters.Terminator);
        var end = found < 0 ? window.Length : _searched + found;
        if (end > longestSegment)
        {
            _searched = 0;
            _skippingToTerminator = found < 0;
            frame.Consumed = found < 0 ? end : end + 1;
            frame.Length = Math.Min(end, 16);
            frame.Deviation = X12FindingCode.SegmentTooLong;
            return Step.Segment;
        }

        if (found < 0 && !final)
        {
            _searched = window.Length;
            return Step.NeedMore;
        }

        _searched = 0;
        frame.Length = TrimmedLength(window[..end]);
        frame.Consumed = found < 0 ? end : end + 1;
        if (frame.Length == 0) return Step.Skipped;
        if (found < 0) frame.Deviation = X12FindingCode.TerminatorMissing;
        else if (IsBinary(window)) frame.Deviation = X12FindingCode.BinaryLengthInvalid;
        return Step.Segment;
    }

    private Step Skip(ReadOnlySpan<byte> window, bool final, ref Frame frame)
    {
        if (window.IsEmpty) return final ? Step.End : Step.NeedMore;
        if (_skipping > 0)
        {
            frame.Consumed = (int)Math.Min(_skipping, window.Length);
            _skipping -= frame.Consumed;
            return Step.Skipped;
        }

        var found = window.IndexOf(Delimiters.Terminator);
        _skippingToTerminator = found < 0;
        frame.Consumed = found < 0 ? window.Length : found + 1;
        return Step.Skipped;
    }

    /// <summary>Past a byte-order mark, blanks and whatever stands before the first header.</summary>
    private bool Start(ReadOnlySpan<byte> window, bool final, ref Frame frame)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (!final && window.Length < LongestPreamble) return false;
        if (window.StartsWith(mark))
        {
            frame.Consumed = mark.Length;
            frame.Deviation = X12FindingCode.ByteOrderMark;
            return false;
        }

        var blanks = Blanks(window);
        if (blanks > 0)
        {
            frame.Consumed = blanks;
            return false;
        }

        if (window.IsEmpty) return false;
        _started = true;
        if (LooksLikeSegment(window)) return true;
        // No further than a stream is sure to show at once, so that memory and stream are read alike.
        var preamble = window[..Math.Min(window.Length, LongestPreamble)];
        var header = 0;
        while (preamble[header..].IndexOf("ISA"u8) is var next and >= 0)
        {
            header += next;
            if (IsHeader(preamble[header..])) break;
            header++;
        }

        if (header == 0 || !IsHeader(preamble[header..])) return true;
        frame.Consumed = header;
        frame.Deviation = X12FindingCode.BytesBeforeInterchange;
        return true;
    }

    private Step TakeHeader(ReadOnlySpan<byte> window, bool final, ref Frame frame)
    {
        if (window.Length < LongestHeader && !final) return Step.NeedMore;
        var element = window[3];
        var at = 3;
        var separators = 1;
        while (separators < 16 && at + 1 < Math.Min(window.Length, LongestHeader))
        {
            var next = window[(at + 1)..Math.Min(window.Length, LongestHeader)].IndexOf(element);
            if (next < 0) break;
            at += next + 1;
            separators++;
        }

        var close = at + 2;
        if (separators < 16 || close > window.Length || char.IsAsciiLetterOrDigit((char)window[at + 1])) return GuessHeader(window, final, ref frame);

        // Some partners put the line end before the terminator instead of after it.
        if (close < window.Length && window[close] is (byte)'\r' or (byte)'\n')
        {
            var later = close + Blanks(window[close..]);
            if (later < window.Length && !char.IsAsciiLetterOrDigit((char)window[later])) close = later;
        }

        var terminator = close < window.Length ? window[close] : (byte)'~';
        if (char.IsAsciiLetterOrDigit((char)terminator)) return GuessHeader(window, final, ref frame);
        var repetition = Repetition(window, element);
        Delimiters = new X12Delimiters(element, repetition == terminator || repetition == window[at + 1] ? (byte)0 : repetition, window[at + 1], terminator);
        HeaderIsPadded = at == 103;
        _known = true;
        frame.Length = at + 2;
        frame.Consumed = Math.Min(close + 1, window.Length);
        if (!HeaderIsPadded) frame.Deviation = X12FindingCode.InterchangeHeaderNotPadded;
        else if (close >= window.Length) frame.Deviation = X12FindingCode.TerminatorMissing;
        return Step.Segment;
    }

    /// <summary>ISA11 separates repetitions from 00402 on; before it names a standard (U).</summary>
    private static byte Repetition(ReadOnlySpan<byte> header, byte element)
    {
        var at = 3;
        for (var i = 1; i < 11; i++) at += header[(at + 1)..].IndexOf(element) + 1;
        var value = header[at + 1];
        return header[at + 2] != element || char.IsAsciiLetterOrDigit((char)value) || value is (byte)' ' or >= 0x80 ? (byte)0 : value;
    }

    private Step GuessHeader(ReadOnlySpan<byte> window, bool final, ref Frame frame)
    {
        _known = false;
        if (!Guess(window, final)) return Step.NeedMore;
        var step = TakeSegment(window, final, ref frame);
        if (step == Step.Segment) frame.Deviation = X12FindingCode.InterchangeHeaderUnreadable;
        return step;
    }

    /// <summary>Delimiters of a fragment without ISA: the byte after the first identifier, and the usual suspects among the rest.</summary>
    private bool Guess(ReadOnlySpan<byte> window, bool final)
    {
        if (window.Length < LongestPreamble && !final) return false;
        var sample = window[..Math.Min(window.Length, LongestPreamble)];
        var element = sample.Length > 3 && !char.IsAsciiLetterOrDigit((char)sample[2]) ? sample[2] : sample.Length > 3 ? sample[3] : (byte)'*';
        var terminator = sample.Contains((byte)'~') && element != '~' ? (byte)'~' : sample.IndexOfAny((byte)'\r', (byte)'\n') is var line and >= 0 ? sample[line] : (byte)'~';
        byte component = 0;
        foreach (var candidate in ":>|<\\^"u8)
        {
            if (component == 0 && candidate != element && candidate != terminator && sample.Contains(candidate)) component = candidate;
        }

        if (component == 0) component = (byte)(element == ':' ? '>' : ':');
        var repetition = (byte)(component == '^' || element == '^' || terminator == '^' ? 0 : '^');
        Delimiters = new X12Delimiters(element, repetition, component, terminator);
        _known = true;
        return true;
    }

    private readonly bool IsBinary(ReadOnlySpan<byte> window) =>
        window.Length > 3 && window[0] == 'B' && window[3] == Delimiters.Element && (window.StartsWith("BIN"u8) || window.StartsWith("BDS"u8));

    /// <summary>BIN01 and BDS02 say how many bytes follow, whatever they contain; null where the length cannot be believed.</summary>
    private Step? TakeBinary(ReadOnlySpan<byte> window, bool final, ref Frame frame)
    {
        const int LongestPrefix = 48;
        var prefix = window[..Math.Min(window.Length, LongestPrefix)];
        var at = 4;
        if (window[1] == 'D')
        {
            var filter = prefix[at..].IndexOf(Delimiters.Element);
            if (filter < 0) return prefix.Length < LongestPrefix && !final ? Step.NeedMore : null;
            at += filter + 1;
        }

        var digits = prefix[at..].IndexOf(Delimiters.Element);
        if (digits < 0) return prefix.Length < LongestPrefix && !final ? Step.NeedMore : null;
        if (!X12Text.TryCount(prefix.Slice(at, digits), out var length)) return null;
        var data = at + digits + 1;
        var whole = data + length;
        if (whole + 1 > longestBinary)
        {
            frame.Length = 3;
            frame.Deviation = X12FindingCode.SegmentTooLong;
            frame.Consumed = data;
            _skipping = length;
            _skippingToTerminator = true;
            return Step.Segment;
        }

        if (whole >= window.Length && !final) return Step.NeedMore;
        if (whole > window.Length) return null;
        var after = (int)whole + (whole < window.Length ? LineEnds(window[(int)whole..]) : 0);
        if (after < window.Length && window[after] != Delimiters.Terminator && window[(int)whole] != Delimiters.Terminator) return null;
        frame.BinaryAt = data;
        frame.Length = (int)whole;
        frame.Consumed = Math.Min((window.Length > whole && window[(int)whole] == Delimiters.Terminator ? (int)whole : after) + 1, window.Length);
        if (whole == window.Length) frame.Deviation = X12FindingCode.TerminatorMissing;
        return Step.Segment;
    }

    private static bool IsHeader(ReadOnlySpan<byte> window) =>
        window.Length > 3 && window[0] == 'I' && window[1] == 'S' && window[2] == 'A' && CanSeparate(window[3]);

    private static bool LooksLikeSegment(ReadOnlySpan<byte> window)
    {
        var letters = 0;
        while (letters < window.Length && letters < 4 && (char.IsAsciiLetterUpper((char)window[letters]) || (letters > 0 && char.IsAsciiDigit((char)window[letters])))) letters++;
        return letters is 2 or 3 && letters < window.Length && CanSeparate(window[letters]);
    }

    private static bool CanSeparate(byte value) => value is > 0 and < 0x80 and not ((byte)' ' or (byte)'\r' or (byte)'\n') && !char.IsAsciiLetterOrDigit((char)value);

    private static int Blanks(ReadOnlySpan<byte> window)
    {
        var i = 0;
        while (i < window.Length && window[i] is (byte)'\r' or (byte)'\n' or (byte)' ' or (byte)'\t' or 0) i++;
        return i;
    }

    private static int LineEnds(ReadOnlySpan<byte> window)
    {
        var i = 0;
        while (i < window.Length && window[i] is (byte)'\r' or (byte)'\n') i++;
        return i;
    }

    private static int TrimmedLength(ReadOnlySpan<byte> segment)
    {
        var length = segment.Length;
        while (length > 0 && segment[length - 1] is (byte)'\r' or (byte)'\n') length--;
        return length;
    }
}
