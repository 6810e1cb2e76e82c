using System.Buffers;

namespace Healthcare.Hl7v2;

/// <summary>Reports what is wrong with the text of a message: bytes outside its character set, control characters, escapes, broken lines; one of a kind for each segment.</summary>
internal sealed class TextCheck(Hl7Message message, Hl7Findings findings)
{
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(b => b is not ('\t' or '\r' or '\n')).Select(b => (byte)b), 0x7F]);

    internal void Run(SegmentSplitter splitter)
    {
        for (var i = 0; i < message.Segments.Count; i++)
        {
            var segment = message.Segments[i];
            var bytes = segment.Bytes.Span;
            if (!SegmentIds.IsValid(bytes[..Math.Min(3, bytes.Length)])) Report(segment, 0, Hl7FindingCode.SegmentIdInvalid, Hl7Severity.Warning, "The segment's identifier is not three capital letters or digits");
            if (splitter.Lines[i].Broken) Report(segment, bytes.IndexOfAny((byte)'\r', (byte)'\n'), Hl7FindingCode.LineEndInsideField, Hl7Severity.Warning, "A line end stands inside a field; the next line is read as part of it");
            var control = bytes.IndexOfAny(Controls);
            if (control >= 0) Report(segment, control, Hl7FindingCode.ControlCharacter, Hl7Severity.Warning, "A control character stands in the text");
            var outside = message.Encoding.Charset.FirstOutside(bytes);
            if (outside >= 0) Report(segment, outside, Hl7FindingCode.TextNotInCharset, Hl7Severity.Error, "The text is not in the message's character set");
            CheckEscapes(segment, bytes);
        }
    }

    private void CheckEscapes(Hl7Segment segment, ReadOnlySpan<byte> bytes)
    {
        var d = message.Encoding.Delimiters;
        if (d.Escape == 0) return;
        var at = segment.IsHeader ? HeaderDelimiters.Read(bytes).EncodingLength + 4 : 0;
        var leafEnd = 0;
        var seen = 0;
        ReadOnlySpan<byte> separators = [d.Field, d.Component, d.Repetition, d.Subcomponent == 0 ? d.Field : d.Subcomponent, (byte)'\r', (byte)'\n'];
        while (at < bytes.Length)
        {
            var next = bytes[at..].IndexOf(d.Escape);
            if (next < 0) return;
            at += next;
            if (at >= leafEnd)
            {
                var end = bytes[at..].IndexOfAny(separators);
                leafEnd = end < 0 ? bytes.Length : at + end;
            }

            var kind = Hl7Escapes.Take(bytes[at..leafEnd], d, out var length, output: null);
            if (kind != Hl7Escapes.Kind.Decoded && (seen & (1 << (int)kind)) == 0)
            {
                seen |= 1 << (int)kind;
                ReportEscape(segment, at, kind);
            }

            at += length;
        }
    }

    private void ReportEscape(Hl7Segment segment, int at, Hl7Escapes.Kind kind)
    {
        if (kind == Hl7Escapes.Kind.NotDecoded) Report(segment, at, Hl7FindingCode.EscapeNotDecoded, Hl7Severity.Note, "An escape to another character set or of the partner's own is kept as it is written");
        else if (kind == Hl7Escapes.Kind.Unknown) Report(segment, at, Hl7FindingCode.EscapeUnknown, Hl7Severity.Warning, "An escape that HL7 does not know is kept as it is written");
        else Report(segment, at, Hl7FindingCode.EscapeUnterminated, Hl7Severity.Warning, "An escape character that begins no sequence is kept as it is written");
    }

    private void Report(Hl7Segment segment, int at, Hl7FindingCode code, Hl7Severity severity, string meaning)
    {
        if (findings.Full)
        {
            findings.Add(new Hl7Finding(code, severity, message.Ordinal, segment.Number, segment.Id, 0, 0, meaning));
            return;
        }

        var d = message.Encoding.Delimiters;
        var before = segment.Bytes.Span[..at];
        var field = before.Count(d.Field) + (segment.IsHeader ? 1 : 0);
        before = before[(before.LastIndexOf(d.Field) + 1)..];
        var repetition = d.Repetition == 0 ? 1 : before.Count(d.Repetition) + 1;
        before = before[(before.LastIndexOf(d.Repetition) + 1)..];
        var component = before.Count(d.Component) + 1;
        findings.Add(new Hl7Finding(code, severity, message.Ordinal, segment.Number, segment.Id, field, field == 0 ? 0 : component, meaning)
        {
            Occurrence = segment.Occurrence,
            Repetition = field == 0 ? 0 : repetition,
        });
    }
}
