using Healthcare.EventStore;

namespace Healthcare.Billing.Claims;

/// <summary>What may be asked of a claim.</summary>
public abstract record ClaimCommand(DateTimeOffset At);

/// <summary>Builds the claim of a matched encounter; it waits for its batch.</summary>
public sealed record SubmitClaim(ClaimContent Content, DateTimeOffset At) : ClaimCommand(At);

/// <summary>The file that holds the claim is written and kept.</summary>
public sealed record SendClaim(Submission Submission, DateTimeOffset At) : ClaimCommand(At);

/// <summary>The claim may not be sent as it is.</summary>
public sealed record HoldClaim(IReadOnlyList<string> Obstacles, IReadOnlyList<EditFinding> Edits, DateTimeOffset At) : ClaimCommand(At);

/// <summary>
/// A person has the claim sent anew after what it was rejected or held for is put right; or, when its file was never acknowledged, has the same file sent again.
/// It goes as what it was: an original stays an original, a replacement a replacement.
/// </summary>
public sealed record ResubmitClaim(ClaimChanges Changes, string By, DateTimeOffset At) : ClaimCommand(At);

/// <summary>What the payer has is replaced (frequency 7), under the number that the payer gave.</summary>
public sealed record CorrectClaim(ClaimChanges Changes, string ReasonCode, string By, DateTimeOffset At) : ClaimCommand(At), IJudgment;

/// <summary>What the payer has is voided (frequency 8).</summary>
public sealed record VoidClaim(string ReasonCode, string By, DateTimeOffset At) : ClaimCommand(At), IJudgment;

/// <summary>One answer of the clearinghouse or payer to a file.</summary>
public sealed record RecordAcknowledgement(AcknowledgementLevel Level, ClaimAnswer Answer, IReadOnlyList<string> Codes, Guid OriginalId, DateTimeOffset At) : ClaimCommand(At)
{
    /// <summary>ISA13, GS06 with ST02, or BHT03 of the file that is meant; null where the answer does not say.</summary>
    public string? Isa13 { get; init; }

    public string? Gs06 { get; init; }

    public string? St02 { get; init; }

    public string? BatchId { get; init; }

    /// <summary>REF*1K.</summary>
    public string? PayerControlNumber { get; init; }
}

/// <summary>What an answer says of a claim.</summary>
public enum ClaimAnswer
{
    /// <summary>Taken at its level.</summary>
    Acknowledged,

    Rejected,

    /// <summary>Taken by the payer for adjudication.</summary>
    AcceptedByPayer,

    /// <summary>Where it stands, as the payer says when it is asked (277).</summary>
    Status,

    /// <summary>The payer asks for records (277, 006020X313).</summary>
    RecordsRequested,
}

/// <summary>The clearinghouse's endpoint refused the file (HTTP 4xx).</summary>
public sealed record RecordRefusedFile(Guid PayloadId, int Status, Guid? AnswerId, DateTimeOffset At) : ClaimCommand(At);

/// <summary>What an 835 says of the claim. Never refuses.</summary>
public sealed record RecordAdjudication(Adjudication Adjudication, DateTimeOffset At) : ClaimCommand(At);

/// <summary>The question to the payer is written and kept.</summary>
public sealed record AskClaimStatus(string Trace, Guid OriginalId, string Partner, DateTimeOffset At) : ClaimCommand(At);

/// <summary>What the payer says of where the claim stands. Never refuses.</summary>
public sealed record RecordClaimStatus(string Category, IReadOnlyList<string> Codes, string? PayerControlNumber, Guid OriginalId, DateTimeOffset At) : ClaimCommand(At);

/// <summary>The payer asks for records. Never refuses.</summary>
public sealed record RequestRecords(IReadOnlyList<string> Loincs, DateOnly? Due, string Trace, Guid OriginalId, DateTimeOffset At) : ClaimCommand(At);

/// <summary>The records that were asked for are supplied.</summary>
public sealed record SendRequestedRecords(IReadOnlyList<SuppliedDocument> Documents, string By, DateTimeOffset At) : ClaimCommand(At);

/// <summary>Nothing more is expected of the claim.</summary>
public sealed record CloseClaim(string ReasonCode, DateTimeOffset At) : ClaimCommand(At);

/// <summary>The deadline clock's command: what is named is due.</summary>
public sealed record FireClaimDeadline(string Name, DateTimeOffset DueAt, DateTimeOffset At) : ClaimCommand(At);
