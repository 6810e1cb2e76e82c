using System.Text;

namespace Healthcare.Hl7v2;

/// <summary>Whether a part says nothing, says "delete what you have" (<c>""</c>, HL7 2.5.3.1), or says something.</summary>
public enum Hl7Presence
{
    Absent,
    Null,
    Valued,
}

/// <summary>A field, repetition, component or subcomponent as a view of the message's bytes.</summary>
public readonly record struct Hl7Value
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Hl7Encoding? _encoding;
    private readonly Level _level;

    internal Hl7Value(ReadOnlyMemory<byte> bytes, Hl7Encoding encoding)
        : this(bytes, encoding, Level.Field)
    {
    }

    private Hl7Value(ReadOnlyMemory<byte> bytes, Hl7Encoding encoding, Level level)
    {
        _bytes = bytes;
        _encoding = encoding;
        _level = level;
    }

    private enum Level : byte
    {
        Field,
        Repetition,
        Component,
        Subcomponent,
    }

    /// <summary>As received, escapes undone by nobody.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    public Hl7Encoding Encoding => _encoding ?? Hl7Encoding.Usual;

    public Hl7Presence Presence
    {
        get
        {
            if (_bytes.IsEmpty) return Hl7Presence.Absent;
            return _bytes.Span is [(byte)'"', (byte)'"'] && Encoding.KnowsNull ? Hl7Presence.Null : Hl7Presence.Valued;
        }
    }

    /// <summary>The text of the first leaf, as a receiver of an older version reads it (HL7 2.5.4); null where the part is absent or null.</summary>
    public string? Text
    {
        get
        {
            var leaf = Repetition(1).Component(1).Subcomponent(1);
            return leaf.Presence == Hl7Presence.Valued ? Hl7Escapes.Decode(leaf._bytes.Span, leaf.Encoding) : null;
        }
    }

    /// <summary>The text of all of it, for ST, TX and FT fields: each repetition a line, other separators that were not escaped kept as characters.</summary>
    public string? WholeText => Presence != Hl7Presence.Valued
        ? null
        : RepetitionCount == 1 ? Hl7Escapes.Decode(_bytes.Span, Encoding) : new StringBuilder().AppendJoin('\n', Repetitions.Select(r => Hl7Escapes.Decode(r._bytes.Span, r.Encoding))).ToString();

    /// <summary>How often a field repeats: 0 where it is absent, else one more than its repetition separators.</summary>
    public int RepetitionCount => Count(Level.Repetition);

    /// <summary>How many components the first repetition has, 0 where it is absent.</summary>
    public int ComponentCount => Repetition(1).Count(Level.Component);

    /// <summary>One repetition of a field, 1 for the first.</summary>
    public Hl7Value Repetition(int ordinal) => Part(Level.Repetition, ordinal);

    /// <summary>A component of a repetition, or of the first repetition of a field; 1 for the first.</summary>
    public Hl7Value Component(int ordinal) => Repetition(1).Part(Level.Component, ordinal);

    /// <summary>A subcomponent of a component, or of the first component; 1 for the first.</summary>
    public Hl7Value Subcomponent(int ordinal) => Component(1).Part(Level.Subcomponent, ordinal);

    /// <summary>The repetitions of a field in order, empty ones included; none where it is absent.</summary>
    public IEnumerable<Hl7Value> Repetitions => Parts(Level.Repetition);

    /// <summary>The components of the first repetition in order, empty ones included.</summary>
    public IEnumerable<Hl7Value> Components => Repetition(1).Parts(Level.Component);

    /// <summary>The subcomponents of the first component in order, empty ones included.</summary>
    public IEnumerable<Hl7Value> Subcomponents => Component(1).Parts(Level.Subcomponent);

    /// <summary>A part of a data type: a component of a field, or a subcomponent where the type stands inside a component.</summary>
    internal Hl7Value PartOf(int ordinal) => _level < Level.Component ? Component(ordinal) : Subcomponent(ordinal);

    /// <summary>The text of a part of a data type.</summary>
    internal string? Part(int ordinal) => PartOf(ordinal).Text;

    private byte Separator(Level level) => level switch
    {
        _ when level <= _level => 0,
        Level.Repetition => Encoding.Delimiters.Repetition,
        Level.Component => Encoding.Delimiters.Component,
        _ => Encoding.Delimiters.Subcomponent,
    };

    private int Count(Level level)
    {
        if (_bytes.IsEmpty) return 0;
        return Separator(level) is var separator and not 0 ? _bytes.Span.Count(separator) + 1 : 1;
    }

    private IEnumerable<Hl7Value> Parts(Level level)
    {
        if (_bytes.IsEmpty) yield break;
        var separator = Separator(level);
        var rest = _bytes;
        while (true)
        {
            var end = separator == 0 ? -1 : rest.Span.IndexOf(separator);
            if (end < 0) break;
            yield return new Hl7Value(rest[..end], Encoding, level);
            rest = rest[(end + 1)..];
        }

        yield return new Hl7Value(rest, Encoding, level);
    }

    private Hl7Value Part(Level level, int ordinal)
    {
        // A part of something finer is its first and only one.
        var separator = Separator(level);
        if (level <= _level || separator == 0) return ordinal == 1 ? new Hl7Value(_bytes, Encoding, level > _level ? level : _level) : default;
        var bytes = _bytes.Span;
        var start = 0;
        for (var i = 1; i < ordinal; i++)
        {
            var next = bytes[start..].IndexOf(separator);
            if (next < 0) return default;
            start += next + 1;
        }

        var length = bytes[start..].IndexOf(separator);
        return new Hl7Value(length < 0 ? _bytes[start..] : _bytes.Slice(start, length), Encoding, level);
    }

    public override string ToString() => Presence.ToString();
}
