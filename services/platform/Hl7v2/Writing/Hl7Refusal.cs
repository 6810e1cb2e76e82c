namespace Healthcare.Hl7v2;

/// <summary>Why a message cannot be written; the names are stable.</summary>
public enum Hl7RefusalCode
{
    DelimitersNotLegal,
    EnvelopeOutOfOrder,
    NotAllowed,
    NotInCharset,
    NeedsEscape,
    TooDeep,
    FieldMissing,
}

/// <summary>What stopped the writing, with its place; the meaning never quotes the value.</summary>
/// <param name="SegmentNumber">Position in the message with MSH as 1.</param>
public sealed record Hl7Refusal(Hl7RefusalCode Code, string SegmentId, int SegmentNumber, int Field, string Meaning);
