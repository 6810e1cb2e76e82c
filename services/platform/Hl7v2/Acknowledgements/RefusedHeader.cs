namespace Healthcare.Hl7v2;

/// <summary>Makes out the header of something that was refused, so that its sender can be told which message it was.</summary>
internal static class RefusedHeader
{
    // No header of a real message is longer.
    private const int LongestHeader = 2_000;

    /// <summary>Null where there is no MSH whose separators are clear.</summary>
    internal static Msh? Of(RefusedPart refused)
    {
        var bytes = refused.Bytes[..Math.Min(refused.Bytes.Length, LongestHeader)];
        var start = bytes.Span.IndexOf("MSH"u8);
        if (start < 0) return null;
        var line = bytes[start..];
        var end = line.Span.IndexOfAny((byte)'\r', (byte)'\n', PartFramer.EndBlock);
        if (end >= 0) line = line[..end];
        var header = HeaderDelimiters.Read(line.Span);
        return header.Readable ? new Msh(new Hl7Segment("MSH", 1, 1, line, new Hl7Encoding(header.Delimiters, Hl7Charset.Latin1))) : null;
    }
}
