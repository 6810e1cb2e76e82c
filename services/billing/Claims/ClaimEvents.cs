using Healthcare.EventStore;

namespace Healthcare.Billing.Claims;

/// <summary>What happens to a claim until the payer takes it.</summary>
public abstract record ClaimEvent(DateTimeOffset At);

[StoredAs("claim_built.v1")]
public sealed record ClaimBuilt(ClaimContent Content, DateTimeOffset At) : ClaimEvent(At);

/// <summary>The claim may not be sent as it is; the codes say why.</summary>
[StoredAs("claim_held.v1")]
public sealed record ClaimHeld(IReadOnlyList<string> Obstacles, DateTimeOffset At) : ClaimEvent(At)
{
    /// <summary>Edits that found something, each with its owner.</summary>
    public IReadOnlyList<EditFinding>? Edits { get; init; }
}

/// <summary>The 837 is written, kept and queued; it stands here with all that those who wait for it must know.</summary>
[StoredAs("claim_submitted.v1")]
public sealed record ClaimSubmitted(ClaimContent Content, Submission Submission, DateTimeOffset At) : ClaimEvent(At);

/// <summary>Taken at one level: the interchange (TA1), the set (999) or, received only, the claim (277CA A1); none of them says that the payer has it.</summary>
[StoredAs("claim_acknowledged.v1")]
public sealed record ClaimAcknowledged(AcknowledgementLevel Level, IReadOnlyList<string> Codes, Guid? OriginalId, DateTimeOffset At) : ClaimEvent(At);

/// <summary>Refused before adjudication, at one level; no denial, for nobody has judged the care.</summary>
[StoredAs("claim_rejected.v1")]
public sealed record ClaimRejected(AcknowledgementLevel Level, IReadOnlyList<string> Codes, Guid? OriginalId, DateTimeOffset At) : ClaimEvent(At);

/// <summary>The payer took the claim for adjudication (277CA A2 with WQ, X12 RFI 2203, 1942): timely filing is proven from here.</summary>
[StoredAs("claim_accepted_by_payer.v1")]
public sealed record ClaimAcceptedByPayer(string PayerId, string? PayerControlNumber, Guid OriginalId, DateTimeOffset At) : ClaimEvent(At);

/// <summary>Nobody said within the contract's time that the file could be read (999), or that the payer has the claim (277CA).</summary>
[StoredAs("claim_acknowledgement_overdue.v1")]
public sealed record ClaimAcknowledgementOverdue(DateTimeOffset DueAt, DateTimeOffset At) : ClaimEvent(At)
{
    /// <summary>What did not come: that of the set, or that of the claim.</summary>
    public AcknowledgementLevel? Level { get; init; }
}

/// <summary>A person has the claim sent: a new file with these contents waits for its batch. Frequency 7 replaces and 8 voids what the payer has.</summary>
[StoredAs("claim_resubmitted.v1")]
public sealed record ClaimResubmitted(ClaimContent Content, string ReasonCode, string By, DateTimeOffset At) : ClaimEvent(At);

/// <summary>The same file goes again, byte for byte, under the same control numbers: who has it already passes over it.</summary>
[StoredAs("claim_file_resent.v1")]
public sealed record ClaimFileResent(Guid OriginalId, string By, DateTimeOffset At) : ClaimEvent(At);

/// <summary>An 835 says what the payer decided; <paramref name="Outcome"/> is that in a word.</summary>
[StoredAs("claim_adjudicated.v1")]
public sealed record ClaimAdjudicated(Adjudication Adjudication, AdjudicationOutcome Outcome, DateTimeOffset At) : ClaimEvent(At);

/// <summary>The payer was asked where the claim stands (276).</summary>
[StoredAs("claim_status_asked.v1")]
public sealed record ClaimStatusAsked(int Number, string Trace, Guid OriginalId, string Partner, string PayerId, DateTimeOffset At) : ClaimEvent(At);

/// <summary>The payer says where the claim stands (277): P pending, F final, R waiting for information, D not found, E in error.</summary>
[StoredAs("claim_status_answered.v1")]
public sealed record ClaimStatusAnswered(string Category, IReadOnlyList<string> Codes, Guid OriginalId, DateTimeOffset At) : ClaimEvent(At);

/// <summary>It is time to ask the payer again; the question is written and sent next.</summary>
[StoredAs("claim_status_due.v1")]
public sealed record ClaimStatusDue(DateTimeOffset DueAt, DateTimeOffset At) : ClaimEvent(At);

/// <summary>The payer asks for records (277, 006020X313): which, by LOINC, and by when.</summary>
[StoredAs("documentation_requested_by_payer.v1")]
public sealed record DocumentationRequestedByPayer(IReadOnlyList<string> Loincs, DateOnly Due, string Trace, Guid OriginalId, DateTimeOffset At) : ClaimEvent(At);

/// <summary>The records that the payer asked for are on their way.</summary>
[StoredAs("requested_documents_sent.v1")]
public sealed record RequestedDocumentsSent(IReadOnlyList<SuppliedDocument> Documents, string By, DateTimeOffset At) : ClaimEvent(At);

/// <summary>The last day of filing is near, and the payer has not taken the claim.</summary>
[StoredAs("filing_limit_near.v1")]
public sealed record FilingLimitNear(DateOnly FileBy, DateTimeOffset At) : ClaimEvent(At);

