using System.Buffers;
using System.Globalization;
using System.Text;

namespace Healthcare.X12;

/// <summary>Writes segments and their envelope; counts and trailers are its own, control numbers are the caller's.</summary>
/// <remarks>The first refusal sticks: nothing more is written, and <see cref="Refusal"/> says why. X12 has no escapes, so data that holds a delimiter is refused.</remarks>
public sealed class X12Writer
{
    private readonly IBufferWriter<byte> _output;
    private readonly X12Delimiters _delimiters;
    private readonly bool _lines;
    private InterchangeEnvelope? _interchange;
    private GroupEnvelope? _group;
    private string? _setId;
    private string _setControl = "";
    private int _groups;
    private int _sets;
    private int _segments;
    private string _writing = "";

    /// <summary>Writes into a buffer, with <c>* ^ : ~</c> unless told otherwise.</summary>
    /// <param name="lines">Whether each segment ends its line, which readers ignore and people like.</param>
    public X12Writer(IBufferWriter<byte> output, X12Delimiters? delimiters = null, bool lines = false)
    {
        _output = output;
        _delimiters = delimiters ?? X12Delimiters.Usual;
        _lines = lines;
        if (!_delimiters.AreLegal) Refuse(X12RefusalCode.DelimitersNotLegal, 0, "Two delimiters are the same, or one is a letter, digit or blank");
    }

    public X12Delimiters Delimiters => _delimiters;

    /// <summary>Why writing stopped, null while all is well.</summary>
    public X12Refusal? Refusal { get; private set; }

    /// <summary>Whether every envelope that was begun was ended, and nothing was refused.</summary>
    public bool IsComplete => Refusal is null && _interchange is null;

    public void BeginInterchange(InterchangeEnvelope envelope)
    {
        if (_interchange is not null) Refuse(X12RefusalCode.EnvelopeOutOfOrder, 0, "ISA inside an interchange");
        _segments = 0;
        _groups = 0;
        _writing = "ISA";
        var repetition = _delimiters.Repetition == 0 ? "U" : ((char)_delimiters.Repetition).ToString();
        string[] elements =
        [
            "00", Fixed("", 10, 2), "00", Fixed("", 10, 4), Fixed(envelope.SenderQualifier, 2, 5), Fixed(envelope.SenderId, 15, 6),
            Fixed(envelope.ReceiverQualifier, 2, 7), Fixed(envelope.ReceiverId, 15, 8), X12Text.ShortDate(envelope.At), X12Text.Time(envelope.At),
            repetition, "00501", Control(envelope.ControlNumber), envelope.AcknowledgementRequested ? "1" : "0", Fixed(envelope.Usage, 1, 15),
        ];
        for (var i = 0; i < elements.Length; i++)
        {
            if (i != 10 && HoldsDelimiter(elements[i])) Refuse(X12RefusalCode.ContainsDelimiter, i + 1, "The value holds a delimiter");
        }

        if (Refusal is not null) return;
        Put("ISA");
        foreach (var element in elements)
        {
            Put(_delimiters.Element);
            Put(element);
        }

        Put(_delimiters.Element);
        Put(_delimiters.Component);
        PutTerminator();
        _interchange = envelope;
    }

    public void BeginGroup(GroupEnvelope envelope)
    {
        if (_interchange is null || _group is not null) Refuse(X12RefusalCode.EnvelopeOutOfOrder, 0, "GS belongs in an interchange and outside a group");
        _sets = 0;
        Put(
            "GS",
            [envelope.FunctionalId, envelope.Sender, envelope.Receiver, X12Text.Date(DateOnly.FromDateTime(envelope.At)), X12Text.Time(envelope.At), envelope.ControlNumber, "X", envelope.Version]);
        _group = envelope;
        _groups++;
    }

    /// <summary>Begins a set whose ST03 is the group's version, as 005010 asks for all but the 835.</summary>
    public void BeginSet(string id, string controlNumber, bool withImplementation = true)
    {
        if (_group is null || _setId is not null) Refuse(X12RefusalCode.EnvelopeOutOfOrder, 0, "ST belongs in a group and outside a set");
        _segments = 0;
        _setId = id;
        _setControl = controlNumber;
        _sets++;
        if (controlNumber.Length is < 4 or > 9) Refuse(X12RefusalCode.NotAllowed, 2, "ST02 has four to nine characters");
        Put("ST", [id, controlNumber, withImplementation ? _group?.Version : null]);
    }

    /// <summary>Writes one segment of the open set; empty elements at the end are left out.</summary>
    public void Write(string id, params ReadOnlySpan<X12Element> elements)
    {
        if (_setId is null && id != "TA1") Refuse(X12RefusalCode.EnvelopeOutOfOrder, 0, "The segment stands outside a transaction set");
        Put(id, elements);
    }

    /// <summary>Writes a segment as it was read, with the writer's delimiters in place of its own.</summary>
    public void Write(RawSegment segment)
    {
        if (segment.Binary is { } data)
        {
            // BDS01 is the filter; BIN has none.
            WriteBinary(segment.Id == "BDS" ? segment[1] : null, data.Span);
            return;
        }

        if (segment.Id is "BIN" or "BDS")
        {
            // Written again, its length might by chance be that of something else.
            Refuse(X12RefusalCode.NotAllowed, segment.Id, 0, "The stated length of the binary data was not its length");
            return;
        }

        var same = segment.Delimiters.Component == _delimiters.Component && segment.Delimiters.Repetition == _delimiters.Repetition;
        var elements = new X12Element[segment.Elements.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            if (same) elements[i] = X12Element.AsRead(segment[i + 1]);
            else elements[i] = X12Element.Repeated([.. segment.Repetitions(i + 1).Select(r => X12Element.Composite(r.Split((char)segment.Delimiters.Component)))]);
        }

        Write(segment.Id, elements);
    }

