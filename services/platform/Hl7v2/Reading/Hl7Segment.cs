namespace Healthcare.Hl7v2;

/// <summary>One segment as a view of the message's bytes; field numbers are those of HL7, so <c>segment[9]</c> of an MSH is MSH-9.</summary>
public readonly record struct Hl7Segment
{
    private readonly Hl7Encoding? _encoding;

    internal Hl7Segment(string id, int number, int occurrence, ReadOnlyMemory<byte> bytes, Hl7Encoding encoding)
    {
        Occurrence = occurrence;
        Id = id;
        Number = number;
        Bytes = bytes;
        _encoding = encoding;
    }

    /// <summary>Three characters; what a partner sent, even where it is no identifier of HL7.</summary>
    public string Id { get; } = "";

    /// <summary>Position in the message with MSH as 1; 0 outside a message.</summary>
    public int Number { get; }

    /// <summary>Which segment of its identifier it is in the message, 1 for the first.</summary>
    public int Occurrence { get; }

    /// <summary>The segment as received, without its line end.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public Hl7Encoding Encoding => _encoding ?? Hl7Encoding.Usual;

    /// <summary>Whether a partner made it up: its identifier begins with Z.</summary>
    public bool IsLocal => Id is ['Z', ..];

    /// <summary>Whether fields 1 and 2 are the separators themselves.</summary>
    internal bool IsHeader => Id is "MSH" or "BHS" or "FHS";

    /// <summary>A field, 1 for the first; absent where the segment has none of that number.</summary>
    public Hl7Value this[int field]
    {
        get
        {
            if (field < 1) return default;
            if (IsHeader && field == 1) return Bytes.Length > 3 ? new Hl7Value(Bytes.Slice(3, 1), WithoutSeparators) : default;
            var separator = Encoding.Delimiters.Field;
            var bytes = Bytes.Span;
            var start = 0;
            for (var i = IsHeader ? 1 : 0; i < field; i++)
            {
                var next = bytes[start..].IndexOf(separator);
                if (next < 0) return default;
                start += next + 1;
            }

            var length = bytes[start..].IndexOf(separator);
            var value = length < 0 ? Bytes[start..] : Bytes.Slice(start, length);
            return new Hl7Value(value, IsHeader && field == 2 ? WithoutSeparators : Encoding);
        }
    }

    /// <summary>How many fields the segment has, empty ones included.</summary>
    public int FieldCount => Bytes.Length == 0 ? 0 : Bytes.Span.Count(Encoding.Delimiters.Field) + (IsHeader ? 1 : 0);

    /// <summary>The fields in order with their numbers, empty ones included, in one pass; those of a header begin with its third.</summary>
    internal IEnumerable<(int Number, Hl7Value Value)> Fields()
    {
        var number = IsHeader ? 1 : 0;
        var rest = Bytes;
        while (true)
        {
            var end = rest.Span.IndexOf(Encoding.Delimiters.Field);
            var value = end < 0 ? rest : rest[..end];
            if (number > (IsHeader ? 2 : 0)) yield return (number, new Hl7Value(value, Encoding));
            if (end < 0) yield break;
            rest = rest[(end + 1)..];
            number++;
        }
    }

    /// <summary>The typed value of a field's first repetition, null where it is absent, null or not of that type.</summary>
    public T? One<T>(int field)
        where T : class, IHl7Type<T> => T.Read(this[field].Repetition(1));

    /// <summary>The typed values of a field's repetitions, those that are absent, null or not of that type left out; at most <see cref="Hl7ReaderOptions.MostRepetitions"/> are looked at.</summary>
    public IReadOnlyList<T> All<T>(int field)
        where T : class, IHl7Type<T> => [.. this[field].Repetitions.Take(Hl7ReaderOptions.MostRepetitions).Select(T.Read).OfType<T>()];

    /// <summary>The text of a field's first component, null where it is absent or null.</summary>
    public string? Text(int field) => this[field].Text;

    /// <summary>The first texts of a field's repetitions, empty ones left out.</summary>
    public IReadOnlyList<string> Texts(int field) => [.. this[field].Repetitions.Take(Hl7ReaderOptions.MostRepetitions).Select(r => r.Text).OfType<string>()];

    private Hl7Encoding WithoutSeparators => Encoding with { Delimiters = new Hl7Delimiters(Encoding.Delimiters.Field, 0, 0, 0, 0) };

    public override string ToString() => Id;
}
