namespace Healthcare.Contracts.Reconciliation.V1;

/// <summary>A payment stands on a claim: what the payer paid, what was adjusted, what is left.</summary>
public sealed record PaymentApplied
{
    public required Guid CaseId { get; init; }

    public required Guid ClaimId { get; init; }

    public required Guid RemittanceId { get; init; }

    /// <summary>Dollars, as decimal strings; charged = paid + adjusted + patient responsibility + written off + open.</summary>
    public required string Charged { get; init; }

    public required string Paid { get; init; }

    public required string Adjusted { get; init; }

    public required string PatientResponsibility { get; init; }

    /// <summary>What people gave up of it; absent where nothing.</summary>
    public string? WrittenOff { get; init; }

    public required string Open { get; init; }

    public required DateTimeOffset AppliedAt { get; init; }
}

/// <summary>The ERP took the journal of a payment: the case reached the ledger.</summary>
public sealed record JournalPosted
{
    public required Guid CaseId { get; init; }

    public required Guid JournalId { get; init; }

    public required Guid ClaimId { get; init; }

    /// <summary>The ERP's own number.</summary>
    public required string ErpId { get; init; }

    /// <summary>Accounting period, <c>yyyy-MM</c>.</summary>
    public required string Period { get; init; }

    public required string Debits { get; init; }

    public required string Credits { get; init; }

    public required DateTimeOffset PostedAt { get; init; }
}

/// <summary>What an 835 says of one claim: the payer's decision, to the line. A reversal takes an earlier one back.</summary>
public sealed record ClaimAdjudicated
{
    public required Guid CaseId { get; init; }

    public required Guid ClaimId { get; init; }

    public required Guid RemittanceId { get; init; }

    /// <summary>CLP02: 1–3 processed as primary, secondary, tertiary, 4 denied, 19–21 the same and forwarded, 22 reversal, 23 not ours and forwarded, 25 predetermination.</summary>
    public required string Status { get; init; }

    /// <summary>CLP07, the number that the payer knows the claim by; a corrected claim names it (REF*F8).</summary>
    public string? PayerControlNumber { get; init; }

    /// <summary>CLP03, CLP04 and CLP05 in dollars, as decimal strings.</summary>
    public required string Charged { get; init; }

    public required string Paid { get; init; }

    public required string PatientResponsibility { get; init; }

    public required IReadOnlyList<ClaimAdjustment> Adjustments { get; init; }

    /// <summary>The day of the payment or notice (BPR16).</summary>
    public required DateOnly PaidOn { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>The first payer has decided and forwarded nothing: a claim to the next one is due for what is left to the patient.</summary>
public sealed record SecondaryDue
{
    public required Guid CaseId { get; init; }

    /// <summary>The claim that the first payer decided.</summary>
    public required Guid ClaimId { get; init; }

    /// <summary>The advice in which it did.</summary>
    public required Guid RemittanceId { get; init; }

    /// <summary>Who pays next.</summary>
    public required string PayerId { get; init; }

    /// <summary>What is left to the patient in dollars, as a decimal string.</summary>
    public required string Amount { get; init; }

    public required DateTimeOffset DueSince { get; init; }
}

/// <summary>One adjustment, with the remark codes of its level: a denial is told by all three codes together.</summary>
public sealed record ClaimAdjustment
{
    /// <summary>The claim line it stands on, or null for the whole claim.</summary>
    public int? Line { get; init; }

    /// <summary><c>CO</c>, <c>OA</c>, <c>PI</c> or <c>PR</c>.</summary>
    public required string Group { get; init; }

    /// <summary>CARC.</summary>
    public required string Reason { get; init; }

    /// <summary>RARC, of the line (LQ*HE) or of the claim (MIA, MOA).</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Dollars, as a decimal string; positive lowers the payment.</summary>
    public required string Amount { get; init; }
}
