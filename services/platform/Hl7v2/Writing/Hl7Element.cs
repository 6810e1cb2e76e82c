using System.Globalization;

namespace Healthcare.Hl7v2;

/// <summary>What a field, component or subcomponent is to hold; text is escaped by the writer.</summary>
public readonly struct Hl7Element : IEquatable<Hl7Element>
{
    private Hl7Element(Shape kind, string? text, Hl7Element[]? parts)
    {
        Kind = kind;
        Text = text;
        Parts = parts;
    }

    internal enum Shape
    {
        Absent,
        Null,
        Text,
        Composite,
        Repeating,
    }

    /// <summary>Nothing is said.</summary>
    public static Hl7Element Absent => default;

    /// <summary><c>""</c>: delete what you have.</summary>
    public static Hl7Element Null { get; } = new(Shape.Null, null, null);

    internal Shape Kind { get; }

    internal string? Text { get; }

    internal Hl7Element[]? Parts { get; }

    /// <summary>Components, or subcomponents inside a component.</summary>
    public static Hl7Element Composite(params Hl7Element[] parts) => new(Shape.Composite, null, parts);

    public static Hl7Element Repeating(params Hl7Element[] repetitions) => new(Shape.Repeating, null, repetitions);

    /// <summary>The typed values as repetitions of one field.</summary>
    public static Hl7Element Repeating<T>(IEnumerable<T> values)
        where T : IHl7Type<T> => new(Shape.Repeating, null, [.. values.Select(v => v.ToElement())]);

    internal bool IsAbsent => Kind switch
    {
        Shape.Absent => true,
        Shape.Composite or Shape.Repeating => Parts is null || Parts.All(p => p.IsAbsent),
        _ => false,
    };

    public static implicit operator Hl7Element(string? text) => string.IsNullOrEmpty(text) ? Absent : new(Shape.Text, text, null);

    public static implicit operator Hl7Element(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static implicit operator Hl7Element(int? number) => number is { } value ? value : Absent;

    public static implicit operator Hl7Element(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    public static implicit operator Hl7Element(Dtm? time) => time?.Text;

    public static implicit operator Hl7Element(Hd? value) => value?.ToElement() ?? Absent;

    public static implicit operator Hl7Element(Ei? value) => value?.ToElement() ?? Absent;

    public static implicit operator Hl7Element(Cx? value) => value?.ToElement() ?? Absent;

    public static implicit operator Hl7Element(Cwe? value) => value?.ToElement() ?? Absent;

    public static implicit operator Hl7Element(Xpn? value) => value?.ToElement() ?? Absent;

    public static implicit operator Hl7Element(Xcn? value) => value?.ToElement() ?? Absent;

    public static implicit operator Hl7Element(Pl? value) => value?.ToElement() ?? Absent;

    public bool Equals(Hl7Element other) =>
        Kind == other.Kind && string.Equals(Text, other.Text, StringComparison.Ordinal) && (Parts ?? []).SequenceEqual(other.Parts ?? []);

    public override bool Equals(object? obj) => obj is Hl7Element other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Kind, Text, Parts?.Length);

    public static bool operator ==(Hl7Element left, Hl7Element right) => left.Equals(right);

    public static bool operator !=(Hl7Element left, Hl7Element right) => !left.Equals(right);
}
