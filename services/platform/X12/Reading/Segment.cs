using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>One segment as a view of the reader's buffer, valid until the next read; element numbers are the X12 positions, so <c>segment[2]</c> of a BPR is BPR02.</summary>
public readonly ref struct Segment
{
    private readonly X12Delimiters _delimiters;
    private readonly int _binaryAt;

    internal Segment(ReadOnlySpan<byte> bytes, X12Delimiters delimiters, int binaryAt, long number)
    {
        Bytes = bytes;
        _delimiters = delimiters;
        _binaryAt = binaryAt;
        Number = number;
    }

    /// <summary>The segment without its terminator, as received.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Position in the set with ST as 1 (IK302); outside a set, position in the interchange with ISA as 1.</summary>
    public long Number { get; }

    public ReadOnlySpan<byte> Id => this[0];

    /// <summary>The identifier's first three bytes as a number, for switches that allocate nothing.</summary>
    internal uint Tag => SegmentTag.Of(Bytes, _delimiters.Element);

    public X12Delimiters Delimiters => _delimiters;

    /// <summary>The element at an X12 position (1 is the first), empty where the segment has none; 0 is the identifier.</summary>
    public ReadOnlySpan<byte> this[int element]
    {
        get
        {
            var start = 0;
            for (var i = 0; i < element; i++)
            {
                if (start == _binaryAt) return default;
                var next = Bytes[start..].IndexOf(_delimiters.Element);
                if (next < 0) return default;
                start += next + 1;
            }

            if (start == _binaryAt) return Bytes[start..];
            var length = Bytes[start..].IndexOf(_delimiters.Element);
            return length < 0 ? Bytes[start..] : Bytes.Slice(start, length);
        }
    }

    /// <summary>How many elements follow the identifier, empty ones included.</summary>
    public int ElementCount => (_binaryAt > 0 ? Bytes[..(_binaryAt - 1)] : Bytes).Count(_delimiters.Element) + (_binaryAt > 0 ? 1 : 0);

    /// <summary>A component of the element's first repetition, 1 for the first; empty where there is none.</summary>
    public ReadOnlySpan<byte> Component(int element, int component) => Part(Repeat(element, 1), _delimiters.Component, component);

    /// <summary>A component of one repetition of an element, both counted from 1.</summary>
    public ReadOnlySpan<byte> Component(int element, int repeat, int component) => Part(Repeat(element, repeat), _delimiters.Component, component);

    /// <summary>One repetition of an element, 1 for the first; empty where there is none.</summary>
    public ReadOnlySpan<byte> Repeat(int element, int repeat)
    {
        var value = this[element];
        return _delimiters.Repetition == 0 ? (repeat == 1 ? value : default) : Part(value, _delimiters.Repetition, repeat);
    }

    /// <summary>How often an element repeats: 0 when empty, else one more than its repetition separators.</summary>
    public int Repeats(int element)
    {
        var value = this[element];
        if (value.IsEmpty) return 0;
        return _delimiters.Repetition == 0 ? 1 : value.Count(_delimiters.Repetition) + 1;
    }

    /// <summary>How many components an element's first repetition has, 0 when empty.</summary>
    public int Components(int element)
    {
        var value = Repeat(element, 1);
        return value.IsEmpty ? 0 : value.Count(_delimiters.Component) + 1;
    }

    /// <summary>The element as text, empty where there is none.</summary>
    public string Text(int element) => X12Text.Decode(this[element]);

    /// <summary>The element as text, null where it is absent or empty.</summary>
    public string? TextOrNull(int element) => X12Text.DecodeOrNull(this[element]);

    /// <summary>A component as text, null where it is absent or empty.</summary>
    public string? TextOrNull(int element, int component) => X12Text.DecodeOrNull(Component(element, component));

    /// <summary>The segment copied out of the buffer, every element kept.</summary>
    public RawSegment ToRaw()
    {
        var count = ElementCount;
        var elements = new string[_binaryAt > 0 ? count - 1 : count];
        var rest = Bytes[Math.Min(Id.Length + 1, Bytes.Length)..];
        for (var i = 0; i < elements.Length; i++)
        {
            var length = rest.IndexOf(_delimiters.Element);
            elements[i] = X12Text.Decode(length < 0 ? rest : rest[..length]);
            rest = length < 0 ? default : rest[(length + 1)..];
        }

        return new RawSegment(X12Text.Decode(Id), elements) { Delimiters = _delimiters, Number = Number, Binary = _binaryAt > 0 ? Bytes[_binaryAt..].ToArray() : default(ReadOnlyMemory<byte>?) };
    }

    /// <summary>Whether an element is sent that a typed view does not name.</summary>
    /// <param name="named">One bit for each element that the view names; see <see cref="Named"/>.</param>
    internal bool HasBeyond(uint named)
    {
        var rest = Bytes[Math.Min(Id.Length + 1, Bytes.Length)..];
        for (var element = 1; !rest.IsEmpty; element++)
        {
            var length = rest.IndexOf(_delimiters.Element);
            if (length != 0 && (element > 31 || (named & (1u << element)) == 0)) return true;
            rest = length < 0 ? default : rest[(length + 1)..];
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> value, byte separator, int ordinal)
    {
        for (var i = 1; i < ordinal; i++)
        {
            var next = value.IndexOf(separator);
            if (next < 0) return default;
            value = value[(next + 1)..];
        }

        var end = value.IndexOf(separator);
        return end < 0 ? value : value[..end];
    }
}