/// <summary>Nothing more is expected of this claim.</summary>
[StoredAs("claim_closed.v1")]
public sealed record ClaimClosed(string ReasonCode, DateTimeOffset At) : ClaimEvent(At);

/// <summary>Somebody found another coverage of the patient; its payer is billed after this one.</summary>
[StoredAs("other_coverage_noted.v1")]
public sealed record OtherCoverageNoted(OtherCoverage Coverage, string By, DateTimeOffset At) : ClaimEvent(At);

/// <summary>This payer has decided and forwarded nothing: a claim to the next is due, by what the advice left to the patient.</summary>
[StoredAs("next_payer_due.v1")]
public sealed record NextPayerDue(string PayerId, Guid RemittanceId, DateTimeOffset At) : ClaimEvent(At);

/// <summary>Refused after the payer had taken it; a person asks which of the two holds.</summary>
[StoredAs("claim_acknowledgement_contradicted.v1")]
public sealed record ClaimAcknowledgementContradicted(AcknowledgementLevel Level, IReadOnlyList<string> Codes, Guid OriginalId, DateTimeOffset At) : ClaimEvent(At);

/// <summary>What is acknowledged or rejected.</summary>
public enum AcknowledgementLevel
{
    /// <summary>The ISA, by TA1.</summary>
    Interchange,

    /// <summary>The ST, by 999.</summary>
    Set,

    /// <summary>The CLM, by 277CA.</summary>
    Claim,
}

/// <summary>A claim in ids, codes and dollars.</summary>
public sealed record ClaimContent
{
    public required Guid CaseId { get; init; }

    public required Guid EncounterId { get; init; }

    public required Guid PatientId { get; init; }

    public required string PayerId { get; init; }

    /// <summary>CLM01, at most 20 characters; 277CA and 835 bring it back.</summary>
    public required string Clm01 { get; init; }

    /// <summary>P professional, I institutional.</summary>
    public string Type { get; init; } = "P";

    /// <summary>CLM05-3: 1 original, 7 replacement, 8 void (X12 RFI 2110).</summary>
    public string Frequency { get; init; } = Frequencies.Original;

    /// <summary>REF*F8, only with frequency 7 or 8 (X12 RFI 2173).</summary>
    public string? OriginalPayerClaimNumber { get; init; }

    /// <summary>CLM02 in dollars.</summary>
    public required decimal Total { get; init; }

    public required DateOnly ServiceDate { get; init; }

    public required string PlaceOfService { get; init; }

    public required string PractitionerNpi { get; init; }

    /// <summary>REF*G1.</summary>
    public string? PriorAuthorization { get; init; }

    /// <summary>What the institutional form says beside; null for a professional one.</summary>
    public InstitutionalBill? Bill { get; init; }

    /// <summary>Of the referral, such as surgery.</summary>
    public string? ServiceLine { get; init; }

    /// <summary>What the payer before this one decided; null where this is the first.</summary>
    public PriorDecision? Prior { get; init; }

    /// <summary>REF*9F.</summary>
    public string? Referral { get; init; }

    /// <summary>The last day on which the payer takes it.</summary>
    public DateOnly? FileBy { get; init; }

    /// <summary>What goes with a replacement, by the numbers that PWK and 275 name it by.</summary>
    public IReadOnlyList<SuppliedDocument>? Documents { get; init; }

    public required IReadOnlyList<string> Diagnoses { get; init; }

    public required IReadOnlyList<BilledLine> Lines { get; init; }
}

/// <summary>An institutional bill: type of bill, admission, patient status, and a revenue code for each line.</summary>
public sealed record InstitutionalBill(string FacilityType, string AdmissionType, string AdmissionSource, string PatientStatus, IReadOnlyList<LineRevenue> Revenue);

/// <summary>SV201 of a line.</summary>
public sealed record LineRevenue(int Line, string Code);

/// <summary>CLM05-3.</summary>
internal static class Frequencies
{
    public const string Original = "1";
    public const string Replacement = "7";
    public const string Void = "8";
}

/// <summary>A document of the chart: its kind (LOINC), where it is, and the number that claim and attachment name it by (PWK06).</summary>
public sealed record SuppliedDocument(string Loinc, string Reference, string ControlNumber);

/// <summary>What one edit found on a claim, and whose it is to mend.</summary>
public sealed record EditFinding(string Id, string Role, string Severity, int? Line = null);

/// <summary>One service line, in dollars; <paramref name="Expected"/> is what the payer's contract says it will pay.</summary>
public sealed record BilledLine(int Number, string Procedure, IReadOnlyList<string> Modifiers, IReadOnlyList<int> DiagnosisPointers, int Units, decimal Charge, decimal? Expected);

/// <summary>One sending of a claim: to whom, under which numbers, and which original holds its bytes.</summary>
/// <param name="Number">1 for the first, so that each has a place of its own.</param>
/// <param name="BatchId">BHT03.</param>
/// <param name="Isa13">Nine digits.</param>
/// <param name="Gs06">Without leading zeros.</param>
/// <param name="St02">Nine digits.</param>
/// <param name="Sha256">Of the bytes, lower-case hexadecimal.</param>
public sealed record Submission(int Number, string Partner, string BatchId, string Isa13, string Gs06, string St02, Guid OriginalId, string Sha256);
