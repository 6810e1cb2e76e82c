namespace Healthcare.X12;

/// <summary>What a provider-level adjustment (PLB03-1) is to the one who posts it.</summary>
public enum ProviderAdjustmentKind
{
    /// <summary>A code that 005010X221A1 does not allow.</summary>
    Unknown,

    /// <summary>Allowed, and without a kind of its own here.</summary>
    Other,

    /// <summary>WO: negative when it is announced, positive when it is collected (X12 RFI 1756).</summary>
    OverpaymentRecovery,

    /// <summary>FB: negative moves a balance forward, positive applies it; matched by the TRN02 of the remittance that began it (X12 RFI 1114, 2218).</summary>
    ForwardBalance,

    /// <summary>72: offsets a recovery for which the provider sent the money back.</summary>
    AuthorizedReturn,

    /// <summary>L6.</summary>
    InterestOwed,

    /// <summary>51.</summary>
    InterestPenalty,

    /// <summary>50.</summary>
    LateCharge,

    /// <summary>90.</summary>
    EarlyPaymentAllowance,

    /// <summary>CS.</summary>
    Adjustment,

    /// <summary>LE.</summary>
    Levy,

    /// <summary>IR.</summary>
    TaxWithholding,

    /// <summary>J1.</summary>
    NonReimbursable,
}

/// <summary>The adjustment reason codes that 005010X221A1 allows in PLB03-1.</summary>
internal static class ProviderAdjustmentCodes
{
    private static readonly HashSet<string> Allowed =
    [
        "50", "51", "72", "90", "AH", "AM", "AP", "B2", "B3", "BD", "BN", "C5", "CR", "CS", "CT", "CV", "CW", "DM", "E3", "FB", "FC", "GO", "HM", "IP", "IR", "IS", "J1", "L3", "L6", "LE", "LS", "OA",
        "OB", "PI", "PL", "RA", "RE", "SL", "TL", "WO", "WU",
    ];

    internal static ProviderAdjustmentKind KindOf(string code) => code switch
    {
        "WO" => ProviderAdjustmentKind.OverpaymentRecovery,
        "FB" => ProviderAdjustmentKind.ForwardBalance,
        "72" => ProviderAdjustmentKind.AuthorizedReturn,
        "L6" => ProviderAdjustmentKind.InterestOwed,
        "51" => ProviderAdjustmentKind.InterestPenalty,
        "50" => ProviderAdjustmentKind.LateCharge,
        "90" => ProviderAdjustmentKind.EarlyPaymentAllowance,
        "CS" => ProviderAdjustmentKind.Adjustment,
        "LE" => ProviderAdjustmentKind.Levy,
        "IR" => ProviderAdjustmentKind.TaxWithholding,
        "J1" => ProviderAdjustmentKind.NonReimbursable,
        _ => Allowed.Contains(code) ? ProviderAdjustmentKind.Other : ProviderAdjustmentKind.Unknown,
    };
}
