namespace Healthcare.Hl7v2;

/// <summary>What kind of deviation a finding reports; the names are stable and may be stored.</summary>
public enum Hl7FindingCode
{
    ByteOrderMark,
    FramingFound,
    LineEndNotCarriageReturn,
    BlankLine,
    LastSegmentUnterminated,
    NothingToRead,

    HeaderMissing,
    HeaderUnreadable,
    EncodingCharactersIncomplete,
    EncodingCharactersDoubled,
    EncodingCharactersTooMany,
    EncodingCharacterUnusual,
    MessageTooLong,
    TooManySegments,
    TooManyRepetitions,

    CharsetAbsent,
    CharsetUnknown,
    CharsetNotReadable,
    TextNotInCharset,
    ControlCharacter,
    EscapeUnterminated,
    EscapeUnknown,
    EscapeNotDecoded,

    SegmentIdInvalid,
    LineEndInsideField,
    SeparatorInText,

    TrailerMissing,
    TrailerWithoutHeader,
    MessageCountWrong,
    BatchCountWrong,
    ControlIdRepeated,

    MessageTypeUnknown,
    EventUnknown,
    SegmentMissing,
    SegmentOutOfPlace,
    FieldMissing,
    FieldNotRepeating,
    DateUnreadable,
    NumberUnreadable,
    CodeUnknown,
    VersionUnknown,
}
