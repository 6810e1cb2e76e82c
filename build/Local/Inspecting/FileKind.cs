namespace Healthcare.Local.Inspecting;

/// <summary>A family of files that is understood; each says by the first bytes whether a file is one of its own.</summary>
internal abstract class FileKind
{
    /// <summary>In the order in which they are asked: those with unmistakable first bytes before the guessers.</summary>
    private static readonly IReadOnlyList<FileKind> All = [new DocumentFile(), new XmlFile(), new FhirFile(), new Hl7v2File(), new X12File()];

    /// <param name="head">The first bytes without byte-order mark and leading blanks.</param>
    internal abstract bool Recognizes(ReadOnlySpan<byte> head);

    internal abstract Inspected Inspect(ReadOnlyMemory<byte> bytes);

    internal static Inspected InspectAny(ReadOnlyMemory<byte> bytes)
    {
        const int Head = 8192;
        if (bytes.IsEmpty) return new Inspected("empty", [], ["an empty file"], []);
        var head = bytes.Span[..Math.Min(bytes.Length, Head)];
        if (head.StartsWith(Utf8Mark)) head = head[Utf8Mark.Length..];
        head = head.TrimStart(" \t\r\n\0"u8);
        foreach (var kind in All)
        {
            if (kind.Recognizes(head)) return kind.Inspect(bytes);
        }

        return new Inspected("unknown", new() { ["bytes"] = bytes.Length }, [$"not understood ({bytes.Length:N0} bytes)"], []);
    }

    internal static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];
}
