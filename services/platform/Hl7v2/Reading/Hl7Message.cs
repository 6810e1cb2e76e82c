using System.Buffers;

namespace Healthcare.Hl7v2;

/// <summary>One message: its segments in order, all of them kept, as views of the bytes that were received.</summary>
public sealed class Hl7Message : Hl7Part
{
    private readonly Hl7Segment[] _segments;

    internal Hl7Message(ReadOnlyMemory<byte> bytes, int ordinal, Hl7Encoding encoding, Hl7Segment[] segments)
        : base(bytes)
    {
        Ordinal = ordinal;
        Encoding = encoding;
        _segments = segments;
        Header = new Msh(segments[0]);
    }

    /// <summary>Ordinal of the message in what was read, 1 for the first.</summary>
    public int Ordinal { get; }

    public Hl7Encoding Encoding { get; }

    public Msh Header { get; }

    public IReadOnlyList<Hl7Segment> Segments => _segments;

    /// <summary>Segments that a partner made up; HL7 leaves their meaning to the two of you.</summary>
    public IEnumerable<Hl7Segment> LocalSegments => _segments.Where(s => s.IsLocal);

    /// <summary>MSH-9.1, such as ADT; empty where the header does not say.</summary>
    public string Type => Header.MessageType ?? "";

    /// <summary>MSH-9.2, such as A01; empty where the header does not say.</summary>
    public string Event => Header.TriggerEvent ?? "";

    /// <summary>Type and event as people write them, <c>ADT^A01</c>.</summary>
    public string Name => Event.Length == 0 ? Type : $"{Type}^{Event}";

    /// <summary>MSH-10, which an acknowledgement repeats; empty where the header does not say.</summary>
    public string ControlId => Header.ControlId ?? "";

    /// <summary>The value at a place; absent where there is none.</summary>
    public Hl7Value this[Hl7Path path]
    {
        get
        {
            var occurrence = path.Occurrence;
            foreach (var segment in _segments)
            {
                if (!string.Equals(segment.Id, path.SegmentId, StringComparison.Ordinal) || --occurrence > 0) continue;
                var value = segment[path.Field];
                if (path.Repetition > 0) value = value.Repetition(path.Repetition);
                if (path.Component > 0) value = value.Repetition(1).Component(path.Component);
                return path.Subcomponent > 0 ? value.Subcomponent(path.Subcomponent) : value;
            }

            return default;
        }
    }

    /// <summary>The value at a place written as a path, such as <c>PID-3(2).4</c>.</summary>
    public Hl7Value this[string path] => this[Hl7Path.Parse(path)];

    /// <summary>The first segment of an identifier, null where there is none.</summary>
    public Hl7Segment? Segment(string id)
    {
        foreach (var segment in _segments)
        {
            if (string.Equals(segment.Id, id, StringComparison.Ordinal)) return segment;
        }

        return null;
    }

    public IEnumerable<Hl7Segment> SegmentsOf(string id) => _segments.Where(s => string.Equals(s.Id, id, StringComparison.Ordinal));

    /// <summary>Writes the message as it was received, byte for byte.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(Bytes.Span);
    }

    /// <summary>Reads one message, with or without MLLP framing; null where there is none that can be trusted.</summary>
    public static Hl7Message? Read(ReadOnlyMemory<byte> bytes, Hl7Findings findings, Hl7ReaderOptions? options = null)
    {
        using var reader = new Hl7Reader(bytes, findings, options);
        while (reader.Read())
        {
            if (reader.Part is Hl7Message message) return message;
        }

        return null;
    }

    public override string ToString() => Name;
}
