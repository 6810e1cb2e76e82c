namespace Healthcare.X12;

/// <summary>Which of the three transactions about a claim's status a message is.</summary>
public enum ClaimStatusKind
{
    /// <summary>276.</summary>
    Request,

    /// <summary>277.</summary>
    Answer,

    /// <summary>277RFAI: the payer asks for records.</summary>
    InformationRequest,
}

/// <summary>One TRN of a 276 or 277 (005010X212) or of a 277 request for additional information (006020X313), with the parties above it.</summary>
public sealed record ClaimStatusMessage
{
    /// <summary>276 and 277.</summary>
    public const string Version = "005010X212";

    /// <summary>277 request for additional information, as 91 FR 14350 adopted it for claims.</summary>
    public const string InformationRequestVersion = "006020X313";

    /// <summary>GS01 of a 276.</summary>
    public const string RequestFunctionalId = "HR";

    /// <summary>GS01 of a 277.</summary>
    public const string AnswerFunctionalId = "HN";

    public required ClaimStatusKind Kind { get; init; }

    /// <summary>BHT03.</summary>
    public required string Reference { get; init; }

    /// <summary>BHT04 and BHT05.</summary>
    public required DateTime At { get; init; }

    /// <summary>BHT06.</summary>
    public string? TransactionType { get; init; }

    /// <summary>NM1 of level 20: the payer.</summary>
    public Party? Source { get; init; }

    /// <summary>NM1 of level 21: who asks.</summary>
    public Party? Receiver { get; init; }

    /// <summary>NM1 of level 19.</summary>
    public Party? Provider { get; init; }

    /// <summary>NM1 of level 22, with DMG.</summary>
    public Party? Subscriber { get; init; }

    /// <summary>NM1 of level 23 or PT, null where the subscriber is the patient.</summary>
    public Party? Patient { get; init; }

    /// <summary>HL03 of the level that TRN stands in: 22, 23 or PT is a claim; 21 and 19 speak of all the claims of the one asking or the provider.</summary>
    public required string Level { get; init; }

    /// <summary>TRN; an answer returns the number of its request (TRN01 is 2).</summary>
    public required TraceNumber Trace { get; init; }

    public IReadOnlyList<ClaimStatus> Statuses { get; init; } = [];

    /// <summary>REF: 1K payer claim control number, BLT bill type, EA medical record, EJ patient account, D9 clearinghouse.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];

    /// <summary>AMT: T3 total submitted charges.</summary>
    public IReadOnlyList<QualifiedAmount> Amounts { get; init; } = [];

    /// <summary>DTP: 472 service, 106 required by.</summary>
    public IReadOnlyList<QualifiedDate> Dates { get; init; } = [];

    /// <summary>PWK, where the payer names the report that it wants and how.</summary>
    public IReadOnlyList<Paperwork> Paperwork { get; init; } = [];

    public IReadOnlyList<StatusedLine> Lines { get; init; } = [];

    /// <summary>Segments that say more than the members above, as received; the level is empty for the heading.</summary>
    public IReadOnlyList<LevelSegment> Unknown { get; init; } = [];

    /// <summary>REF*1K.</summary>
    public string? PayerControlNumber => References.FirstOrDefault(r => r.Qualifier == "1K")?.Value;

    /// <summary>LOINC codes of the documents that the payer wants, of claim and lines.</summary>
    public IReadOnlyList<string> RequestedDocuments => [.. Statuses.Concat(Lines.SelectMany(l => l.Statuses)).SelectMany(s => s.RequestedDocuments)];

    /// <summary>DTP*106, by when the records must be there.</summary>
    public DateOnly? RespondBy => Dates.FirstOrDefault(d => d.Qualifier == "106")?.From;

    /// <summary>Writes one set into the writer's open group.</summary>
    public void Write(X12Writer writer, string setControlNumber) => ClaimStatusWriting.Write(this, writer, setControlNumber);

    /// <summary>Reads every 276 of a file.</summary>
    public static IReadOnlyList<ClaimStatusMessage> ReadRequests(ReadOnlyMemory<byte> bytes, X12Findings findings) =>
        TransactionSet.Views(bytes, findings, "276", s => new ClaimStatusReading(s).Read());

    /// <summary>Reads every 277 of a file; a claim acknowledgement (277CA) has a reader of its own.</summary>
    public static IReadOnlyList<ClaimStatusMessage> ReadAnswers(ReadOnlyMemory<byte> bytes, X12Findings findings) =>
        TransactionSet.Views(bytes, findings, "277", s => new ClaimStatusReading(s).Read());

    public static IAsyncEnumerable<ClaimStatusMessage> ReadAnswersAsync(Stream stream, X12Findings findings, CancellationToken cancel) =>
        TransactionSet.ViewsAsync(stream, findings, "277", s => new ClaimStatusReading(s).Read(), cancel);
}

/// <summary>One SVC of a status message.</summary>
public sealed record StatusedLine
{
    /// <summary>SVC01-1.</summary>
    public string? Qualifier { get; init; }

    /// <summary>SVC01-2.</summary>
    public string? Procedure { get; init; }

    /// <summary>SVC01-3 to SVC01-6.</summary>
    public IReadOnlyList<string> Modifiers { get; init; } = [];

    /// <summary>SVC02 in dollars.</summary>
    public decimal? Charge { get; init; }

    /// <summary>SVC03 in dollars.</summary>
    public decimal? Paid { get; init; }

    /// <summary>SVC04.</summary>
    public string? RevenueCode { get; init; }

    /// <summary>SVC07.</summary>
    public decimal? Units { get; init; }

    public IReadOnlyList<ClaimStatus> Statuses { get; init; } = [];

    /// <summary>REF: FJ is the line control number.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];

    public IReadOnlyList<QualifiedDate> Dates { get; init; } = [];

    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];
}
