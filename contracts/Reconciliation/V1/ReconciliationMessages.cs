namespace Healthcare.Contracts.Reconciliation.V1;

/// <summary>A payment stands on a claim: what the payer paid, what was adjusted, what is left.</summary>
public sealed record PaymentApplied
{
    public required Guid CaseId { get; init; }

    public required Guid ClaimId { get; init; }

    public required Guid RemittanceId { get; init; }

    /// <summary>Dollars, as decimal strings; charged = paid + adjusted + patient responsibility + open.</summary>
    public required string Charged { get; init; }

    public required string Paid { get; init; }

    public required string Adjusted { get; init; }

    public required string PatientResponsibility { get; init; }

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
