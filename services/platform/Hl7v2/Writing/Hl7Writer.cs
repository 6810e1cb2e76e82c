using System.Buffers;
using System.Globalization;

namespace Healthcare.Hl7v2;

/// <summary>Writes messages, alone or in batches; what cannot be written stops the writing with a refusal instead of an exception.</summary>
/// <remarks>Each segment ends in a carriage return; the counts of trailers are the writer's.</remarks>
public sealed class Hl7Writer
{
    private readonly IBufferWriter<byte> _output;
    private readonly Hl7Delimiters _delimiters;
    private readonly TextWriting _text;
    private int _segments;
    private int _messages;
    private int _batches;
    private bool _inFile;
    private bool _inBatch;
    private bool _inMessage;

    /// <summary>Writes into a buffer, with <c>|^~\&amp;</c> and UTF-8 unless told otherwise.</summary>
    public Hl7Writer(IBufferWriter<byte> output, Hl7Encoding? encoding = null)
    {
        Encoding = encoding ?? Hl7Encoding.Usual;
        _output = output;
        _delimiters = Encoding.Delimiters;
        _text = new TextWriting(output, Encoding);
        if (!_delimiters.AreLegal) Refuse(Hl7RefusalCode.DelimitersNotLegal, "MSH", 2, "Two separators are the same, or one is a letter, digit, blank or quotation mark");
    }

    public Hl7Encoding Encoding { get; }

    /// <summary>Why writing stopped, null while all is well.</summary>
    public Hl7Refusal? Refusal { get; private set; }

    /// <summary>Whether every batch and file that was begun was ended, and nothing was refused.</summary>
    public bool IsComplete => Refusal is null && !_inFile && !_inBatch;

    public void BeginFile(BatchHeader header)
    {
        if (_inFile || _inBatch || _messages > 0) Refuse(Hl7RefusalCode.EnvelopeOutOfOrder, "FHS", 0, "FHS stands first");
        PutBatchHeader("FHS", header);
        _inFile = true;
        _batches = 0;
    }

    public void BeginBatch(BatchHeader header)
    {
        if (_inBatch) Refuse(Hl7RefusalCode.EnvelopeOutOfOrder, "BHS", 0, "BHS inside a batch");
        PutBatchHeader("BHS", header);
        _inBatch = true;
        _batches++;
        _messages = 0;
    }

    public void BeginMessage(MessageHeader header)
    {
        _segments = 0;
        if (header.Type.Length == 0) Refuse(Hl7RefusalCode.FieldMissing, "MSH", 9, "A message has a type");
        if (header.ControlId.Length == 0) Refuse(Hl7RefusalCode.FieldMissing, "MSH", 10, "A message has a control id, or nobody can acknowledge it");
        var charset = Encoding.Charset == Hl7Charset.Ascii ? null : Encoding.Charset.Name;
        PutHeader(
            "MSH",
            [
                header.SendingApplication, header.SendingFacility, header.ReceivingApplication, header.ReceivingFacility, Dtm.Of(header.At), Hl7Element.Absent,
                Hl7Element.Composite(header.Type, header.Event, header.Structure), header.ControlId, header.Processing, header.Version, Hl7Element.Absent, Hl7Element.Absent,
                header.AcceptAcknowledgement, header.ApplicationAcknowledgement, Hl7Element.Absent, charset,
            ]);
        _messages++;
        _inMessage = true;
    }

    /// <summary>Writes one segment of the message; absent fields at the end are left out.</summary>
    public void Write(string id, params ReadOnlySpan<Hl7Element> fields)
    {
        if (!_inMessage) Refuse(Hl7RefusalCode.EnvelopeOutOfOrder, id, 0, "The segment stands outside a message");
        if (id is "MSH" or "BHS" or "FHS" or "BTS" or "FTS" || !SegmentIds.IsValid(id)) Refuse(Hl7RefusalCode.NotAllowed, id, 0, "The identifier is not that of a segment of a message");
        Put(id, fields, first: 1);
    }

    /// <summary>Writes a segment as it was read, with this writer's separators and character set.</summary>
    public void Write(Hl7Segment segment)
    {
        var fields = new Hl7Element[segment.FieldCount];
        for (var i = 0; i < fields.Length; i++) fields[i] = SegmentCopy.Of(segment[i + 1]);
        Write(segment.Id, fields);
    }

    public void EndBatch(string? comment = null)
    {
        if (!_inBatch) Refuse(Hl7RefusalCode.EnvelopeOutOfOrder, "BTS", 0, "BTS without BHS");
        Put("BTS", [_messages, comment], first: 1);
        (_inBatch, _inMessage) = (false, false);
    }

    public void EndFile(string? comment = null)
    {
        if (!_inFile || _inBatch) Refuse(Hl7RefusalCode.EnvelopeOutOfOrder, "FTS", 0, "FTS without FHS, or inside a batch");
        Put("FTS", [_batches, comment], first: 1);
        (_inFile, _inMessage) = (false, false);
    }

    /// <summary>Refuses for a reason that the message knows; only the first refusal is kept.</summary>
    public void Refuse(Hl7RefusalCode code, string segmentId, int field, string meaning) =>
        Refusal ??= new Hl7Refusal(code, segmentId, _segments + 1, field, meaning);

    private void PutBatchHeader(string id, BatchHeader header)
    {
        _inMessage = false;
        PutHeader(
            id,
            [
                header.SendingApplication, header.SendingFacility, header.ReceivingApplication, header.ReceivingFacility, Dtm.Of(header.At), Hl7Element.Absent,
                Hl7Element.Absent, Hl7Element.Absent, header.ControlId,
            ]);
    }

    private void PutHeader(string id, ReadOnlySpan<Hl7Element> fields)
    {
        if (Refusal is not null) return;
        _text.PutAscii(id);
        _text.Put(_delimiters.Field);
        _text.PutAscii(_delimiters.EncodingCharacters);
        PutFields(id, fields, first: 3);
    }

    private void Put(string id, ReadOnlySpan<Hl7Element> fields, int first)
    {
        if (Refusal is not null) return;
        _text.PutAscii(id);
        PutFields(id, fields, first);
    }

    private void PutFields(string id, ReadOnlySpan<Hl7Element> fields, int first)
    {
        var pending = 0;
        for (var i = 0; i < fields.Length; i++)
        {
            pending++;
            if (fields[i].IsAbsent) continue;
            for (; pending > 0; pending--) _text.Put(_delimiters.Field);
            if (_text.PutField(fields[i]) is not { } code) continue;
            Refuse(code, id, i + first, Meaning(code));
            return;
        }

        _text.Put((byte)'\r');
        _segments++;
    }

    private static string Meaning(Hl7RefusalCode code) => code switch
    {
        Hl7RefusalCode.NotInCharset => "The value has a character that is not in the message's character set",
        Hl7RefusalCode.NeedsEscape => "The value has a separator and the encoding has no escape character",
        Hl7RefusalCode.TooDeep => "The value has parts for which the encoding has no separator",
        _ => string.Create(CultureInfo.InvariantCulture, $"The value is refused ({code})"),
    };
}
