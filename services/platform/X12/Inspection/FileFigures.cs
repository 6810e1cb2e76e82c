using System.Text.Json.Serialization;

namespace Healthcare.X12;

/// <summary>What one 835 or 837 file says, in figures that two readers can compare; amounts are decimal strings in dollars.</summary>
public sealed record FileFigures
{
    /// <summary>835, 837p, 837i or 837d.</summary>
    public required string Kind { get; init; }

    public required bool HasIsa { get; init; }

    public required int Interchanges { get; init; }

    public required int FunctionalGroups { get; init; }

    /// <summary>ST segments.</summary>
    public required int Transactions { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DelimiterFigures? Delimiters { get; init; }

    public required object Totals { get; init; }

    public required IReadOnlyList<object> TransactionSets { get; init; }
}

/// <param name="IsaIs106Bytes">Whether the first ISA has its padding.</param>
public sealed record DelimiterFigures(string Element, string Component, string Segment, [property: JsonPropertyName("isa_is_106_bytes")] bool IsaIs106Bytes)
{
    internal static DelimiterFigures? Of(X12Reader reader) => reader.InterchangeNumber == 0
        ? null
        : new DelimiterFigures(Text(reader.FirstDelimiters.Element), Text(reader.FirstDelimiters.Component), Text(reader.FirstDelimiters.Terminator), reader.FirstHeaderPadded);

    private static string Text(byte delimiter) => ((char)delimiter).ToString();
}

public sealed record RemittanceFileTotals(
    string PaymentAmount, int Claims, string SumClaimCharge, string SumClaimPaid, string SumPatientResponsibility, string PlbTotal, bool AllTransactionsBalance);

/// <summary>One 835 set: what was paid, whether it balances, and by how much not.</summary>
public sealed record RemittanceFigures
{
    public required string? St02 { get; init; }

    public required string? Implementation { get; init; }

    public required string? Bpr01 { get; init; }

    public required string PaymentAmount { get; init; }

    public required string? CreditDebit { get; init; }

    public required string? PaymentMethod { get; init; }

    public required string? TraceNumber { get; init; }

    public required int ClaimCount { get; init; }

    public required IReadOnlyList<ClaimPaymentFigures> Claims { get; init; }

    public required string SumClaimCharge { get; init; }

    public required string SumClaimPaid { get; init; }

    public required string SumClaimPatientResponsibility { get; init; }

    public required IReadOnlyDictionary<string, string> CasByGroup { get; init; }

    public required IReadOnlyDictionary<string, string> CasByGroupClaimLevel { get; init; }

    public required IReadOnlyDictionary<string, string> CasByGroupServiceLevel { get; init; }

    public required IReadOnlyList<ProviderAdjustmentFigures> Plb { get; init; }

    public required string PlbTotal { get; init; }

    public required bool Balances { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OutOfBalanceBy { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MissingSe { get; init; }
}

public sealed record ClaimPaymentFigures
{
    public required string Id { get; init; }

    public required string Status { get; init; }

    public required string Charge { get; init; }

    public required string Paid { get; init; }

    public required string? PatientResponsibility { get; init; }

    public required string? PayerControlNumber { get; init; }

    public required int ServiceLines { get; init; }

    public required IReadOnlyDictionary<string, string> Cas { get; init; }

    public required bool ClaimBalances { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClaimOutOfBalanceBy { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? LinesPaidSumEqualsClaimPaid { get; init; }
}

public sealed record ProviderAdjustmentFigures(string Provider, string FiscalDate, string Reason, string Amount);

public sealed record ClaimFileTotals(int Claims, string TotalCharge, int ServiceLines);

/// <summary>One 837 set.</summary>
public sealed record ClaimSetFigures
{
    public required string? St02 { get; init; }

    public required string? Implementation { get; init; }

    public required int ClaimCount { get; init; }

    public required IReadOnlyList<ClaimFigures> Claims { get; init; }

    public required string TotalCharge { get; init; }

    public required int TotalServiceLines { get; init; }

    /// <summary>Amounts that are no numbers, with where they stand.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? UnparseableAmounts { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MissingSe { get; init; }
}

/// <param name="Facility">CLM05 as sent.</param>
/// <param name="LineChargeSum">Sum of SV102, SV203 or SV302.</param>
public sealed record ClaimFigures(string Id, string Charge, int ServiceLines, string? Facility, string LineChargeSum, bool LinesEqualClaimCharge);
