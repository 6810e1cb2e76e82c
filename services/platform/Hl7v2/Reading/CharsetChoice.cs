using System.Text;

namespace Healthcare.Hl7v2;

/// <summary>The character set that a message is read with, and what is wrong with the one it names (MSH-18, table 0211).</summary>
internal readonly record struct CharsetChoice(Hl7Charset Charset, Hl7FindingCode? Deviation, Hl7Severity Severity, string Meaning)
{
    internal static CharsetChoice Of(string? declared, bool bom, ReadOnlySpan<byte> bytes)
    {
        var plain = Ascii.IsValid(bytes);
        if (declared is null)
        {
            if (bom) return new(Guess(bytes), null, Hl7Severity.Note, "");
            return plain
                ? new(Hl7Charset.Ascii, null, Hl7Severity.Note, "")
                : new(Guess(bytes), Hl7FindingCode.CharsetAbsent, Hl7Severity.Warning, "Text beyond ASCII without a character set; UTF-8 is assumed where it fits, else 8859/1");
        }

        if (Hl7Charset.Named(declared) is not { } named)
        {
            return plain
                ? new(Hl7Charset.Ascii, Hl7FindingCode.CharsetUnknown, Hl7Severity.Warning, "The character set is not known; all text is ASCII, so nothing is lost")
                : new(Guess(bytes), Hl7FindingCode.CharsetUnknown, Hl7Severity.Error, "The character set is not known and text beyond ASCII cannot be trusted");
        }

        return named == Hl7Charset.Ascii && !plain
            ? new(Guess(bytes), Hl7FindingCode.TextNotInCharset, Hl7Severity.Warning, "Text beyond ASCII in a message that says it is ASCII; UTF-8 is assumed where it fits, else 8859/1")
            : new(named, null, Hl7Severity.Note, "");
    }

    private static Hl7Charset Guess(ReadOnlySpan<byte> bytes) => Hl7Charset.Utf8Valid(bytes) ? Hl7Charset.Utf8 : Hl7Charset.Latin1;
}
