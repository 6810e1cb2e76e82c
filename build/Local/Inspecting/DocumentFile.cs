namespace Healthcare.Local.Inspecting;

/// <summary>Scans and printed documents, known by their magic bytes; their content is for people.</summary>
internal sealed class DocumentFile : FileKind
{
    internal override bool Recognizes(ReadOnlySpan<byte> head) => KindOf(head) is not null;

    internal override Inspected Inspect(ReadOnlyMemory<byte> bytes)
    {
        var head = bytes.Span.TrimStart(" \t\r\n\0"u8);
        var (kind, name) = KindOf(head) ?? ("unknown", "document");
        var whole = kind != "pdf" || bytes.Span[^Math.Min(bytes.Length, 1024)..].IndexOf("%%EOF"u8) >= 0;
        IReadOnlyList<Problem> problems = whole
            ? []
            : [new Problem("Truncated", "error", "end of file", "The PDF has no end marker, so a part of it is missing", [])];
        return new Inspected(kind, new() { ["bytes"] = bytes.Length }, [$"{name}, {bytes.Length:N0} bytes"], problems);
    }

    private static (string Kind, string Name)? KindOf(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith("%PDF-"u8) => ("pdf", "PDF document"),
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => ("tiff", "TIFF scan or fax"),
        [0xFF, 0xD8, 0xFF, ..] => ("jpeg", "JPEG image"),
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ("png", "PNG image"),
        [(byte)'P', (byte)'K', 3, 4, ..] => ("zip", "ZIP archive"),
        _ => null,
    };
}
