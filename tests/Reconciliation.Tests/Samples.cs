using Healthcare.EventStore;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Reassociations;
using Healthcare.Reconciliation.Remittances;

namespace Healthcare.Reconciliation.Tests;

/// <summary>A claim of 200.00 that its payer pays with 150.00, adjusts by 30.00 and leaves 20.00 to the patient.</summary>
internal static class Samples
{
    public const string Period = "2026-03";
    public const string Trace = "EFT0001";
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 17, 0, 0, TimeSpan.Zero);
    public static readonly Guid RemittanceId = new("018f0000-0000-7000-8000-000000000001");
    public static readonly Guid DepositId = new("018f0000-0000-7000-8000-000000000002");
    public static readonly Guid AccountId = new("018f0000-0000-7000-8000-000000000003");
    public static readonly Guid CaseId = new("018f0000-0000-7000-8000-000000000004");
    public static readonly Guid ClaimId = new("018f0000-0000-7000-8000-000000000005");
    public static readonly Guid OriginalId = new("018f0000-0000-7000-8000-000000000006");
    public static readonly Guid OtherRemittanceId = new("018f0000-0000-7000-8000-000000000007");

    public static readonly ClaimFacts Claim = new(ClaimId, CaseId, new Guid("018f0000-0000-7000-8000-000000000008"), "maryland-capital", 200m, new DateOnly(2026, 2, 20));

    public static readonly AdvisedClaim Advised = new(1, AccountId, Sealed.For(RemittanceId, "PCN-1"), "1", 200m, 150m)
    {
        Adjustments = [new AdjustmentFact("CO", "45", 30m), new AdjustmentFact("PR", "3", 20m)],
        RemarkCodes = ["N130"],
        Balances = true,
    };

    public static readonly PaymentFacts Payment = PaymentFacts.Of(RemittanceId, Advised);

    public static readonly RemittanceReceived Received = new(OriginalId, 1, "clearhouse", Noon)
    {
        Trace = Trace,
        PayerIdentifier = "1520000000",
        Payer = "MARYLAND CAPITAL",
        PayeeNpi = "1234567893",
        Method = "ACH",
        Amount = 150m,
        EffectiveDate = new DateOnly(2026, 3, 2),
        TotalCharge = 200m,
        TotalPaid = 150m,
        ProviderAdjustmentTotal = 0m,
        ClaimCount = 1,
        ContentHash = "content",
    };

    public static readonly RemittanceHalf Half = new(RemittanceId, 150m, new DateOnly(2026, 3, 2), "content", Noon);

    public static readonly DepositHalf Deposit = new(DepositId, 150m, new DateOnly(2026, 3, 3), Noon.AddHours(2));

    public static readonly Matches.MatchFacts Pair = new(Half, Deposit, ReconciliationIds.Reassociation(Trace), ReconciliationIds.Reassociation("BANK-9"), FundingBasis.AmountDatePayer, 1);

    /// <summary>What a payer kept of another remittance for an overpayment.</summary>
    public static ProviderAdjustments.AdjustmentFacts Recovery => new(OtherRemittanceId, 1, "WO", "overpayment-recovery", 40m, ForwardBalanceId: null, 1);

    /// <summary>What the payer takes back of the same claim (CLP02 = 22).</summary>
    public static PaymentFacts Reversal => Payment with
    {
        RemittanceId = OtherRemittanceId,
        Status = PaymentFacts.Reversal,
        Charge = -200m,
        Paid = -150m,
        Adjusted = -30m,
        PatientResponsibility = -20m,
    };
}
