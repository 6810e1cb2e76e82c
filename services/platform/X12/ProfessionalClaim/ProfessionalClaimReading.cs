namespace Healthcare.X12;

/// <summary>Reads the segments of one 837P claim, CLM first.</summary>
internal sealed class ProfessionalClaimReading(X12Reader reader) : ClaimBuilder<ProfessionalClaim>(reader)
{
    protected override ProfessionalClaim Begin(RawSegment clm, ClaimLevels above) => new()
    {
        ClaimId = clm[1],
        Charge = clm.Amount(2) ?? 0,
        BillingProvider = above.BillingProvider,
        Subscriber = above.Subscriber,
        Payer = above.Payer,
        PlaceOfService = clm.TextOrNull(5, 1) ?? "",
        PlaceOfServiceQualifier = clm.TextOrNull(5, 2) ?? "",
        ProviderSignatureOnFile = clm[6] == "Y",
    };

    protected override ProfessionalClaim Complete(ProfessionalClaim claim, IEnumerable<Party> parties, IReadOnlyList<IReadOnlyList<RawSegment>> lines) =>
        parties.Aggregate(claim, With) with { Lines = [.. lines.Select(Line)] };

    private static ProfessionalClaim With(ProfessionalClaim claim, Party party) => (party.EntityCode, claim) switch
    {
        ("DN", { ReferringProvider: null }) => claim with { ReferringProvider = party },
        ("82", { RenderingProvider: null }) => claim with { RenderingProvider = party },
        ("77", { ServiceFacility: null }) => claim with { ServiceFacility = party },
        _ => claim with { OtherParties = Lists.Append(claim.OtherParties, party) },
    };

    protected override (ProfessionalClaim Claim, bool IsWhole) Take(ProfessionalClaim claim, RawSegment segment)
    {
        switch (segment.Id, segment[1])
        {
            case ("CLM", _):
                return (claim, !segment.HasBeyond(Named.Elements(1, 2, 5, 6, 7, 8, 9)) && segment.Components(5).Count <= 3 && segment[6] is "Y" or "N");
            case ("PWK", _):
                return (claim with { Paperwork = Lists.Append(claim.Paperwork, Paperwork.From(segment)) }, !segment.HasBeyond(Paperwork.NamedElements(segment)));
            case ("REF", "G1") when claim.PriorAuthorization is null:
                return (claim with { PriorAuthorization = segment.TextOrNull(2) }, !segment.HasBeyond(Named.Through(2)) && segment[2].Length > 0);
            case ("REF", "9F") when claim.Referral is null:
                return (claim with { Referral = segment.TextOrNull(2) }, !segment.HasBeyond(Named.Through(2)) && segment[2].Length > 0);
            case ("REF", "F8") when claim.PayerControlNumber is null:
                return (claim with { PayerControlNumber = segment.TextOrNull(2) }, !segment.HasBeyond(Named.Through(2)) && segment[2].Length > 0);
            case ("HI", _) when segment.TextOrNull(1, 1) is "ABK" or "ABF" or "BK" or "BF":
                return Diagnoses(claim, segment);
            default:
                return (claim, false);
        }
    }

    private static (ProfessionalClaim Claim, bool IsWhole) Diagnoses(ProfessionalClaim claim, RawSegment hi)
    {
        // A second HI, or one with more than its two components, is kept too, so that it comes back where it stood.
        var whole = claim.Diagnoses.Count == 0 && !hi.HasBeyond(Named.Through(12));
        var read = claim.Diagnoses;
        for (var element = 1; element <= hi.Elements.Count; element++)
        {
            var parts = hi.Components(element);
            if (parts is [{ Length: > 0 } qualifier, { Length: > 0 } code, ..]) read = Lists.Append(read, new Diagnosis(qualifier, code));
            whole &= parts.Count is 0 or 2;
        }

        return (claim with { Diagnoses = read }, whole);
    }

    private ProfessionalServiceLine Line(IReadOnlyList<RawSegment> loop)
    {
        var (line, kept) = Gather(new ProfessionalServiceLine { Procedure = "", Charge = 0, ServiceDate = null, DiagnosisPointers = [] }, loop, Take);
        return line with { Unknown = kept };
    }

    private (ProfessionalServiceLine Line, bool IsWhole) Take(ProfessionalServiceLine line, RawSegment segment)
    {
        switch (segment.Id, segment[1])
        {
            case ("SV1", _) when line.Procedure.Length == 0 && line.Charge == 0:
                return (Service(line, segment), !segment.HasBeyond(Named.Elements(1, 2, 3, 4, 5, 7)) && segment.Components(1).Count <= 6 && segment[4].Length > 0 && segment.Components(7).All(p => p.Length > 0));
            case ("DTP", "472") when line.ServiceDate is null:
                var date = QualifiedDate.Of(segment);
                if (date.From is null) Report(segment, X12FindingCode.DateUnreadable, X12Severity.Warning, 3, "DTP03 is not a date");
                return (line with { ServiceDate = date.From, ServiceDateEnd = date.To }, QualifiedDate.IsWhole(segment) && date.From != date.To);
            case ("REF", "6R") when line.LineControlNumber is null:
                return (line with { LineControlNumber = segment.TextOrNull(2) }, !segment.HasBeyond(Named.Through(2)) && segment[2].Length > 0);
            default:
                return (line, false);
        }
    }

    private ProfessionalServiceLine Service(ProfessionalServiceLine line, RawSegment sv1)
    {
        if (sv1.Amount(2) is null) Report(sv1, X12FindingCode.AmountUnreadable, X12Severity.Error, 2, "SV102 is not an amount and counts as zero");
        return line with
        {
            ProcedureQualifier = sv1.TextOrNull(1, 1) ?? "",
            Procedure = sv1.TextOrNull(1, 2) ?? "",
            Modifiers = [.. sv1.Components(1).Skip(2).Take(4).Where(m => m.Length > 0)],
            Charge = sv1.Amount(2) ?? 0,
            UnitBasis = sv1[3],
            Quantity = sv1.Amount(4) ?? 1,
            PlaceOfService = sv1.TextOrNull(5),
            DiagnosisPointers = [.. sv1.Components(7).Take(4).Select(p => int.TryParse(p, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var pointer) ? pointer : 0).Where(p => p is >= 1 and <= 12)],
        };
    }
}
