using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.ProviderAdjustments;
using Healthcare.Reconciliation.Reassociations;
using Healthcare.Reconciliation.Remittances;

namespace Healthcare.Reconciliation;

/// <summary>The boundaries that reconciliation holds: from bank and payer (B23), from advice to accounts (B24), to refunds (B25), to the ERP (B26).</summary>
internal static class ReconciliationHandoffs
{
    public const string FromBank = "B23";
    public const string ToAccounts = "B24";
    public const string ToRefunds = "B25";
    public const string ToErp = "B26";

    public static Boundaries Boundaries { get; } = Boundaries.Of(h =>
    {
        h.WithContinuity();
        h.Boundary(FromBank)
            .Predicate<PairFacts>("trace-shared", (f, _) => Verdict.Of(f.AreBothHere, ("remittance", f.RemittanceId), ("deposit", f.DepositId)))
            .Predicate<PairFacts>("amounts-equal", (f, _) => Verdict.Of(f.AreEqual, ("remittance", f.RemittanceAmount), ("deposit", f.DepositAmount)))
            .Predicate<PairFacts>("within-window", (f, p) =>
                Verdict.Of(f.BusinessDaysApart <= p.Whole("businessDays"), ("apart", f.BusinessDaysApart), ("allowed", p.Whole("businessDays"))));
        h.Boundary(ToAccounts)
            .Predicate<PostingFacts>("remittance-balanced", (f, _) => Verdict.Of(f.IsBalanced, ("imbalances", f.Imbalances), ("released", f.IsReleased)))
            .Predicate<PostingFacts>("claim-matched", (f, _) => Verdict.Of(f.Unmatched == 0, ("unmatched", f.Unmatched)));
        h.Boundary(ToRefunds)
            .Predicate<RecoveryFacts>("original-linked", (f, _) => Verdict.Of(f.IsLinked || f.IsSearched, ("basis", f.Basis), ("searched", f.IsSearched)));
        h.Boundary(ToErp)
            .Predicate<JournalFacts>("journal-balanced", (f, _) => Verdict.Of(f.Debits == f.Credits, ("debits", f.Debits), ("credits", f.Credits)))
            .Predicate<JournalFacts>("mappings-present", (f, _) => Verdict.Of(f.Unmapped == 0, ("unmapped", f.Unmapped)))
            // Which past periods are closed only the ERP knows: it says so when it refuses the journal, and that returns the handoff.
            .Predicate<JournalFacts>("period-open", (f, _) => Verdict.Of(string.CompareOrdinal(f.Period, f.CurrentPeriod) <= 0, ("period", f.Period), ("current", f.CurrentPeriod)));
    });

    /// <summary>Sends what is wrong on a claim's account to its owner, by the contract of B24.</summary>
    public static FollowUp Open(string code, Guid subjectId, Guid? caseId, DateTimeOffset at, decimal? valueAtStake = null, string? payerId = null) =>
        Boundaries.Exception(ToAccounts, code, subjectId, caseId, at, valueAtStake, ScopeOf(payerId));

    /// <summary>Whose money it is, for the overlays, once it is known of whose claim.</summary>
    public static HandoffScope? ScopeOf(string? payerId) => payerId is null ? null : new HandoffScope { Payer = payerId };

    public static FollowUp Settled(string code, Guid subjectId, string reasonCode, DateTimeOffset at) => Handoffs.Boundaries.Settled(ToAccounts, code, subjectId, reasonCode, at);
}
