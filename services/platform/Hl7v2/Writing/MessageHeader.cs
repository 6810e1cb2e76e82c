namespace Healthcare.Hl7v2;

/// <summary>What MSH says of a message to be written.</summary>
/// <param name="At">MSH-7, written to the second with its offset.</param>
/// <param name="Structure">MSH-9.3, null where it is not sent.</param>
/// <param name="ControlId">MSH-10, at most 20 characters in versions before 2.7.</param>
/// <param name="Processing">MSH-11: P production, T training, D debugging.</param>
/// <param name="Version">MSH-12.</param>
public sealed record MessageHeader(
    Hd? SendingApplication, Hd? SendingFacility, Hd? ReceivingApplication, Hd? ReceivingFacility, DateTimeOffset At, string Type, string? Event, string? Structure,
    string ControlId, string Processing = "P", string Version = "2.5.1")
{
    /// <summary>MSH-15: when the receiver is to confirm that it has the message, table 0155; null asks for the original mode.</summary>
    public string? AcceptAcknowledgement { get; init; }

    /// <summary>MSH-16: when the receiver is to say what it did with the message, table 0155; null asks for the original mode.</summary>
    public string? ApplicationAcknowledgement { get; init; }
}

/// <summary>What FHS or BHS says of a file or batch to be written.</summary>
/// <param name="ControlId">FHS-11 or BHS-11.</param>
public sealed record BatchHeader(
    Hd? SendingApplication, Hd? SendingFacility, Hd? ReceivingApplication, Hd? ReceivingFacility, DateTimeOffset At, string ControlId);
