namespace Healthcare.X12;

/// <summary>Reads the segments of one 837D claim, CLM first.</summary>
internal sealed class DentalClaimReading(X12Reader reader) : ClaimBuilder<DentalClaim>(reader)
{
    protected override DentalClaim Read(ClaimLevels above, IReadOnlyList<RawSegment> segments)
    {
        var (own, lines) = Loops.Of(segments, "LX");
        var others = own.TakeWhile(s => s.Id != "SBR").Count();
        var (head, parties) = Loops.Of([.. own.Take(others)], "NM1");
        var clm = segments[0];
        if (clm.Amount(2) is null) Report(clm, X12FindingCode.AmountUnreadable, X12Severity.Error, 2, "CLM02 is not an amount and counts as zero");
        return new DentalClaim
        {
            ClaimId = clm[1],
            Charge = clm.Amount(2) ?? 0,
            PlaceOfService = clm.TextOrNull(5, 1) ?? "",
            Frequency = clm.TextOrNull(5, 3) ?? "",
            BillingProvider = above.BillingProvider,
            Subscriber = above.Subscriber,
            PayerResponsibility = above.PayerResponsibility,
            GroupNumber = above.GroupNumber,
            FilingIndicator = above.FilingIndicator,
            Patient = above.Patient,
            PatientRelationship = above.PatientRelationship,
            Payer = above.Payer,
            LevelUnknown = above.Kept,
            References = [.. head.Where(s => s.Id == "REF").Select(Reference.From)],
            ServiceDate = head.Where(s => s.Id == "DTP" && s[1] == "472").Select(s => QualifiedDate.Of(s).From).FirstOrDefault(),
            Diagnoses = [.. head.Where(s => s.Id == "HI").SelectMany(hi => Enumerable.Range(1, hi.Elements.Count).Select(hi.Components)).Where(c => c is [{ Length: > 0 }, { Length: > 0 }, ..]).Select(c => new Diagnosis(c[0], c[1]))],
            Parties = [.. parties.Select(Party.FromLoop)],
            OtherInsurances = OtherInsurance.Of([.. own.Skip(others)]),
            Lines = [.. lines.Select(Line)],
            // All but what is read whole, which CLM never is: it holds more than a view of what is not sent needs.
            Unknown = [.. head.Where(s => s.Id != "REF" || s.HasBeyond(Reference.NamedElements(s)))],
            Set = Reader.SetNumber,
        };
    }

    private DentalServiceLine Line(IReadOnlyList<RawSegment> loop)
    {
        var own = loop.Skip(1).TakeWhile(s => !ClaimOrder.LineLoops.Contains(s.Id)).ToList();
        List<RawSegment> unknown = loop[0].HasBeyond(Named.Through(1)) ? [loop[0]] : [];
        var line = new DentalServiceLine { Procedure = "", Charge = 0 };
        foreach (var segment in own)
        {
            var whole = false;
            switch (segment.Id, segment[1])
            {
                case ("SV3", _):
                    (line, whole) = (Service(line, segment), !segment.HasBeyond(Named.Elements(1, 2, 3, 4, 6)) && segment.TextOrNull(1, 1) is "AD" && segment.Components(1).Count <= 6);
                    break;
                case ("TOO", _):
                    line = line with { Teeth = Lists.Append(line.Teeth, new Tooth(segment[2], segment.Components(3))) };
                    whole = segment[1] == "JP" && !segment.HasBeyond(Named.Through(3));
                    break;
                case ("DTP", "472"):
                    (line, whole) = (line with { ServiceDate = QualifiedDate.Of(segment).From }, QualifiedDate.IsWhole(segment) && QualifiedDate.Of(segment).To is null);
                    break;
                case ("REF", "6R"):
                    (line, whole) = (line with { LineControlNumber = segment.TextOrNull(2) }, !segment.HasBeyond(Named.Through(2)));
                    break;
            }

            if (!whole) unknown.Add(segment);
        }

        return line with { Unknown = [.. unknown, .. loop.Skip(1 + own.Count)] };
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
