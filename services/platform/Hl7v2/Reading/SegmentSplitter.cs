namespace Healthcare.Hl7v2;

/// <summary>Cuts a message into segments at CR, LF or CRLF; a line that begins no segment goes on with the field before it.</summary>
internal sealed class SegmentSplitter(ReadOnlyMemory<byte> body, byte fieldSeparator, int most)
{
    private readonly List<(int Start, int Length, bool Broken)> _lines = [];

    /// <summary>Where each segment stands, and whether a line end stands inside it.</summary>
    internal IReadOnlyList<(int Start, int Length, bool Broken)> Lines => _lines;

    internal int LineFeeds { get; private set; }

    internal int BlankLines { get; private set; }

    internal bool Terminated { get; private set; }

    /// <summary>False where there are more segments than the bound.</summary>
    internal bool Split()
    {
        var bytes = body.Span;
        for (var at = 0; at < bytes.Length;)
        {
            var rest = bytes[at..];
            var length = rest.IndexOfAny((byte)'\r', (byte)'\n', PartFramer.EndBlock);
            if (length != 0) Terminated = length > 0 && rest[length] != PartFramer.EndBlock;
            if (length < 0) length = rest.Length;
            var line = rest[..length];
            if (_lines.Count == 0 || SegmentIds.Begins(line, fieldSeparator)) _lines.Add((at, length, false));
            else if (line.ContainsAnyExcept((byte)' ', (byte)'\t')) _lines[^1] = (_lines[^1].Start, at + length - _lines[^1].Start, true);
            if (_lines.Count > most) return false;
            at += length;
            if (at < bytes.Length && bytes[at] == PartFramer.EndBlock) break;
            at += LineEnds(bytes[at..]);
        }

        return true;
    }

    private int LineEnds(ReadOnlySpan<byte> rest)
    {
        var at = 0;
        for (var ends = 0; at < rest.Length && rest[at] is (byte)'\r' or (byte)'\n'; ends++)
        {
            if (ends == 1) BlankLines++;
            if (rest[at..] is [(byte)'\r', (byte)'\n', ..]) at++;
            if (rest[at] == '\n') LineFeeds++;
            at++;
        }

        return at;
    }
}
