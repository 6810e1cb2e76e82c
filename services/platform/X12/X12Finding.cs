namespace Healthcare.X12;

/// <summary>How far a deviation goes: a note changes nothing, a warning was read around, an error means the part cannot be trusted.</summary>
public enum X12Severity
{
    Note,
    Warning,
    Error,
}

/// <summary>Where money failed to balance (005010X221A1 §1.10.2.1).</summary>
public enum BalanceLevel
{
    ServiceLine,
    Claim,
    Transaction,
}

/// <summary>One deviation in what a partner sent, with its place; the meaning never quotes patient data.</summary>
/// <param name="Interchange">Ordinal of the interchange in the file, 1 for the first, 0 where there is none.</param>
/// <param name="Set">Ordinal of the transaction set in the file, 0 outside one.</param>
/// <param name="SegmentNumber">Position in the set with ST as 1, as IK302 counts; outside a set, position in the interchange with ISA as 1.</param>
/// <param name="Element">Position of the element in the segment, 0 for the segment itself.</param>
public record X12Finding(
    X12FindingCode Code, X12Severity Severity, int Interchange, int Set, long SegmentNumber, string SegmentId, int Element, string Meaning);

/// <summary>Money that does not balance; difference is actual less expected, in dollars exact to the cent.</summary>
/// <param name="Level">Service line, claim or transaction.</param>
/// <param name="Reference">CLP01 of the claim, CLP01 and the line's ordinal, or TRN02 of the transaction.</param>
/// <param name="Expected">What the adjustments say was paid: SVC02 or CLP03 less CAS; for a transaction ΣCLP04 less ΣPLB.</param>
/// <param name="Actual">What the file says was paid: SVC03, CLP04, BPR02.</param>
public sealed record OutOfBalance(
    BalanceLevel Level, string Reference, decimal Expected, decimal Actual, int Interchange, int Set, long SegmentNumber, string SegmentId, int Element)
    : X12Finding(X12FindingCode.OutOfBalance, X12Severity.Error, Interchange, Set, SegmentNumber, SegmentId, Element, MeaningOf(Level))
{
    /// <summary>Actual less expected, in dollars.</summary>
    public decimal Difference => Actual - Expected;

    private static string MeaningOf(BalanceLevel level) => level switch
    {
        BalanceLevel.ServiceLine => "SVC02 less the line's CAS amounts is not SVC03",
        BalanceLevel.Claim => "CLP03 less the CAS amounts of claim and lines is not CLP04",
        _ => "The sum of CLP04 less the sum of PLB amounts is not BPR02",
    };
}
