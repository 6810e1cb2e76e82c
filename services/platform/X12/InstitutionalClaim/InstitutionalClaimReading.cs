namespace Healthcare.X12;

/// <summary>Reads the segments of one 837I claim, CLM first.</summary>
internal sealed class InstitutionalClaimReading(X12Reader reader) : ClaimBuilder<InstitutionalClaim>(reader)
{
    protected override InstitutionalClaim Read(ClaimLevels above, IReadOnlyList<RawSegment> segments)
    {
        List<RawSegment> unknown = [];
        var (own, lines) = Loops.Of(segments, "LX");
        var others = own.TakeWhile(s => s.Id != "SBR").Count();
        var (head, parties) = Loops.Of([.. own.Take(others)], "NM1");
        var claim = new InstitutionalClaim
        {
            ClaimId = "",
            Charge = 0,
            FacilityType = "",
            StatementFrom = DateOnly.MinValue,
            PatientStatus = "",
            BillingProvider = above.BillingProvider,
            Subscriber = above.Subscriber,
            PayerResponsibility = above.PayerResponsibility,
            SubscriberRelationship = above.SubscriberRelationship == above.WithoutRelationship ? null : above.SubscriberRelationship,
            GroupNumber = above.GroupNumber,
            FilingIndicator = above.FilingIndicator,
            Patient = above.Patient,
            PatientRelationship = above.PatientRelationship,
            Payer = above.Payer,
            LevelUnknown = above.Kept,
            Set = Reader.SetNumber,
        };
        foreach (var segment in head)
        {
            var (taken, whole) = Take(claim, segment);
            claim = taken;
            if (!whole) unknown.Add(segment);
        }

        return claim with { Parties = [.. parties.Select(Party.FromLoop)], OtherInsurances = OtherInsurance.Of([.. own.Skip(others)]), Lines = [.. lines.Select(Line)], Unknown = unknown };
    }

    private (InstitutionalClaim Claim, bool Whole) Take(InstitutionalClaim claim, RawSegment segment)
    {
        switch (segment.Id)
        {
            case "CLM":
                if (segment.Amount(2) is null) Report(segment, X12FindingCode.AmountUnreadable, X12Severity.Error, 2, "CLM02 is not an amount and counts as zero");
                return (
                    claim with
                    {
                        ClaimId = segment[1],
                        Charge = segment.Amount(2) ?? 0,
                        FacilityType = segment.TextOrNull(5, 1) ?? "",
                        FacilityQualifier = segment.TextOrNull(5, 2) ?? "",
                        Frequency = segment.TextOrNull(5, 3) ?? "",
                        AssignmentCode = segment[7],
                        BenefitsAssigned = segment[8],
                        ReleaseOfInformation = segment[9],
                    },
                    !segment.HasBeyond(Named.Elements(1, 2, 5, 7, 8, 9)) && segment.Components(5).Count <= 3);
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

    private static (InstitutionalClaim Claim, bool Whole) Codes(InstitutionalClaim claim, RawSegment hi)
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
        var line = new InstitutionalServiceLine { RevenueCode = "", Charge = 0 };
        List<RawSegment> unknown = loop[0].HasBeyond(Named.Through(1)) ? [loop[0]] : [];
        var own = loop.Skip(1).TakeWhile(s => !ClaimOrder.LineLoops.Contains(s.Id)).ToList();
        foreach (var segment in own)
        {
            var whole = false;
            if (segment.Id == "SV2") (line, whole) = (Service(line, segment), !segment.HasBeyond(Named.Elements(1, 2, 3, 4, 5, 7)) && segment.Components(2).Count is 0 or (>= 2 and <= 6));
            else if (segment.Id == "DTP" && segment[1] == "472")
            {
                var date = QualifiedDate.Of(segment);
                (line, whole) = (line with { ServiceDate = date.From, ServiceDateEnd = date.To }, QualifiedDate.IsWhole(segment));
            }
            else if (segment.Id == "REF" && segment[1] == "6R") (line, whole) = (line with { LineControlNumber = segment.TextOrNull(2) }, !segment.HasBeyond(Named.Through(2)));
            if (!whole) unknown.Add(segment);
        }

        unknown.AddRange(loop.Skip(1 + own.Count));
        return line with { Unknown = unknown };
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
