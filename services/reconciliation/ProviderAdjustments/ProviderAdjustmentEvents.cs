using Healthcare.EventStore;
using Healthcare.Reconciliation.ClaimAccounts;

namespace Healthcare.Reconciliation.ProviderAdjustments;

/// <summary>What happens to one PLB adjustment after its remittance was posted.</summary>
public abstract record ProviderAdjustmentEvent(DateTimeOffset At);

/// <summary>It moved cash; the amount in dollars, positive where it lowered the payment.</summary>
[StoredAs("provider_adjustment_taken.v1")]
public sealed record ProviderAdjustmentTaken(AdjustmentFacts Facts, DateTimeOffset At) : ProviderAdjustmentEvent(At);

/// <summary>What it recovers was found by its reference: on the basis of takeback, control-number, payer-control-number or trace.</summary>
[StoredAs("provider_adjustment_linked.v1")]
public sealed record ProviderAdjustmentLinked(AdjustmentLink Link, DateTimeOffset At) : ProviderAdjustmentEvent(At);

/// <summary>Nothing here has its reference; where was looked is the record of the search.</summary>
[StoredAs("provider_adjustment_unlinked.v1")]
public sealed record ProviderAdjustmentUnlinked(IReadOnlyList<string> Searched, DateTimeOffset At) : ProviderAdjustmentEvent(At);

/// <summary>A person agreed with it or disputes it.</summary>
[StoredAs("provider_adjustment_decided.v1")]
public sealed record ProviderAdjustmentDecided(string Outcome, string ReasonCode, Actor By, DateTimeOffset At) : ProviderAdjustmentEvent(At);

/// <summary>The match that brought its remittance was undone.</summary>
[StoredAs("provider_adjustment_withdrawn.v1")]
public sealed record ProviderAdjustmentWithdrawn(DateTimeOffset At) : ProviderAdjustmentEvent(At);

/// <summary>One PLB pair of a posted remittance.</summary>
public sealed record AdjustmentFacts(Guid RemittanceId, int Number, string Code, string Effect, decimal Amount, Guid? ForwardBalanceId, int Round);

/// <summary>What a recovery recovers: an account here with the payment that it takes back, or another remittance by its trace number.</summary>
public sealed record AdjustmentLink(string Basis, Guid? AccountId, Guid? ClaimId, PaymentKey? Original, Guid? RemittanceId);
