namespace Healthcare.Billing.Claims;

/// <summary>What an 835 says of one claim.</summary>
/// <param name="Status">CLP02: 1–3 processed, 4 denied, 19–21 processed and forwarded, 22 reversal, 23 not ours and forwarded, 25 predetermination.</param>
/// <param name="PayerControlNumber">CLP07.</param>
/// <param name="PaidOn">BPR16, the day of the payment or notice.</param>
public sealed record Adjudication(
    Guid RemittanceId,
    string Status,
    string? PayerControlNumber,
    decimal Charged,
    decimal Paid,
    decimal PatientResponsibility,
    IReadOnlyList<AdjudicatedAmount> Adjustments,
    DateOnly PaidOn)
{
    /// <summary>CLP02 22: what was decided before is taken back.</summary>
    public bool IsReversal => Status == "22";

    /// <summary>CLP02 23 and 25: not this payer's to decide, or not decided.</summary>
    public bool DecidesNothing => Status is "23" or "25";
}

/// <summary>One adjustment with its remark codes, in dollars, and the kind of exception that the rules take it for; <c>expected</c> is none.</summary>
public sealed record AdjudicatedAmount(int? Line, string Group, string Reason, IReadOnlyList<string> Remarks, decimal Amount, string Type);

/// <summary>What an adjudication comes to.</summary>
public enum AdjudicationOutcome
{
    /// <summary>All that was to be expected was paid.</summary>
    Paid,

    /// <summary>Paid in part; something was refused.</summary>
    PartiallyPaid,

    /// <summary>Nothing was paid, and something was refused.</summary>
    Denied,

    /// <summary>Nothing was paid, and nothing was to be expected: all of it is the patient's or the contract's.</summary>
    ZeroPaid,

    /// <summary>An earlier payment was taken back.</summary>
    Reversed,
}
