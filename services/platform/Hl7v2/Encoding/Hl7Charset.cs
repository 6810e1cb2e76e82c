using System.Collections.Frozen;
using System.Text;

namespace Healthcare.Hl7v2;

/// <summary>A character set of HL7 table 0211 in which separators are single ASCII bytes; others cannot be read.</summary>
public sealed class Hl7Charset
{
    private static readonly FrozenDictionary<string, Hl7Charset> ByName;

    private readonly Encoding _encoding;

    static Hl7Charset()
    {
        Utf8 = new Hl7Charset("UNICODE UTF-8", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Latin1 = new Hl7Charset("8859/1", Encoding.Latin1);
        Ascii = new Hl7Charset("ASCII", Encoding.ASCII);
        Dictionary<string, Hl7Charset> names = new(StringComparer.OrdinalIgnoreCase)
        {
            ["ASCII"] = Ascii, ["US-ASCII"] = Ascii, ["ISO IR6"] = Ascii,
            ["UNICODE UTF-8"] = Utf8, ["UNICODE"] = Utf8, ["UTF-8"] = Utf8, ["UTF8"] = Utf8,
            ["8859/1"] = Latin1, ["8859-1"] = Latin1, ["ISO-8859-1"] = Latin1, ["ISO8859-1"] = Latin1,
            ["WINDOWS-1252"] = new Hl7Charset("WINDOWS-1252", Page("windows-1252")),
        };
        foreach (var part in (int[])[2, 3, 4, 5, 6, 7, 8, 9, 15])
        {
            var charset = new Hl7Charset($"8859/{part}", Page($"iso-8859-{part}"));
            names[charset.Name] = charset;
            names[$"ISO-8859-{part}"] = charset;
        }

        ByName = names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private Hl7Charset(string name, Encoding encoding)
    {
        Name = name;
        _encoding = encoding;
    }

    public static Hl7Charset Utf8 { get; }

    public static Hl7Charset Latin1 { get; }

    public static Hl7Charset Ascii { get; }

    /// <summary>The name of table 0211, as MSH-18 carries it.</summary>
    public string Name { get; }

    /// <summary>Null for a name that is unknown or whose bytes may be mistaken for separators (ISO IR87, BIG-5, GB 18030, UTF-16).</summary>
    public static Hl7Charset? Named(string name) => ByName.GetValueOrDefault(name.Trim());

    internal string Decode(ReadOnlySpan<byte> bytes) => _encoding.GetString(bytes);

    /// <summary>False where a character of the text is not in the set; nothing is written then.</summary>
    internal bool CanEncode(ReadOnlySpan<char> text) => this switch
    {
        _ when System.Text.Ascii.IsValid(text) => true,
        _ when this == Ascii => false,
        _ when this == Utf8 => !HasLoneSurrogate(text),
        _ => RoundTrips(text),
    };

    internal byte[] Encode(string text) => _encoding.GetBytes(text);

    /// <summary>Where the first byte stands that is not in the set, -1 where all are.</summary>
    internal int FirstOutside(ReadOnlySpan<byte> bytes)
    {
        if (this == Ascii) return bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        if (this != Utf8 || Utf8Valid(bytes)) return -1;
        for (var at = 0; at < bytes.Length;)
        {
            if (Rune.DecodeFromUtf8(bytes[at..], out _, out var taken) != System.Buffers.OperationStatus.Done) return at;
            at += taken;
        }

        return -1;
    }

    internal static bool Utf8Valid(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    public override string ToString() => Name;

    // 8859 code pages are part of the runtime, but are found only through their provider.
    private static Encoding Page(string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var taken) != System.Buffers.OperationStatus.Done) return true;
            text = text[taken..];
        }

        return false;
    }

    private bool RoundTrips(ReadOnlySpan<char> text)
    {
        var written = text.ToString();
        return string.Equals(_encoding.GetString(_encoding.GetBytes(written)), written, StringComparison.Ordinal);
    }
}

/// <summary>How the bytes of one message become text: its separators and its character set.</summary>
public sealed record Hl7Encoding(Hl7Delimiters Delimiters, Hl7Charset Charset)
{
    public static Hl7Encoding Usual { get; } = new(Hl7Delimiters.Usual, Hl7Charset.Utf8);

    /// <summary>Whether two quotation marks are a null here; not where the quotation mark itself separates.</summary>
    internal bool KnowsNull { get; } = Delimiters.Component != '"' && Delimiters.Repetition != '"' && Delimiters.Subcomponent != '"' && Delimiters.Escape != '"' && Delimiters.Field != '"';
}
