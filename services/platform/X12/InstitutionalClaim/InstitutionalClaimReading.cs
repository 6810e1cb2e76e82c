namespace Healthcare.X12;

/// <summary>Reads the segments of one 837I claim, CLM first.</summary>
internal static class InstitutionalClaimReading
{
    internal static InstitutionalClaim Read(InstitutionalClaim claim, IReadOnlyList<RawSegment> segments, X12Reader reader)
    {
        List<RawSegment> unknown = [];
        var (own, lines) = Loops.Of(segments, "LX");
        // From SBR on stand the other insurances (2320), which stay as received.
        var others = own.TakeWhile(s => s.Id != "SBR").Count();
        var (head, parties) = Loops.Of([.. own.Take(others)], "NM1");
        foreach (var segment in head)
        {
            var (taken, whole) = Take(claim, segment, reader);
            claim = taken;
            if (!whole) unknown.Add(segment);
        }

        unknown.AddRange(own.Skip(others));
        return claim with { Parties = [.. parties.Select(Party.FromLoop)], Lines = [.. lines.Select(l => Line(l, reader))], Unknown = unknown };
    }

    private static (InstitutionalClaim Claim, bool Whole) Take(InstitutionalClaim claim, RawSegment segment, X12Reader reader)
    {
        switch (segment.Id)
        {
            case "CLM":
                if (segment.Amount(2) is null) Report(reader, segment, X12FindingCode.AmountUnreadable, 2, "CLM02 is not an amount and counts as zero");
                return (
                    claim with
                    {
                        ClaimId = segment[1],
                        Charge = segment.Amount(2) ?? 0,
                        FacilityType = segment.TextOrNull(5, 1) ?? "",
                        Frequency = segment.TextOrNull(5, 3) ?? "",
                        AssignmentCode = segment[7],
                        BenefitsAssigned = segment[8],
                        ReleaseOfInformation = segment[9],
                    },
                    !segment.HasBeyond(Named.Elements(1, 2, 5, 7, 8, 9)) && segment.TextOrNull(5, 2) is "A");
            case "DTP" when segment[1] == "434":
                var statement = QualifiedDate.Of(segment);
                if (statement.From is null) Report(reader, segment, X12FindingCode.DateUnreadable, 3, "DTP*434 is not a date");
                return (claim with { StatementFrom = statement.From ?? DateOnly.MinValue, StatementTo = statement.To }, QualifiedDate.IsWhole(segment));
            case "DTP" when segment[1] == "435":
                return (claim with { Admission = segment.TextOrNull(3) }, segment[2] == (segment[3].Length > 8 ? "DT" : "D8") && !segment.HasBeyond(Named.Through(3)));
            case "DTP" when segment[1] == "096":
                return (claim with { DischargeHour = segment.TextOrNull(3) }, segment[2] == "TM" && !segment.HasBeyond(Named.Through(3)));
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

    private static (InstitutionalClaim Claim, bool Whole) Codes(InstitutionalClaim claim, RawSegment hi)
    {
        var whole = true;
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

    private static InstitutionalServiceLine Line(IReadOnlyList<RawSegment> loop, X12Reader reader)
    {
        var line = new InstitutionalServiceLine { RevenueCode = "", Charge = 0 };
        List<RawSegment> unknown = loop[0].HasBeyond(Named.Through(1)) ? [loop[0]] : [];
        foreach (var segment in loop.Skip(1))
        {
            var whole = false;
            if (segment.Id == "SV2") (line, whole) = (Service(line, segment, reader), !segment.HasBeyond(Named.Elements(1, 2, 3, 4, 5, 7)) && segment.Components(2).Count <= 6);
            else if (segment.Id == "DTP" && segment[1] == "472")
            {
                var date = QualifiedDate.Of(segment);
                (line, whole) = (line with { ServiceDate = date.From, ServiceDateEnd = date.To }, QualifiedDate.IsWhole(segment));
            }
            else if (segment.Id == "REF" && segment[1] == "6R") (line, whole) = (line with { LineControlNumber = segment.TextOrNull(2) }, !segment.HasBeyond(Named.Through(2)));
            if (!whole) unknown.Add(segment);
        }

        return line with { Unknown = unknown };
    }

    private static InstitutionalServiceLine Service(InstitutionalServiceLine line, RawSegment sv2, X12Reader reader)
    {
        if (sv2.Amount(3) is null) Report(reader, sv2, X12FindingCode.AmountUnreadable, 3, "SV203 is not an amount and counts as zero");
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

    private static void Report(X12Reader reader, RawSegment segment, X12FindingCode code, int element, string meaning) =>
        reader.Findings.Add(new X12Finding(code, X12Severity.Error, reader.InterchangeNumber, reader.SetNumber, segment.Number, segment.Id, element, meaning));
}
