namespace Healthcare.Hl7v2;

/// <summary>How far a deviation goes: a note changes nothing, a warning was read around, an error means the part cannot be trusted.</summary>
public enum Hl7Severity
{
    Note,
    Warning,
    Error,
}

/// <summary>One deviation in what a partner sent, with its place; the meaning never quotes patient data.</summary>
/// <param name="Message">Ordinal of the message in the file, 1 for the first, 0 outside one.</param>
/// <param name="SegmentNumber">Position of the segment in the message with MSH as 1, 0 for the message itself.</param>
/// <param name="SegmentId">The segment's three characters, empty where there is no segment.</param>
/// <param name="Field">Position of the field in the segment, 0 for the segment itself.</param>
/// <param name="Component">Position of the component in the field, 0 for the field itself.</param>
public sealed record Hl7Finding(
    Hl7FindingCode Code, Hl7Severity Severity, int Message, int SegmentNumber, string SegmentId, int Field, int Component, string Meaning)
{
    /// <summary>Which segment of its identifier it is in the message, 1 for the first (ERL.2).</summary>
    public int Occurrence { get; init; } = 1;

    /// <summary>Which repetition of the field, 0 for all of it (ERL.4).</summary>
    public int Repetition { get; init; }

    /// <summary>The place as a path such as <c>PID-3(2).4</c>; null outside a segment.</summary>
    public Hl7Path? Path => SegmentId.Length == 3 ? new Hl7Path(SegmentId, Occurrence, Field, Repetition, Component, 0) : null;
}
