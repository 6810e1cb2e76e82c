using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Healthcare.Hl7v2;

/// <summary>A place in a message, written <c>PID-3(2).4.1</c>: segment, occurrence, field, repetition, component, subcomponent.</summary>
/// <param name="Occurrence">Which segment of that identifier, 1 for the first.</param>
/// <param name="Field">0 for the segment itself.</param>
/// <param name="Repetition">0 where none is named, which reads as the first.</param>
/// <param name="Component">0 for the whole repetition.</param>
/// <param name="Subcomponent">0 for the whole component.</param>
public readonly record struct Hl7Path(string SegmentId, int Occurrence, int Field, int Repetition, int Component, int Subcomponent)
{
    /// <exception cref="FormatException">The text is not a path; paths are written by programmers, never by partners.</exception>
    public static Hl7Path Parse(string text) => TryParse(text, out var path) ? path : throw new FormatException($"'{text}' is not a path such as PID-3.1 or OBX(2)-5(1).1.2");

    public static bool TryParse([NotNullWhen(true)] string? text, out Hl7Path path)
    {
        path = default;
        if (text is null || text.Length < 3) return false;
        var rest = text.AsSpan();
        var id = rest[..3];
        if (!SegmentIds.IsValid(id)) return false;
        rest = rest[3..];
        if (!TakeOrdinal(ref rest, out var occurrence)) return false;
        path = new Hl7Path(id.ToString(), Math.Max(occurrence, 1), 0, 0, 0, 0);
        if (rest.IsEmpty) return true;
        if (!TakeNumber(ref rest, '-', out var field) || !TakeOrdinal(ref rest, out var repetition)) return false;
        path = path with { Field = field, Repetition = repetition };
        if (rest.IsEmpty) return true;
        if (!TakeNumber(ref rest, '.', out var component)) return false;
        path = path with { Component = component };
        if (rest.IsEmpty) return true;
        if (!TakeNumber(ref rest, '.', out var subcomponent)) return false;
        path = path with { Subcomponent = subcomponent };
        return rest.IsEmpty;
    }

    /// <summary>The path as an ERL, the type of ERR-2: <c>PID^1^3^1^4</c>.</summary>
    internal Hl7Element ToErl() => Hl7Element.Composite(
        SegmentId, Occurrence, Field == 0 ? Hl7Element.Absent : Field, Field == 0 ? Hl7Element.Absent : Math.Max(Repetition, 1),
        Component == 0 ? Hl7Element.Absent : Component, Subcomponent == 0 ? Hl7Element.Absent : Subcomponent);

    public override string ToString()
    {
        var text = new StringBuilder(SegmentId);
        if (Occurrence > 1) text.Append(CultureInfo.InvariantCulture, $"({Occurrence})");
        if (Field > 0) text.Append(CultureInfo.InvariantCulture, $"-{Field}");
        if (Field > 0 && Repetition > 0) text.Append(CultureInfo.InvariantCulture, $"({Repetition})");
        if (Field > 0 && Component > 0) text.Append(CultureInfo.InvariantCulture, $".{Component}");
        if (Field > 0 && Component > 0 && Subcomponent > 0) text.Append(CultureInfo.InvariantCulture, $".{Subcomponent}");
        return text.ToString();
    }

    private static bool TakeNumber(ref ReadOnlySpan<char> rest, char lead, out int number)
    {
        number = 0;
        if (rest.IsEmpty || rest[0] != lead) return false;
        var digits = 1;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits])) digits++;
        var read = int.TryParse(rest[1..digits], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
        rest = rest[digits..];
        return read;
    }

    private static bool TakeOrdinal(ref ReadOnlySpan<char> rest, out int ordinal)
    {
        ordinal = 0;
        if (rest.IsEmpty || rest[0] != '(') return true;
        if (!TakeNumber(ref rest, '(', out ordinal) || rest.IsEmpty || rest[0] != ')') return false;
        rest = rest[1..];
        return true;
    }
}
