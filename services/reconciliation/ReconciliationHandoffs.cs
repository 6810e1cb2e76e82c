using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.ProviderAdjustments;
using Healthcare.Reconciliation.Reassociations;

namespace Healthcare.Reconciliation;

/// <summary>The boundaries that reconciliation holds: from bank and payer (B23), to refunds (B25), to the ERP (B26).</summary>
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
        h.Boundary(ToRefunds)
            .Predicate<RecoveryFacts>("original-linked", (f, _) => Verdict.Of(f.IsLinked || f.IsSearched, ("basis", f.Basis), ("searched", f.IsSearched)));
        h.Boundary(ToErp)
            .Predicate<JournalFacts>("journal-balanced", (f, _) => Verdict.Of(f.Debits == f.Credits, ("debits", f.Debits), ("credits", f.Credits)))
            .Predicate<JournalFacts>("mappings-present", (f, _) => Verdict.Of(f.Unmapped == 0, ("unmapped", f.Unmapped)))
            // Which past periods are closed only the ERP knows: it says so when it refuses the journal, and that returns the handoff.
            .Predicate<JournalFacts>("period-open", (f, _) => Verdict.Of(string.CompareOrdinal(f.Period, f.CurrentPeriod) <= 0, ("period", f.Period), ("current", f.CurrentPeriod)));
    });
}
