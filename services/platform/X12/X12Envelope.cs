namespace Healthcare.X12;

/// <summary>An ISA: who sends to whom, when, and under which control number; identifiers without their padding.</summary>
/// <param name="Date">ISA09 as sent, YYMMDD.</param>
/// <param name="Time">ISA10 as sent, HHMM.</param>
/// <param name="Version">ISA12, 00501 for what HIPAA adopted.</param>
/// <param name="Usage">ISA15: P production, T test.</param>
public sealed record InterchangeHeader(
    string SenderQualifier, string SenderId, string ReceiverQualifier, string ReceiverId, string Date, string Time,
    string Version, string ControlNumber, bool AcknowledgementRequested, string Usage);

/// <summary>A GS: the functional identifier code, the application codes and the guide's version.</summary>
/// <param name="Version">GS08, such as 005010X221A1.</param>
public sealed record GroupHeader(string FunctionalId, string Sender, string Receiver, string Date, string Time, string ControlNumber, string Version);

/// <summary>An ST: which transaction set, its control number, and ST03 where it is sent.</summary>
public sealed record SetHeader(string Id, string ControlNumber, string? Implementation);
