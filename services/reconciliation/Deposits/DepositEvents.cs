using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Deposits;

/// <summary>What happens to a deposit.</summary>
public abstract record DepositEvent(DateTimeOffset At);

/// <summary>The bank tells of money on our account; <paramref name="Trace"/> is the number of its addenda (CCD+ with TRN), <paramref name="Amount"/> in dollars.</summary>
[StoredAs("deposit_received.v1")]
public sealed record DepositReceived(
    string Bank, string BankReference, decimal Amount, DateOnly EffectiveDate, string Trace, string? OriginatorId, string Method, DateTimeOffset At) : DepositEvent(At)
{
    /// <summary>TRN03 of the addenda, the payer's identifier.</summary>
    public string? PayerIdentifier { get; init; }

    /// <summary>Which payer that is, as far as it was configured.</summary>
    public string? PayerId { get; init; }

    /// <summary>TRN04 of the addenda.</summary>
    public string? Supplement { get; init; }

    /// <summary>The company entry description of the batch, such as HCCLAIMPMT.</summary>
    public string? EntryDescription { get; init; }

    /// <summary>The number of a check, where the money is one.</summary>
    public string? CheckNumber { get; init; }
}

/// <summary>The advice that this money pays was found; without an amount it pays that advice alone.</summary>
[StoredAs("deposit_reassociated.v1")]
public sealed record DepositReassociated(Guid RemittanceId, string Basis, int? DeltaDays, DateTimeOffset At) : DepositEvent(At)
{
    /// <summary>What of the deposit is that advice's, in dollars.</summary>
    public decimal? Amount { get; init; }
}

/// <summary>A match was undone: the cash stays, booked as unapplied by <paramref name="JournalId"/>.</summary>
[StoredAs("deposit_released.v1")]
public sealed record DepositReleased(Guid RemittanceId, decimal Amount, Guid JournalId, string ReasonCode, Actor By, string Period, DateTimeOffset At) : DepositEvent(At);

/// <summary>Unapplied cash found another advice; its journal is reversed.</summary>
[StoredAs("unapplied_cash_used.v1")]
public sealed record UnappliedCashUsed(Guid JournalId, DateTimeOffset At) : DepositEvent(At);

/// <summary>No advice came in the time that the operating rule allows.</summary>
[StoredAs("deposit_unidentified.v1")]
public sealed record DepositUnidentified(DateTimeOffset At) : DepositEvent(At);

/// <summary>One of the advices that it pays is posted whole.</summary>
[StoredAs("deposit_posting_noted.v1")]
public sealed record DepositPostingNoted(Guid RemittanceId, DateTimeOffset At) : DepositEvent(At);

/// <summary>All of it is posted.</summary>
[StoredAs("deposit_closed.v1")]
public sealed record DepositClosed(DateTimeOffset At) : DepositEvent(At);
