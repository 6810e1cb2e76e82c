using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Reconciliation;

/// <summary>What can be wrong with money, as the boundary's contract routes it: each with an owner, a due date and a chain.</summary>
internal static class Exceptions
{
    public const string AmountMismatch = "amount-mismatch";
    public const string DepositWithoutRemittance = "deposit-without-remittance";
    public const string RemittanceWithoutDeposit = "remittance-without-deposit";
    public const string UnmatchedClaim = "unmatched-claim";
    public const string OutOfBalance = "out-of-balance";
    public const string WithoutTrace = "remittance-without-trace";
    public const string NegativePayment = "negative-payment";
    public const string Duplicate = "duplicate-remittance";
    public const string Denied = "payment-denied";
    public const string SetAside = "payment-set-aside";
    public const string Underpaid = "underpayment";
    public const string Overpaid = "overpayment";
    public const string BelowContract = "below-contract";
    public const string AboveContract = "above-contract";
    public const string TakebackUnlinked = "takeback-unlinked";
    public const string ForwardBalanceOpen = "forward-balance-open";
    public const string ForwardBalanceUnknown = "forward-balance-unknown";
    public const string AdjustmentUnclassified = "provider-adjustment-unclassified";
    public const string TakebackDisputed = "takeback-disputed";
    public const string SecondaryDue = "secondary-due";
    public const string CrossoverMissing = "crossover-missing";

    public static FollowUp Open(string code, Guid subjectId, Guid? caseId, DateTimeOffset at, decimal? valueAtStake = null, string? payerId = null) =>
        ReconciliationHandoffs.Boundaries.Exception(ReconciliationHandoffs.FromBank, code, subjectId, caseId, at, valueAtStake, ReconciliationHandoffs.ScopeOf(payerId));

    public static FollowUp Settled(string code, Guid subjectId, string reasonCode, DateTimeOffset at) =>
        Boundaries.Settled(ReconciliationHandoffs.FromBank, code, subjectId, reasonCode, at);
}
