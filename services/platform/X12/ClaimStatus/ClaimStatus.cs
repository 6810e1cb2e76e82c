namespace Healthcare.X12;

/// <summary>One STC.</summary>
/// <param name="Category">STC01-1: A acknowledged, P pending, F final, R information requested, D0 not found, E system error.</param>
/// <param name="Status">STC01-2; a LOINC code where the code list is LOI.</param>
/// <param name="Entity">STC01-3.</param>
/// <param name="Action">STC03: WQ accept, U reject; empty in a 277.</param>
/// <param name="Amount">STC04 in dollars.</param>
public sealed record ClaimStatus(string Category, string Status, string? Entity, DateOnly? Date, string Action, decimal? Amount)
{
    /// <summary>STC01-4: LOI where the status is a LOINC code.</summary>
    public string? CodeList { get; init; }

    /// <summary>STC05 in dollars.</summary>
    public decimal? Paid { get; init; }

    /// <summary>STC06.</summary>
    public DateOnly? AdjudicatedOn { get; init; }

    /// <summary>STC07.</summary>
    public string? Method { get; init; }

    /// <summary>STC08.</summary>
    public DateOnly? RemittanceDate { get; init; }

    /// <summary>STC09: cheque or trace number.</summary>
    public string? RemittanceTrace { get; init; }

    /// <summary>STC10 and STC11: further codes with the same action, their components divided by colons.</summary>
    public IReadOnlyList<string> FurtherCodes { get; init; } = [];

    /// <summary>STC12.</summary>
    public string? Message { get; init; }

    /// <summary>P0 to P5.</summary>
    public bool IsPending => Category.StartsWith('P');

    /// <summary>F0 to F5: finally adjudicated.</summary>
    public bool IsFinal => Category.StartsWith('F');

    /// <summary>R: the payer waits for information.</summary>
    public bool IsInformationRequested => Category.StartsWith('R');

    /// <summary>The LOINC codes among STC01, STC10 and STC11.</summary>
    public IReadOnlyList<string> RequestedDocuments =>
        [.. FurtherCodes.Select(f => f.Split(':')).Where(p => p.Length > 3 && p[3] == "LOI").Select(p => p[1]).Prepend(CodeList == "LOI" ? Status : "").Where(c => c.Length > 0)];

    internal static ClaimStatus From(RawSegment stc)
    {
        List<string> further = [];
        for (var element = 10; element <= 11; element++)
        {
            if (stc.Components(element) is { Count: > 0 } code) further.Add(string.Join(':', code));
        }

        return new ClaimStatus(stc.TextOrNull(1, 1) ?? "", stc.TextOrNull(1, 2) ?? "", stc.TextOrNull(1, 3), stc.Date(2), stc[3], stc.Amount(4))
        {
            CodeList = stc.TextOrNull(1, 4),
            Paid = stc.Amount(5),
            AdjudicatedOn = stc.Date(6),
            Method = stc.TextOrNull(7),
            RemittanceDate = stc.Date(8),
            RemittanceTrace = stc.TextOrNull(9),
            FurtherCodes = further,
            Message = stc.TextOrNull(12),
        };
    }

    internal static bool IsWhole(RawSegment stc) => !stc.HasBeyond(Named.Through(12));

    internal void Write(KeptSegments kept) =>
        kept.Write(
            "STC", X12Element.Composite(Category, Status, Entity, CodeList), Date, Action, Amount, Paid, AdjudicatedOn, Method, RemittanceDate, RemittanceTrace,
            Further(0), Further(1), Message);

    private X12Element Further(int index) => index < FurtherCodes.Count ? X12Element.Composite(FurtherCodes[index].Split(':')) : (string?)null;
}
