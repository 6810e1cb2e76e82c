namespace Healthcare.X12;

/// <summary>Reads the segments of one 837D claim, CLM first.</summary>
internal sealed class DentalClaimReading(X12Reader reader) : ClaimBuilder<DentalClaim>(reader)
{
    protected override DentalClaim Begin(RawSegment clm, ClaimLevels above) => new()
    {
        ClaimId = clm[1],
        Charge = clm.Amount(2) ?? 0,
        BillingProvider = above.BillingProvider,
        Subscriber = above.Subscriber,
        Payer = above.Payer,
        PlaceOfService = clm.TextOrNull(5, 1) ?? "",
    };

    // CLM is never whole: it holds more than a view of what is not sent needs.
    protected override (DentalClaim Claim, bool IsWhole) Take(DentalClaim claim, RawSegment segment) => (segment.Id, segment[1]) switch
    {
        ("REF", _) => (claim with { References = Lists.Append(claim.References, Reference.From(segment)) }, !segment.HasBeyond(Reference.NamedElements(segment))),
        ("DTP", "472") => (claim with { ServiceDate = claim.ServiceDate ?? QualifiedDate.Of(segment).From }, false),
        ("HI", _) => (claim with { Diagnoses = [.. claim.Diagnoses, .. DiagnosesOf(segment)] }, false),
        _ => (claim, false),
    };

    protected override DentalClaim Complete(DentalClaim claim, IEnumerable<Party> parties, IReadOnlyList<IReadOnlyList<RawSegment>> lines) =>
        claim with { Parties = [.. parties], Lines = [.. lines.Select(Line)] };

    private static IEnumerable<Diagnosis> DiagnosesOf(RawSegment hi) =>
        Enumerable.Range(1, hi.Elements.Count).Select(hi.Components).Where(c => c is [{ Length: > 0 }, { Length: > 0 }, ..]).Select(c => new Diagnosis(c[0], c[1]));

    private DentalServiceLine Line(IReadOnlyList<RawSegment> loop)
    {
        var (line, kept) = Gather(new DentalServiceLine { Procedure = "", Charge = 0 }, loop, Take);
        return line with { Unknown = kept };
    }

    private (DentalServiceLine Line, bool IsWhole) Take(DentalServiceLine line, RawSegment segment)
    {
        switch (segment.Id, segment[1])
        {
            case ("SV3", _):
                return (Service(line, segment), !segment.HasBeyond(Named.Elements(1, 2, 3, 4, 6)) && segment.TextOrNull(1, 1) is "AD" && segment.Components(1).Count <= 6);
            case ("TOO", _):
                return (line with { Teeth = Lists.Append(line.Teeth, new Tooth(segment[2], segment.Components(3))) }, segment[1] == "JP" && !segment.HasBeyond(Named.Through(3)));
            case ("DTP", "472"):
                return (line with { ServiceDate = QualifiedDate.Of(segment).From }, QualifiedDate.IsWhole(segment) && QualifiedDate.Of(segment).To is null);
            case ("REF", "6R"):
                return (line with { LineControlNumber = segment.TextOrNull(2) }, !segment.HasBeyond(Named.Through(2)));
            default:
                return (line, false);
        }
    }

    private DentalServiceLine Service(DentalServiceLine line, RawSegment sv3)
    {
        if (sv3.Amount(2) is null) Report(sv3, X12FindingCode.AmountUnreadable, X12Severity.Error, 2, "SV302 is not an amount and counts as zero");
        return line with
        {
            Procedure = sv3.TextOrNull(1, 2) ?? "",
            Modifiers = [.. sv3.Components(1).Skip(2).Take(4).Where(m => m.Length > 0)],
            Charge = sv3.Amount(2) ?? 0,
            PlaceOfService = sv3.TextOrNull(3),
            OralCavities = [.. sv3.Components(4).Where(c => c.Length > 0)],
            Quantity = sv3.Amount(6) ?? 1,
        };
    }
}
