using System.Buffers;
using System.Text;

namespace Healthcare.Hl7v2;

/// <summary>Writes elements with their separators and escapes; answers why not where that cannot be done.</summary>
internal sealed class TextWriting(IBufferWriter<byte> output, Hl7Encoding encoding)
{
    private readonly Hl7Delimiters _d = encoding.Delimiters;
    private readonly bool _pointSeparates = encoding.Delimiters is var d && ((ReadOnlySpan<byte>)[d.Field, d.Component, d.Repetition, d.Escape, d.Subcomponent]).Contains((byte)'.');

    internal Hl7RefusalCode? PutField(Hl7Element field) => field.Kind == Hl7Element.Shape.Repeating
        ? PutParts(field.Parts ?? [], _d.Repetition, PutRepetition)
        : PutRepetition(field);

    internal void Put(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    internal void PutAscii(string text) => Encoding.ASCII.GetBytes(text, output);

    private Hl7RefusalCode? PutRepetition(Hl7Element repetition) => repetition.Kind == Hl7Element.Shape.Composite
        ? PutParts(repetition.Parts ?? [], _d.Component, PutComponent)
        : PutLeaf(repetition);

    private Hl7RefusalCode? PutComponent(Hl7Element component) => component.Kind == Hl7Element.Shape.Composite
        ? PutParts(component.Parts ?? [], _d.Subcomponent, PutLeaf)
        : PutLeaf(component);

    private Hl7RefusalCode? PutParts(Hl7Element[] parts, byte separator, Func<Hl7Element, Hl7RefusalCode?> put)
    {
        var pending = -1;
        foreach (var part in parts)
        {
            pending++;
            if (part.IsAbsent) continue;
            if (pending > 0 && separator == 0) return Hl7RefusalCode.TooDeep;
            for (; pending > 0; pending--) Put(separator);
            if (put(part) is { } refusal) return refusal;
        }

        return null;
    }

    private Hl7RefusalCode? PutLeaf(Hl7Element leaf)
    {
        switch (leaf.Kind)
        {
            case Hl7Element.Shape.Absent:
                return null;
            case Hl7Element.Shape.Null:
                PutAscii("\"\"");
                return null;
            case Hl7Element.Shape.Text:
                return PutText(leaf.Text ?? "");
            case Hl7Element.Shape.Composite when leaf.Parts is [var only]:
                return PutLeaf(only);
            default:
                return leaf.IsAbsent ? null : Hl7RefusalCode.TooDeep;
        }
    }

    private Hl7RefusalCode? PutText(string text)
    {
        if (!encoding.Charset.CanEncode(text)) return Hl7RefusalCode.NotInCharset;
        // Text that is two quotation marks must not come back as a null.
        if (text == "\"\"") return PutEscape("X2222");
        var from = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (Escape(text, i) is not { } escape) continue;
            PutPlain(text.AsSpan(from, i - from));
            if (PutEscape(escape) is { } refusal) return refusal;
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n') i++;
            from = i + 1;
        }

        PutPlain(text.AsSpan(from));
        return null;
    }

    private string? Escape(string text, int at)
    {
        var character = text[at];
        // Where the point separates, a formatting command would be torn apart.
        if (character is '\r' or '\n') return _pointSeparates ? "X0A" : ".br";
        if (character >= 0x80) return null;
        var value = (byte)character;
        if (value == _d.Field) return "F";
        if (value == _d.Component) return "S";
        if (value == _d.Repetition) return "R";
        if (value == _d.Escape) return "E";
        if (value == _d.Subcomponent) return "T";
        if (_d.Truncation != 0 && value == _d.Truncation) return "P";
        return value is < 0x20 or 0x7F ? $"X{value:X2}" : null;
    }

    private Hl7RefusalCode? PutEscape(string sequence)
    {
        if (_d.Escape == 0) return Hl7RefusalCode.NeedsEscape;
        Put(_d.Escape);
        PutAscii(sequence);
        Put(_d.Escape);
        return null;
    }

    private void PutPlain(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty) output.Write(encoding.Charset.Encode(text.ToString()));
    }
}
