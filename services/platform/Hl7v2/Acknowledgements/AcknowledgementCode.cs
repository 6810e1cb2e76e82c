using System.Collections.Frozen;

namespace Healthcare.Hl7v2;

/// <summary>MSA-1, table 0008. A… says what the application did with a message; C… only whether it is kept (enhanced mode).</summary>
public enum AcknowledgementCode
{
    /// <summary>Handled.</summary>
    AA,

    /// <summary>Not handled: something in the message is wrong.</summary>
    AE,

    /// <summary>Not handled: the message is not for this receiver, or cannot be trusted to be one.</summary>
    AR,

    /// <summary>Kept.</summary>
    CA,

    /// <summary>Not kept: something in the message is wrong.</summary>
    CE,

    /// <summary>Not kept: the message is not for this receiver, or cannot be trusted to be one.</summary>
    CR,
}

/// <summary>HL7 table 0357: the kinds of errors that ERR-3 names.</summary>
internal static class ErrorCodes
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["100"] = "Segment sequence error",
        ["101"] = "Required field missing",
        ["102"] = "Data type error",
        ["103"] = "Table value not found",
        ["104"] = "Value too long",
        ["200"] = "Unsupported message type",
        ["201"] = "Unsupported event code",
        ["202"] = "Unsupported processing id",
        ["203"] = "Unsupported version id",
        ["204"] = "Unknown key identifier",
        ["205"] = "Duplicate key identifier",
        ["206"] = "Application record locked",
        ["207"] = "Application internal error",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static string? NameOf(string code) => Names.GetValueOrDefault(code);

    internal static string Of(Hl7FindingCode code) => code switch
    {
        Hl7FindingCode.SegmentMissing or Hl7FindingCode.SegmentOutOfPlace or Hl7FindingCode.HeaderMissing or Hl7FindingCode.SegmentIdInvalid => "100",
        Hl7FindingCode.FieldMissing => "101",
        Hl7FindingCode.CodeUnknown or Hl7FindingCode.CharsetUnknown => "103",
        Hl7FindingCode.MessageTooLong or Hl7FindingCode.TooManySegments => "104",
        Hl7FindingCode.MessageTypeUnknown => "200",
        Hl7FindingCode.EventUnknown => "201",
        Hl7FindingCode.VersionUnknown => "203",
        Hl7FindingCode.ControlIdRepeated => "205",
        _ => "102",
    };
}
