using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.ProviderAdjustments;
using Healthcare.Reconciliation.Remittances;

namespace Healthcare.Reconciliation.Journals;

/// <summary>Double entry of what a payer said: balanced to the cent by construction.</summary>
internal static class JournalEntries
{
    public const string Cash = "cash";
    public const string ContractualAdjustments = "contractual-adjustments";
    public const string PatientReceivable = "patient-receivable";
    public const string PayerReceivable = "payer-receivable";
    public const string WriteOffs = "write-offs";
    public const string UnappliedCash = "unapplied-cash";

    /// <summary>Cash, adjustments and the patient's share are debited, the payer's receivable is credited; a reversal is the same the other way round.</summary>
    public static IReadOnlyList<JournalEntry> OfPayment(PaymentFacts payment) =>
    [
        .. Debit(Cash, payment.Paid),
        .. Debit(ContractualAdjustments, payment.Adjusted),
        .. Debit(PatientReceivable, payment.PatientResponsibility),
        .. Debit(PayerReceivable, -(payment.Paid + payment.Adjusted + payment.PatientResponsibility)),
    ];

    /// <summary>What is given up is no receivable any more; below zero it is one again.</summary>
    public static IReadOnlyList<JournalEntry> OfWriteOff(decimal amount) => [.. Debit(WriteOffs, amount), .. Debit(PayerReceivable, -amount)];

    /// <summary>What went back to the payer: no cash any more, and no credit on its receivable.</summary>
    public static IReadOnlyList<JournalEntry> OfRefund(decimal amount) => [.. Debit(PayerReceivable, amount), .. Debit(Cash, -amount)];

    /// <summary>Cash that is here and belongs to no advice yet.</summary>
    public static IReadOnlyList<JournalEntry> OfUnappliedCash(decimal amount) => [.. Debit(Cash, amount), .. Debit(UnappliedCash, -amount)];

    /// <summary>PLB: a positive amount was kept back from the cash (005010X221A1 §1.10.2.1.3), so cash is credited.</summary>
    /// <remarks>What has an effect is one journal, number 0; each other waits by itself for somebody to classify it, under its number below zero.</remarks>
    public static IEnumerable<(int Number, IReadOnlyList<JournalEntry> Entries)> OfProviderAdjustments(IReadOnlyList<AdvisedAdjustment> adjustments)
    {
        var known = adjustments.Where(a => !IsUnclassified(a)).ToList();
        if (known.Exists(a => a.Amount != 0)) yield return (0, Of(known));
        foreach (var unknown in adjustments.Where(a => IsUnclassified(a) && a.Amount != 0)) yield return (-unknown.Number, Of([unknown]));
    }

    private static bool IsUnclassified(AdvisedAdjustment adjustment) => AdjustmentEffects.Of(adjustment.Code).Effect == AdjustmentEffects.Unclassified;

    private static IReadOnlyList<JournalEntry> Of(List<AdvisedAdjustment> adjustments) =>
        [.. adjustments.SelectMany(a => Debit(AdjustmentEffects.Of(a.Code).Entry, a.Amount)), .. Debit(Cash, -adjustments.Sum(a => a.Amount))];

    private static IEnumerable<JournalEntry> Debit(string kind, decimal amount) => amount switch
    {
        > 0 => [new JournalEntry(kind, amount, 0)],
        < 0 => [new JournalEntry(kind, 0, -amount)],
        _ => [],
    };
}