    /// <summary>Writes BIN (<c>filter</c> null) or BDS with any bytes; the count is the writer's.</summary>
    public void WriteBinary(string? filter, ReadOnlySpan<byte> data)
    {
        if (_setId is null) Refuse(X12RefusalCode.EnvelopeOutOfOrder, 0, "The segment stands outside a transaction set");
        var count = data.Length.ToString(CultureInfo.InvariantCulture);
        _writing = filter is null ? "BIN" : "BDS";
        if (filter is not null && HoldsDelimiter(filter)) Refuse(X12RefusalCode.ContainsDelimiter, 1, "The value holds a delimiter");
        if (Refusal is not null) return;
        Put(_writing);
        Put(_delimiters.Element);
        if (filter is not null)
        {
            Put(filter);
            Put(_delimiters.Element);
        }

        Put(count);
        Put(_delimiters.Element);
        _output.Write(data);
        PutTerminator();
    }

    public void EndSet()
    {
        if (_setId is null) Refuse(X12RefusalCode.EnvelopeOutOfOrder, 0, "SE without ST");
        Put("SE", [_segments + 1, _setControl]);
        _setId = null;
    }

    public void EndGroup()
    {
        if (_group is null || _setId is not null) Refuse(X12RefusalCode.EnvelopeOutOfOrder, 0, "GE without GS, or inside a set");
        Put("GE", [_sets, _group?.ControlNumber]);
        _group = null;
    }

    public void EndInterchange()
    {
        if (_interchange is null || _group is not null) Refuse(X12RefusalCode.EnvelopeOutOfOrder, 0, "IEA without ISA, or inside a group");
        Put("IEA", [_groups, Control(_interchange?.ControlNumber ?? 0)]);
        _interchange = null;
    }

    /// <summary>Refuses for a reason that the transaction knows; only the first refusal is kept.</summary>
    public void Refuse(X12RefusalCode code, string segmentId, int element, string meaning) =>
        Refusal ??= new X12Refusal(code, segmentId, _segments + 1, element, meaning);

    private void Refuse(X12RefusalCode code, int element, string meaning) => Refuse(code, _writing, element, meaning);

    private void Put(string id, ReadOnlySpan<X12Element> elements)
    {
        _writing = id;
        if (Refusal is not null) return;
        for (var i = 0; i < elements.Length; i++) Check(elements[i], i + 1);
        if (id.Length is < 2 or > 3 || HoldsDelimiter(id)) Refuse(X12RefusalCode.NotAllowed, 0, "The identifier is not two or three capital letters and digits");
        if (Refusal is not null) return;
        Put(id);
        var empty = 0;
        foreach (var element in elements)
        {
            if (element.IsEmpty)
            {
                empty++;
                continue;
            }

            for (; empty >= 0; empty--) Put(_delimiters.Element);
            empty = 0;
            PutElement(element);
        }

        PutTerminator();
    }

    private void PutElement(X12Element element)
    {
        if (element.Repetitions is { } repetitions)
        {
            for (var i = 0; i < repetitions.Length; i++)
            {
                if (i > 0) Put(_delimiters.Repetition);
                PutElement(repetitions[i]);
            }

            return;
        }

        if (element.Components is not { } components)
        {
            Put(element.Text ?? "");
            return;
        }

        var empty = -1;
        foreach (var component in components)
        {
            empty++;
            if (string.IsNullOrEmpty(component)) continue;
            for (; empty > 0; empty--) Put(_delimiters.Component);
            Put(component);
        }
    }

    private void Check(X12Element element, int position)
    {
        if (element.Repetitions is { } repetitions)
        {
            if (_delimiters.Repetition == 0 && repetitions.Length > 1) Refuse(X12RefusalCode.NotAllowed, position, "The interchange has no repetition separator");
            foreach (var repetition in repetitions) Check(repetition, position);
        }
        else if (element.Components is { } components)
        {
            foreach (var component in components) CheckText(component, position);
        }
        else
        {
            CheckText(element.Text, position, element.IsAsRead);
        }
    }

    private void CheckText(string? text, int position, bool asRead = false)
    {
        if (text is not null && HoldsDelimiter(text, asRead)) Refuse(X12RefusalCode.ContainsDelimiter, position, "The value holds a delimiter or a control character");
    }

    private bool HoldsDelimiter(string text, bool asRead = false)
    {
        foreach (var character in text)
        {
            // What was read with these very delimiters may hold all but the two that ended it.
            if (asRead && character != _delimiters.Element && character != _delimiters.Terminator) continue;
            if (char.IsControl(character) || (character < 0x80 && _delimiters.Contains((byte)character))) return true;
        }

        return false;
    }

    private string Fixed(string value, int length, int element)
    {
        if (value.Length > length || !Ascii.IsValid(value)) Refuse(X12RefusalCode.TooLong, element, $"The value does not fit {length} ASCII characters");
        return value.PadRight(length);
    }

    private string Control(int number)
    {
        if (number is < 0 or > 999_999_999) Refuse(X12RefusalCode.TooLong, 13, "ISA13 has nine digits");
        return number.ToString("D9", CultureInfo.InvariantCulture);
    }

    private void PutTerminator()
    {
        Put(_delimiters.Terminator);
        if (_lines && _delimiters.Terminator is not ((byte)'\n' or (byte)'\r')) Put((byte)'\n');
        _segments++;
    }

    private void Put(string text) => Encoding.UTF8.GetBytes(text, _output);

    private void Put(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }
}
