using System.Runtime.InteropServices;

namespace Healthcare.Hl7v2;

/// <summary>Makes a message, a batch segment or a refusal of the bytes of one part.</summary>
internal sealed class MessageParser(Hl7Findings findings, Hl7ReaderOptions options)
{
    private Hl7Delimiters _batchDelimiters = Hl7Delimiters.Usual;
    private bool _byteOrderMark;

    /// <summary>Messages so far, refused ones included.</summary>
    internal int Messages { get; private set; }

    internal Hl7Part Parse(ReadOnlyMemory<byte> part)
    {
        var start = ReadLead(part.Span);
        var body = part[start..];
        if (body.IsEmpty) return Refuse(part, Report(Hl7FindingCode.NothingToRead, Hl7Severity.Error, 0, "There is nothing to read"));
        if (!SegmentIds.BeginsPart(body.Span)) return Refuse(part, NoHeader(body.Span));
        return body.Span[0] == 'M' ? ParseMessage(part, body) : ParseBatchSegment(part, body);
    }

    /// <summary>Refuses a part of which only the first bytes were kept.</summary>
    internal RefusedPart PassOver(ReadOnlyMemory<byte> head, long length)
    {
        var start = ReadLead(head.Span);
        var message = SegmentIds.BeginsPart(head.Span[start..]) ? ++Messages : 0;
        return new RefusedPart(head, Report(Hl7FindingCode.MessageTooLong, Hl7Severity.Error, message, "The message is longer than the bound; it was passed over"), length);
    }

    private Hl7Part ParseMessage(ReadOnlyMemory<byte> part, ReadOnlyMemory<byte> body)
    {
        var ordinal = ++Messages;
        if (part.Length > options.LongestMessage) return Refuse(part, Report(Hl7FindingCode.MessageTooLong, Hl7Severity.Error, ordinal, "The message is longer than the bound"));
        var header = HeaderDelimiters.Read(FirstLine(body.Span));
        if (!header.Readable) return Refuse(part, Report(Hl7FindingCode.HeaderUnreadable, Hl7Severity.Error, ordinal, header.Meaning, "MSH", 2));
        if (header.Deviation is { } deviation) Report(deviation, deviation == Hl7FindingCode.EncodingCharacterUnusual ? Hl7Severity.Note : Hl7Severity.Warning, ordinal, header.Meaning, "MSH", 2);
        var splitter = new SegmentSplitter(body, header.Delimiters.Field, options.MostSegments);
        if (!splitter.Split()) return Refuse(part, Report(Hl7FindingCode.TooManySegments, Hl7Severity.Error, ordinal, "The message has more segments than the bound"));
        ReportLines(splitter, ordinal);
        var bytes = body.Span;
        var declared = new Hl7Segment("MSH", 1, 1, body.Slice(splitter.Lines[0].Start, splitter.Lines[0].Length), new Hl7Encoding(header.Delimiters, Hl7Charset.Latin1)).Text(18);
        var choice = CharsetChoice.Of(declared, _byteOrderMark, bytes);
        if (choice.Deviation is { } charset) Report(charset, choice.Severity, ordinal, choice.Meaning, "MSH", 18);
        var encoding = new Hl7Encoding(header.Delimiters, choice.Charset);
        var segments = new Hl7Segment[splitter.Lines.Count];
        Dictionary<string, int> occurrences = new(StringComparer.Ordinal);
        for (var i = 0; i < segments.Length; i++)
        {
            var (start, length, _) = splitter.Lines[i];
            var id = SegmentIds.Of(bytes.Slice(start, Math.Min(3, length)));
            var occurrence = ++CollectionsMarshal.GetValueRefOrAddDefault(occurrences, id, out _);
            segments[i] = new Hl7Segment(id, i + 1, occurrence, body.Slice(start, length), encoding);
        }

        var message = new Hl7Message(part, ordinal, encoding, segments);
        new TextCheck(message, findings).Run(splitter);
        return message;
    }

    private Hl7Part ParseBatchSegment(ReadOnlyMemory<byte> part, ReadOnlyMemory<byte> body)
    {
        var line = FirstLine(body.Span);
        var id = SegmentIds.Of(line[..3]);
        if (part.Length > options.LongestMessage) return Refuse(part, Report(Hl7FindingCode.MessageTooLong, Hl7Severity.Error, 0, "The segment is longer than the bound", id));
        if (id is "BHS" or "FHS")
        {
            var header = HeaderDelimiters.Read(line);
            if (!header.Readable) return Refuse(part, Report(Hl7FindingCode.HeaderUnreadable, Hl7Severity.Error, 0, header.Meaning, id, 2));
            if (header.Deviation is { } deviation) Report(deviation, Hl7Severity.Warning, 0, header.Meaning, id, 2);
            _batchDelimiters = header.Delimiters;
        }

        var charset = CharsetChoice.Of(null, bom: true, line).Charset;
        return new BatchSegment(part, new Hl7Segment(id, 0, 1, body[..line.Length], new Hl7Encoding(_batchDelimiters, charset)));
    }

    private int ReadLead(ReadOnlySpan<byte> part)
    {
        var at = 0;
        var framed = false;
        while (at < part.Length)
        {
            if (part[at..] is [0xEF, 0xBB, 0xBF, ..])
            {
                Report(Hl7FindingCode.ByteOrderMark, Hl7Severity.Note, 0, "A byte-order mark stands before the first segment");
                _byteOrderMark = true;
                at += 3;
            }
            else if (part[at] is (byte)'\r' or (byte)'\n')
            {
                at++;
            }
            else if (part[at] is PartFramer.StartBlock or PartFramer.EndBlock)
            {
                framed = true;
                at++;
            }
            else
            {
                break;
            }
        }

        if (framed) Report(Hl7FindingCode.FramingFound, Hl7Severity.Note, Messages + 1, "MLLP framing was left around the message");
        return at;
    }

    private void ReportLines(SegmentSplitter splitter, int message)
    {
        if (splitter.LineFeeds > 0) Report(Hl7FindingCode.LineEndNotCarriageReturn, Hl7Severity.Note, message, "Segments end in something else than a carriage return");
        if (splitter.BlankLines > 0) Report(Hl7FindingCode.BlankLine, Hl7Severity.Note, message, "Blank lines stand between segments");
        if (!splitter.Terminated) Report(Hl7FindingCode.LastSegmentUnterminated, Hl7Severity.Note, message, "The last segment has no carriage return");
    }

    private Hl7Finding NoHeader(ReadOnlySpan<byte> body)
    {
        // Text of two or four bytes a character has its separators torn apart.
        var wide = body is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || (body.Length > 3 && body[..4].Contains((byte)0));
        return wide
            ? Report(Hl7FindingCode.CharsetNotReadable, Hl7Severity.Error, 0, "The text has more than one byte for each character; only sets that hold ASCII are read")
            : Report(Hl7FindingCode.HeaderMissing, Hl7Severity.Error, 0, "Segments stand before or without an MSH");
    }

    private static RefusedPart Refuse(ReadOnlyMemory<byte> part, Hl7Finding reason) => new(part, reason, part.Length);

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> body)
    {
        var end = body.IndexOfAny((byte)'\r', (byte)'\n', PartFramer.EndBlock);
        return end < 0 ? body : body[..end];
    }

    private Hl7Finding Report(Hl7FindingCode code, Hl7Severity severity, int message, string meaning, string segmentId = "", int field = 0)
    {
        var finding = new Hl7Finding(code, severity, message, segmentId.Length > 0 && message > 0 ? 1 : 0, segmentId, field, 0, meaning);
        findings.Add(finding);
        return finding;
    }
}
