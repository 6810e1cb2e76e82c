using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Reconciliation;

/// <summary>Ids that follow from what they name, so that the same file, deposit or claim always meets the same stream.</summary>
internal static class ReconciliationIds
{
    /// <summary>One 835 transaction set of one original; the fingerprint is a keyed hash of the file's bytes.</summary>
    public static Guid Remittance(string fingerprint, int set) => DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"remittance/{fingerprint}/{set}"));

    public static Guid Deposit(string bank, string bankReference) => DerivedId.Of($"deposit/{bank}/{bankReference}");

    /// <summary>Payer and bank write the trace number by themselves, so case and blanks do not count.</summary>
    public static Guid Reassociation(string trace) => DerivedId.Of($"reassociation/{Plain(trace)}");

    /// <summary>The account of the claim with this patient control number (CLM01 as sent, CLP01 as it comes back); keyed, because a foreign one may be a patient's account number.</summary>
    public static Guid ClaimAccount(Vault vault, string controlNumber) => DerivedId.Of($"claim-account/{vault.BlindIndex("patient-control-number", Plain(controlNumber))}");

    public static Guid ClaimPayment(Guid remittanceId, int number) => DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"claim-payment/{remittanceId:D}/{number}"));

    /// <summary>What one round of posting tells the ledger of a claim, or, under zero, of the provider's adjustments.</summary>
    public static Guid Journal(Guid remittanceId, int number, int round = 1) => DerivedId.Of(
        round == 1 ? string.Create(CultureInfo.InvariantCulture, $"journal/{remittanceId:D}/{number}") : string.Create(CultureInfo.InvariantCulture, $"journal/{remittanceId:D}/{number}/{round}"));

    /// <summary>What two people gave up of a denied claim.</summary>
    public static Guid WriteOffJournal(Guid denialId) => DerivedId.Of($"journal/write-off/{denialId:D}");

    /// <summary>What was given up and paid after all.</summary>
    public static Guid TakenBackJournal(Guid accountId, int number) => DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"journal/write-off-taken-back/{accountId:D}/{number}"));

    /// <summary>What stands above the charge of a claim.</summary>
    public static Guid CreditBalance(Guid accountId) => DerivedId.Of($"credit-balance/{accountId:D}");

    /// <summary>The dispute with a claim's payer.</summary>
    public static Guid Dispute(Guid accountId) => DerivedId.Of($"dispute/{accountId:D}");

    /// <summary>What went back to the payer, at one time or another.</summary>
    public static Guid RefundJournal(Guid creditBalanceId, int number) => DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"journal/refund/{creditBalanceId:D}/{number}"));

    /// <summary>One PLB pair of a remittance.</summary>
    public static Guid ProviderAdjustment(Guid remittanceId, int number) => DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"provider-adjustment/{remittanceId:D}/{number}"));

    /// <summary>A balance carried forward, by the trace number of the remittance that began it (PLB03-2 of FB).</summary>
    public static Guid ForwardBalance(string trace) => DerivedId.Of($"forward-balance/{Plain(trace)}");

    public static Guid Reversal(Guid journalId) => DerivedId.Of($"reversal/{journalId:D}");

    /// <summary>The cash of a deposit whose match was undone, the first time or again.</summary>
    public static Guid UnappliedCash(Guid depositId, Guid remittanceId, int release) => DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"unapplied-cash/{depositId:D}/{remittanceId:D}/{release}"));

    /// <summary>One remittance and one deposit that may belong together.</summary>
    public static Guid Match(Guid remittanceId, Guid depositId) => DerivedId.Of($"match/{remittanceId:D}/{depositId:D}");

    private static string Plain(string text) => text.Trim().ToUpperInvariant();
}
