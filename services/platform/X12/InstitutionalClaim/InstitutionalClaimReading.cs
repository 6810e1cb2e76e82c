namespace Healthcare.X12;

/// <summary>Reads the segments of one 837I claim, CLM first.</summary>
internal sealed class InstitutionalClaimReading(X12Reader reader) : ClaimBuilder<InstitutionalClaim>(reader)
{
    protected override InstitutionalClaim Begin(RawSegment clm, ClaimLevels above) => new()
    {
        ClaimId = clm[1],
        Charge = clm.Amount(2) ?? 0,
        BillingProvider = above.BillingProvider,
        Subscriber = above.Subscriber,
        Payer = above.Payer,
        FacilityType = clm.TextOrNull(5, 1) ?? "",
        FacilityQualifier = clm.TextOrNull(5, 2) ?? "",
        StatementFrom = DateOnly.MinValue,
        PatientStatus = "",
    };

    protected override InstitutionalClaim Complete(InstitutionalClaim claim, IEnumerable<Party> parties, IReadOnlyList<IReadOnlyList<RawSegment>> lines) =>
        claim with { Parties = [.. parties], Lines = [.. lines.Select(Line)] };

    protected override (InstitutionalClaim Claim, bool IsWhole) Take(InstitutionalClaim claim, RawSegment segment)
    {
        switch (segment.Id)
        {
            case "CLM":
                return (claim, !segment.HasBeyond(Named.Elements(1, 2, 5, 7, 8, 9)) && segment.Components(5).Count <= 3);
            case "DTP" when segment[1] == "434":
                var statement = QualifiedDate.Of(segment);
                if (statement.From is null) Report(segment, X12FindingCode.DateUnreadable, X12Severity.Error, 3, "DTP*434 is not a date");
                return (claim with { StatementFrom = statement.From ?? DateOnly.MinValue, StatementTo = statement.To }, QualifiedDate.IsWhole(segment) && statement.To is not null);
            case "DTP" when segment[1] == "435":
                return (claim with { Admission = segment.TextOrNull(3) }, segment[2] == (segment[3].Length > 8 ? "DT" : "D8") && !segment.HasBeyond(Named.Through(3)));
            case "DTP" when segment[1] == "096":
                return (claim with { DischargeHour = segment.TextOrNull(3) }, segment[2] == (segment[3].Length > 4 ? "DT" : "TM") && !segment.HasBeyond(Named.Through(3)));
            case "CL1":
                return (claim with { AdmissionType = segment.TextOrNull(1), AdmissionSource = segment.TextOrNull(2), PatientStatus = segment[3] }, !segment.HasBeyond(Named.Through(3)));
            case "REF":
                return (claim with { References = Lists.Append(claim.References, Reference.From(segment)) }, !segment.HasBeyond(Reference.NamedElements(segment)));
            case "PWK":
                return (claim with { Paperwork = Lists.Append(claim.Paperwork, Paperwork.From(segment)) }, !segment.HasBeyond(Paperwork.NamedElements(segment)));
            case "HI":
                return Codes(claim, segment);
            default:
                return (claim, false);
        }
    }

    private static (InstitutionalClaim Claim, bool IsWhole) Codes(InstitutionalClaim claim, RawSegment hi)
    {
        // A family of codes is written in segments of its own; what came otherwise is kept.
        var families = Enumerable.Range(1, hi.Elements.Count).Select(e => hi.TextOrNull(e, 1)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var whole = families is [var family] && claim.Codes.All(c => c.Qualifier != family);
        for (var element = 1; element <= hi.Elements.Count; element++)
        {
            var parts = hi.Components(element);
            if (parts.Count < 2)
            {
                whole &= parts.Count == 0;
                continue;
            }

            var dated = parts.Count > 3 && parts[2] == "D8" ? X12Text.DateOrNull(parts[3]) : null;
            var amount = parts.Count > 4 && parts[4].Length > 0 ? X12Amount.OrNull(parts[4]) : null;
            var present = parts.Count > 8 && parts[8].Length > 0 ? parts[8] : null;
            var code = new HealthCode(parts[0], parts[1], dated, amount, present);
            claim = claim with { Codes = Lists.Append(claim.Codes, code) };
            whole &= parts.Select((p, i) => (p, i)).All(c => c.p.Length == 0 || c.i < 2 || (dated is not null && c.i is 2 or 3) || (amount is not null && c.i == 4) || c.i == 8);
        }

        return (claim, whole);
    }

    private InstitutionalServiceLine Line(IReadOnlyList<RawSegment> loop)
    {
        var (line, kept) = Gather(new InstitutionalServiceLine { RevenueCode = "", Charge = 0 }, loop, Take);
        return line with { Unknown = kept };
    }

    private (InstitutionalServiceLine Line, bool IsWhole) Take(InstitutionalServiceLine line, RawSegment segment)
    {
        switch (segment.Id, segment[1])
        {
            case ("SV2", _):
                return (Service(line, segment), !segment.HasBeyond(Named.Elements(1, 2, 3, 4, 5, 7)) && segment.Components(2).Count is 0 or (>= 2 and <= 6));
            case ("DTP", "472"):
                var date = QualifiedDate.Of(segment);
                return (line with { ServiceDate = date.From, ServiceDateEnd = date.To }, QualifiedDate.IsWhole(segment));
            case ("REF", "6R"):
                return (line with { LineControlNumber = segment.TextOrNull(2) }, !segment.HasBeyond(Named.Through(2)));
            default:
                return (line, false);
        }
    }

    private InstitutionalServiceLine Service(InstitutionalServiceLine line, RawSegment sv2)
    {
        if (sv2.Amount(3) is null) Report(sv2, X12FindingCode.AmountUnreadable, X12Severity.Error, 3, "SV203 is not an amount and counts as zero");
        return line with
        {
            RevenueCode = sv2[1],
            ProcedureQualifier = sv2.TextOrNull(2, 1),
            Procedure = sv2.TextOrNull(2, 2),
            Modifiers = [.. sv2.Components(2).Skip(2).Take(4).Where(m => m.Length > 0)],
            Charge = sv2.Amount(3) ?? 0,
            UnitBasis = sv2[4],
            Quantity = sv2.Amount(5) ?? 1,
            NonCovered = sv2.Amount(7),
        };
    }
}
