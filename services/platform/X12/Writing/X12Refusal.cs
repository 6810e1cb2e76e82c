namespace Healthcare.X12;

/// <summary>Why something was not written; the meaning never quotes the data.</summary>
public enum X12RefusalCode
{
    /// <summary>The data holds a delimiter, a control character or a blank where X12 has no escape for it.</summary>
    ContainsDelimiter,

    /// <summary>The value is longer than its element allows.</summary>
    TooLong,

    /// <summary>A required value is absent.</summary>
    Missing,

    /// <summary>The value is not one the guide allows here.</summary>
    NotAllowed,

    /// <summary>Segments were written outside the envelope that they need, or the envelope was left open.</summary>
    EnvelopeOutOfOrder,

    /// <summary>The delimiters cannot separate anything.</summary>
    DelimitersNotLegal,
}

/// <summary>The first reason why a writer refused, with its place; nothing is written after it.</summary>
/// <param name="SegmentNumber">Position in the set with ST as 1.</param>
/// <param name="Element">Position of the element in the segment, 0 for the segment itself.</param>
public sealed record X12Refusal(X12RefusalCode Code, string SegmentId, long SegmentNumber, int Element, string Meaning);
