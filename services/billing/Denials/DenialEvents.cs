using Healthcare.Billing.Claims;
using Healthcare.Billing.Encounters;
using Healthcare.EventStore;

namespace Healthcare.Billing.Denials;

/// <summary>What happens to a denial until it is settled or lost.</summary>
public abstract record DenialEvent(DateTimeOffset At);

/// <summary>The payer refused money that was to be expected.</summary>
[StoredAs("denial_opened.v1")]
public sealed record DenialOpened(DenialFacts Denial, DateTimeOffset At) : DenialEvent(At);

/// <summary>One kind of exception, one way: by which rule, in which version, and how long there is.</summary>
[StoredAs("denial_classified.v1")]
public sealed record DenialClassified(DenialClass Class, DateTimeOffset At) : DenialEvent(At);

/// <summary>Clinical documentation supplied what the payer missed.</summary>
[StoredAs("denial_records_supplied.v1")]
public sealed record RecordsSupplied(IReadOnlyList<SuppliedDocument> Documents, string By, DateTimeOffset At) : DenialEvent(At);

/// <summary>A coder held codes against records; <paramref name="Guideline"/> names what they follow.</summary>
[StoredAs("denial_coding_reviewed.v1")]
public sealed record CodingReviewed(bool Changed, IReadOnlyList<LineCode> Codes, IReadOnlyList<string> Diagnoses, string? Guideline, string By, DateTimeOffset At) : DenialEvent(At);

/// <summary>An authorization came that covers the care after all.</summary>
[StoredAs("denial_authorization_found.v1")]
public sealed record AuthorizationFound(string CertificationNumber, DateTimeOffset At) : DenialEvent(At);

/// <summary>The chain that proves the filing was put together.</summary>
[StoredAs("timely_filing_proof_assembled.v1")]
public sealed record TimelyFilingProofAssembled(IReadOnlyList<string> Artefacts, string By, DateTimeOffset At) : DenialEvent(At);

/// <summary>A person filed an appeal, a reconsideration or a peer-to-peer; the payer decides until <paramref name="DecisionDue"/>.</summary>
[StoredAs("appeal_filed.v1")]
public sealed record AppealFiled(string Kind, IReadOnlyList<string> Evidence, string By, DateTimeOffset DecisionDue, DateTimeOffset At) : DenialEvent(At);

/// <summary>Settled: resubmitted, appealed, corrected, written-off, patient-billed, duplicate-confirmed or disputed.</summary>
[StoredAs("denial_resolved.v1")]
public sealed record DenialResolved(string Resolution, string? By, DateTimeOffset At) : DenialEvent(At);

/// <summary>The payer's limit passed; <paramref name="Boundary"/> held it longest, for <paramref name="Held"/>.</summary>
[StoredAs("lost_to_deadline.v1")]
public sealed record LostToDeadline(string Boundary, TimeSpan Held, DateOnly HardStop, DateTimeOffset At) : DenialEvent(At);

/// <summary>A person proposes to give the money up; another one, of that role, decides.</summary>
[StoredAs("write_off_proposed.v1")]
public sealed record WriteOffProposed(decimal Amount, string ReasonCode, string By, string ApproverRole, DateTimeOffset At) : DenialEvent(At);

[StoredAs("write_off_approved.v1")]
public sealed record WriteOffApproved(Guid ClaimId, decimal Amount, string By, string Level, DateTimeOffset At) : DenialEvent(At);

[StoredAs("write_off_refused.v1")]
public sealed record WriteOffRefused(string ReasonCode, string By, DateTimeOffset At) : DenialEvent(At);

/// <summary>What is waited for.</summary>
public enum DenialStep
{
    AwaitingTriage,
    AwaitingDocument,
    AwaitingCoding,
    AwaitingCorrection,
    AwaitingAuthorization,
    AwaitingAppeal,
    AwaitingProof,
    AwaitingConfirmation,
    AwaitingPatient,
    AwaitingDispute,
    AwaitingPayer,
}

/// <summary>A denial in ids, codes and dollars.</summary>
public sealed record DenialFacts
{
    public required Guid CaseId { get; init; }

    public required Guid ClaimId { get; init; }

    public required Guid EncounterId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid RemittanceId { get; init; }

    public required string PayerId { get; init; }

    public required DateOnly ServiceDate { get; init; }

    /// <summary>The day of the notice (BPR16).</summary>
    public required DateOnly NoticeOn { get; init; }

    public required IReadOnlyList<DeniedAmount> Adjustments { get; init; }

    /// <summary>What was refused, in dollars.</summary>
    public required decimal Amount { get; init; }
}

/// <summary>One adjustment of a denial.</summary>
public sealed record DeniedAmount(int? Line, string Group, string Reason, IReadOnlyList<string> Remarks, decimal Amount, IReadOnlyList<string> Usage)
{
    internal string Key() => new Triple(Group, Reason, Remarks).Key();
}

/// <summary>What a denial is taken for.</summary>
/// <param name="Scenario">CAQH CORE 360: 1 documentation, 2 data on the claim, 3 not covered, 4 not separately payable.</param>
/// <param name="HardStop">The last day that the payer's contract leaves.</param>
public sealed record DenialClass(string Type, string Scenario, IReadOnlyList<string> RuleIds, string RuleVersion, IReadOnlyList<PlannedStep> Steps, DateOnly HardStop, string Terms);
