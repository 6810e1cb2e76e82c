using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Reassociations;

/// <summary>What happens under one trace number.</summary>
public abstract record ReassociationEvent(DateTimeOffset At);

/// <summary>A remittance waits for its deposit.</summary>
[StoredAs("remittance_awaits_deposit.v1")]
public sealed record RemittanceAwaitsDeposit(RemittanceHalf Remittance, DateTimeOffset At) : ReassociationEvent(At);

/// <summary>A deposit waits for its remittance.</summary>
[StoredAs("deposit_awaits_remittance.v1")]
public sealed record DepositAwaitsRemittance(DepositHalf Deposit, DateTimeOffset At) : ReassociationEvent(At);

/// <summary>The two belong together; <paramref name="DeltaDays"/> is deposit less remittance by their effective dates. Without a deposit there is no money to come.</summary>
[StoredAs("reassociation_confirmed.v1")]
public sealed record ReassociationConfirmed(RemittanceHalf Remittance, DepositHalf? Deposit, string Basis, int? DeltaDays, int BusinessDaysApart, DateTimeOffset At) : ReassociationEvent(At);

/// <summary>Remittance and deposit share the trace number and differ in amount.</summary>
[StoredAs("amounts_differ.v1")]
public sealed record AmountsDiffer(Guid RemittanceId, Guid DepositId, decimal Advised, decimal Deposited, DateTimeOffset At) : ReassociationEvent(At);

/// <summary>An advice that was here before came again in another file.</summary>
[StoredAs("duplicate_remittance_found.v1")]
public sealed record DuplicateRemittanceFound(Guid RemittanceId, Guid Of, DateTimeOffset At) : ReassociationEvent(At);

/// <summary>The other half did not come in the time that the operating rule allows.</summary>
[StoredAs("reassociation_overdue.v1")]
public sealed record ReassociationOverdue(Guid? RemittanceId, Guid? DepositId, decimal Amount, DateTimeOffset DueAt, DateTimeOffset At) : ReassociationEvent(At);

/// <summary>A half found its other one under another trace number; a person confirmed it.</summary>
[StoredAs("half_matched_elsewhere.v1")]
public sealed record HalfMatchedElsewhere(Guid HalfId, DateTimeOffset At) : ReassociationEvent(At)
{
    /// <summary>Whether nothing waits under this trace number any more; absent in what was recorded before it was told.</summary>
    public bool? IsLast { get; init; }
}

/// <summary>A person took the two apart; both wait again, and never for each other.</summary>
[StoredAs("reassociation_undone.v1")]
public sealed record ReassociationUndone(Guid RemittanceId, Guid DepositId, DateTimeOffset At) : ReassociationEvent(At)
{
    /// <summary>Whose money it is, as far as either half says.</summary>
    public string? PayerId { get; init; }
}

/// <summary>What a remittance brings to the search: its payment in dollars, BPR16, a hash of what it says.</summary>
public sealed record RemittanceHalf(Guid RemittanceId, decimal Amount, DateOnly? EffectiveDate, string ContentHash, DateTimeOffset ReceivedAt)
{
    /// <summary>Whose advice it is, as far as its identifier says.</summary>
    public string? PayerId { get; init; }
}

/// <summary>What a deposit brings: its amount in dollars and its value date.</summary>
public sealed record DepositHalf(Guid DepositId, decimal Amount, DateOnly EffectiveDate, DateTimeOffset ReceivedAt)
{
    /// <summary>Whose money it is, as far as its identifier says.</summary>
    public string? PayerId { get; init; }
}
