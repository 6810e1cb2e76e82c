using Healthcare.Reconciliation.ClaimAccounts;

namespace Healthcare.Reconciliation.Journals;

/// <summary>Double entry of what a payer said: balanced to the cent by construction.</summary>
internal static class JournalEntries
{
    public const string Cash = "cash";
    public const string ContractualAdjustments = "contractual-adjustments";
    public const string PatientReceivable = "patient-receivable";
    public const string PayerReceivable = "payer-receivable";
    public const string ProviderAdjustments = "provider-adjustments";
    public const string UnappliedCash = "unapplied-cash";

    /// <summary>Cash, adjustments and the patient's share are debited, the payer's receivable is credited; a reversal is the same the other way round.</summary>
    public static IReadOnlyList<JournalEntry> OfPayment(PaymentFacts payment) =>
    [
        .. Debit(Cash, payment.Paid),
        .. Debit(ContractualAdjustments, payment.Adjusted),
        .. Debit(PatientReceivable, payment.PatientResponsibility),
        .. Debit(PayerReceivable, -(payment.Paid + payment.Adjusted + payment.PatientResponsibility)),
    ];

    /// <summary>Cash that is here and belongs to no advice yet.</summary>
    public static IReadOnlyList<JournalEntry> OfUnappliedCash(decimal amount) => [.. Debit(Cash, amount), .. Debit(UnappliedCash, -amount)];

    /// <summary>PLB: a positive amount was kept back from the cash (005010X221A1 §1.10.2.1.3), so cash is credited.</summary>
    public static IReadOnlyList<JournalEntry> OfProviderAdjustments(IEnumerable<decimal> amounts)
    {
        var all = amounts.ToList();
        return [.. all.SelectMany(a => Debit(ProviderAdjustments, a)), .. Debit(Cash, -all.Sum())];
    }

    private static IEnumerable<JournalEntry> Debit(string kind, decimal amount) => amount switch
    {
        > 0 => [new JournalEntry(kind, amount, 0)],
        < 0 => [new JournalEntry(kind, 0, -amount)],
        _ => [],
    };
}
