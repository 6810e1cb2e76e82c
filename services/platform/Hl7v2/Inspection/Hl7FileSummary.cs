namespace Healthcare.Hl7v2;

/// <summary>What a file of HL7 v2 holds, in figures; names no patient.</summary>
public sealed record Hl7FileSummary
{
    public string Kind { get; init; } = "hl7v2";

    public required long Bytes { get; init; }

    /// <summary>Messages that were read.</summary>
    public required int Messages { get; init; }

    /// <summary>Parts that cannot be trusted to be messages; the findings say why.</summary>
    public required int Refused { get; init; }

    /// <summary>Batches (BHS).</summary>
    public required int Batches { get; init; }

    /// <summary>How many of each, by MSH-9: <c>ADT^A01</c>.</summary>
    public required IReadOnlyDictionary<string, int> MessagesByType { get; init; }

    /// <summary>How many segments of each identifier.</summary>
    public required IReadOnlyDictionary<string, int> SegmentsById { get; init; }

    /// <summary>Who sends to whom in which version.</summary>
    public required IReadOnlyList<Hl7EnvelopeSummary> Envelopes { get; init; }

    /// <summary>MSH-10 of the first messages.</summary>
    public required IReadOnlyList<string> ControlIds { get; init; }

    /// <summary>All findings, listed or not.</summary>
    public required long FindingCount { get; init; }

    public required long Errors { get; init; }

    /// <summary>The first findings in the order of the file.</summary>
    public required IReadOnlyList<Hl7Finding> Findings { get; init; }
}

/// <summary>Messages with the same sender, receiver, version and separators.</summary>
public sealed record Hl7EnvelopeSummary(
    string? SendingApplication, string? SendingFacility, string? ReceivingApplication, string? ReceivingFacility, string? Version, string? Processing, string Charset,
    string FieldSeparator, string EncodingCharacters)
{
    /// <summary>How many messages have it.</summary>
    public int Messages { get; init; }
}
