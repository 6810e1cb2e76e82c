using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Deposits;

/// <summary>What happens to a deposit.</summary>
public abstract record DepositEvent(DateTimeOffset At);

/// <summary>The bank tells of money on our account; <paramref name="Trace"/> is the number of its addenda (CCD+ with TRN), <paramref name="Amount"/> in dollars.</summary>
[StoredAs("deposit_received.v1")]
public sealed record DepositReceived(
    string Bank, string BankReference, decimal Amount, DateOnly EffectiveDate, string Trace, string? OriginatorId, string Method, DateTimeOffset At) : DepositEvent(At);

/// <summary>The advice that this money pays was found.</summary>
[StoredAs("deposit_reassociated.v1")]
public sealed record DepositReassociated(Guid RemittanceId, string Basis, int? DeltaDays, DateTimeOffset At) : DepositEvent(At);
