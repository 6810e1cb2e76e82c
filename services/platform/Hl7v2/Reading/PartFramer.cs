namespace Healthcare.Hl7v2;

/// <summary>Finds where one part ends and the next begins, looking at each byte once however the stream is cut.</summary>
internal struct PartFramer
{
    internal const byte StartBlock = 0x0B;
    internal const byte EndBlock = 0x1C;

    private State _state;
    private bool _oneLine;
    private int _scanned;

    private enum State
    {
        Lead,
        LineStart,
        InLine,
        AfterBlock,
    }

    /// <summary>Bytes of the part at the beginning of the unread bytes, -1 where more are needed. A part takes the blank lines and framing around it.</summary>
    internal int Find(ReadOnlySpan<byte> unread, bool final)
    {
        while (true)
        {
            var rest = unread[_scanned..];
            if (rest.IsEmpty) return final ? Done(unread.Length) : -1;
            switch (_state)
            {
                case State.Lead:
                    var lead = Lead(rest, final);
                    if (lead < 0) return -1;
                    _scanned += lead;
                    rest = rest[lead..];
                    if (!final && rest.Length < 4) return -1;
                    // Segments of batches and files are parts of one line.
                    _oneLine = SegmentIds.BeginsPart(rest) && rest[0] != 'M';
                    _state = State.InLine;
                    break;
                case State.LineStart when rest[0] is (byte)'\r' or (byte)'\n':
                    _scanned++;
                    break;
                case State.LineStart when _oneLine || rest[0] == StartBlock:
                    return Done(_scanned);
                case State.LineStart:
                    if (!final && rest.Length < 4 && rest[0] is (byte)'M' or (byte)'B' or (byte)'F') return -1;
                    if (SegmentIds.BeginsPart(rest)) return Done(_scanned);
                    _state = State.InLine;
                    break;
                case State.InLine:
                    var end = rest.IndexOfAny((byte)'\r', (byte)'\n', EndBlock);
                    _scanned += end < 0 ? rest.Length : end + 1;
                    if (end >= 0) _state = rest[end] == EndBlock ? State.AfterBlock : State.LineStart;
                    break;
                default:
                    if (rest[0] is not ((byte)'\r' or (byte)'\n')) return Done(_scanned);
                    _scanned++;
                    break;
            }
        }
    }

    /// <summary>How many of the unread bytes were looked at and belong to the part under way; they may be let go by <see cref="LetGo"/>.</summary>
    internal readonly int Scanned => _scanned;

    internal void LetGo() => _scanned = 0;

    private int Done(int length)
    {
        this = default;
        return length;
    }

    /// <summary>Byte-order mark, blank lines and block characters before a part's first segment; -1 asks for more.</summary>
    private static int Lead(ReadOnlySpan<byte> line, bool final)
    {
        var at = 0;
        while (at < line.Length)
        {
            if (line[at] is (byte)'\r' or (byte)'\n' or StartBlock or EndBlock) at++;
            else if (line[at..] is [0xEF, 0xBB, 0xBF, ..]) at += 3;
            else if (!final && line.Length - at < 3 && line[at] == 0xEF) return -1;
            else break;
        }

        return at;
    }
}
