namespace Healthcare.X12;

/// <summary>MIA: how an inpatient claim was priced; days, and amounts in dollars. Elements are named in the order of the segment.</summary>
public sealed record InpatientAdjudication
{
    /// <summary>MIA01.</summary>
    public decimal? CoveredDays { get; init; }

    /// <summary>MIA02.</summary>
    public decimal? OperatingOutlier { get; init; }

    /// <summary>MIA03.</summary>
    public decimal? LifetimePsychiatricDays { get; init; }

    /// <summary>MIA04.</summary>
    public decimal? DrgAmount { get; init; }

    /// <summary>MIA06.</summary>
    public decimal? DisproportionateShare { get; init; }

    /// <summary>MIA07.</summary>
    public decimal? SecondaryPayerPassThrough { get; init; }

    /// <summary>MIA08.</summary>
    public decimal? Capital { get; init; }

    /// <summary>MIA09.</summary>
    public decimal? CapitalFederalDrg { get; init; }

    /// <summary>MIA10.</summary>
    public decimal? CapitalHospitalDrg { get; init; }

    /// <summary>MIA11.</summary>
    public decimal? CapitalDisproportionateShareDrg { get; init; }

    /// <summary>MIA12.</summary>
    public decimal? OldCapital { get; init; }

    /// <summary>MIA13.</summary>
    public decimal? CapitalIndirectTeaching { get; init; }

    /// <summary>MIA14.</summary>
    public decimal? OperatingHospitalDrg { get; init; }

    /// <summary>MIA15.</summary>
    public decimal? CostReportDays { get; init; }

    /// <summary>MIA16.</summary>
    public decimal? OperatingFederalDrg { get; init; }

    /// <summary>MIA17.</summary>
    public decimal? CapitalOutlier { get; init; }

    /// <summary>MIA18.</summary>
    public decimal? IndirectTeaching { get; init; }

    /// <summary>MIA19.</summary>
    public decimal? ProfessionalComponent { get; init; }

    /// <summary>MIA24.</summary>
    public decimal? CapitalException { get; init; }

    /// <summary>MIA05 and MIA20 to MIA23 (RARC), null where one is empty.</summary>
    public IReadOnlyList<string?> Remarks { get; init; } = [];

    public IEnumerable<string> RemarkCodes => Remarks.OfType<string>();

    internal static InpatientAdjudication From(RawSegment mia) => new()
    {
        CoveredDays = mia.Amount(1),
        OperatingOutlier = mia.Amount(2),
        LifetimePsychiatricDays = mia.Amount(3),
        DrgAmount = mia.Amount(4),
        DisproportionateShare = mia.Amount(6),
        SecondaryPayerPassThrough = mia.Amount(7),
        Capital = mia.Amount(8),
        CapitalFederalDrg = mia.Amount(9),
        CapitalHospitalDrg = mia.Amount(10),
        CapitalDisproportionateShareDrg = mia.Amount(11),
        OldCapital = mia.Amount(12),
        CapitalIndirectTeaching = mia.Amount(13),
        OperatingHospitalDrg = mia.Amount(14),
        CostReportDays = mia.Amount(15),
        OperatingFederalDrg = mia.Amount(16),
        CapitalOutlier = mia.Amount(17),
        IndirectTeaching = mia.Amount(18),
        ProfessionalComponent = mia.Amount(19),
        Remarks = [mia.TextOrNull(5), mia.TextOrNull(20), mia.TextOrNull(21), mia.TextOrNull(22), mia.TextOrNull(23)],
        CapitalException = mia.Amount(24),
    };

    /// <summary>Whether the members say all that the segment says.</summary>
    internal static bool IsWhole(RawSegment mia)
    {
        for (var element = 1; element <= 24; element++)
        {
            if (element is not (5 or >= 20 and <= 23) && mia[element].Length > 0 && mia.Amount(element) is null) return false;
        }

        return !mia.HasBeyond(Named.Through(24));
    }

    internal void Write(KeptSegments kept) => kept.Write(
        "MIA", CoveredDays, OperatingOutlier, LifetimePsychiatricDays, DrgAmount, Remarks.ElementAtOrDefault(0), DisproportionateShare, SecondaryPayerPassThrough, Capital, CapitalFederalDrg,
        CapitalHospitalDrg, CapitalDisproportionateShareDrg, OldCapital, CapitalIndirectTeaching, OperatingHospitalDrg, CostReportDays, OperatingFederalDrg, CapitalOutlier, IndirectTeaching,
        ProfessionalComponent, Remarks.ElementAtOrDefault(1), Remarks.ElementAtOrDefault(2), Remarks.ElementAtOrDefault(3), Remarks.ElementAtOrDefault(4), CapitalException);
}

/// <summary>MOA: how an outpatient claim was priced; amounts in dollars.</summary>
public sealed record OutpatientAdjudication
{
    /// <summary>MOA01, as a share of one.</summary>
    public decimal? ReimbursementRate { get; init; }

    /// <summary>MOA02, what HCPCS codes make payable.</summary>
    public decimal? HcpcsPayable { get; init; }

    /// <summary>MOA08, end-stage renal disease.</summary>
    public decimal? RenalPayment { get; init; }

    /// <summary>MOA09.</summary>
    public decimal? ProfessionalComponent { get; init; }

    /// <summary>MOA03 to MOA07 (RARC), null where one is empty.</summary>
    public IReadOnlyList<string?> Remarks { get; init; } = [];

    public IEnumerable<string> RemarkCodes => Remarks.OfType<string>();

    internal static OutpatientAdjudication From(RawSegment moa) => new()
    {
        ReimbursementRate = moa.Amount(1),
        HcpcsPayable = moa.Amount(2),
        Remarks = [moa.TextOrNull(3), moa.TextOrNull(4), moa.TextOrNull(5), moa.TextOrNull(6), moa.TextOrNull(7)],
        RenalPayment = moa.Amount(8),
        ProfessionalComponent = moa.Amount(9),
    };

    /// <summary>Whether the members say all that the segment says.</summary>
    internal static bool IsWhole(RawSegment moa)
    {
        foreach (var element in (ReadOnlySpan<int>)[1, 2, 8, 9])
        {
            if (moa[element].Length > 0 && moa.Amount(element) is null) return false;
        }

        return !moa.HasBeyond(Named.Through(9));
    }

    internal void Write(KeptSegments kept) => kept.Write(
        "MOA", ReimbursementRate, HcpcsPayable, Remarks.ElementAtOrDefault(0), Remarks.ElementAtOrDefault(1), Remarks.ElementAtOrDefault(2), Remarks.ElementAtOrDefault(3),
        Remarks.ElementAtOrDefault(4), RenalPayment, ProfessionalComponent);
}
