namespace Healthcare.Hl7v2;

/// <summary>The separators that MSH-1 and MSH-2 announce; 0 for one that the sender does not use.</summary>
/// <param name="Truncation">The fifth character of MSH-2, known since v2.7.</param>
public readonly record struct Hl7Delimiters(byte Field, byte Component, byte Repetition, byte Escape, byte Subcomponent, byte Truncation = 0)
{
    /// <summary><c>|^~\&amp;</c></summary>
    public static Hl7Delimiters Usual { get; } = new((byte)'|', (byte)'^', (byte)'~', (byte)'\\', (byte)'&');

    /// <summary>MSH-2 as it is written.</summary>
    public string EncodingCharacters
    {
        get
        {
            Span<char> text = stackalloc char[5];
            var length = 0;
            foreach (var character in (ReadOnlySpan<byte>)[Component, Repetition, Escape, Subcomponent, Truncation])
            {
                if (character == 0) break;
                text[length++] = (char)character;
            }

            return text[..length].ToString();
        }
    }

    /// <summary>Whether no two are the same and each is a printable ASCII character that is no letter, digit, blank or quotation mark.</summary>
    public bool AreLegal
    {
        get
        {
            ReadOnlySpan<byte> all = [Field, Component, Repetition, Escape, Subcomponent, Truncation];
            for (var i = 0; i < all.Length; i++)
            {
                if (all[i] == 0) continue;
                if (!MaySeparate(all[i]) || all[i] == '"' || all[..i].Contains(all[i])) return false;
            }

            return Field != 0 && Component != 0;
        }
    }

    /// <summary>Letters, digits, blanks, control characters and bytes beyond ASCII cannot be told from data.</summary>
    internal static bool MaySeparate(byte value) => value is > (byte)' ' and < 0x7F && !char.IsAsciiLetterOrDigit((char)value);
}
