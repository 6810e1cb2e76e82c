using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Healthcare.X12;

namespace Healthcare.Sandbox.Clearinghouse;

/// <summary>A set that was taken, with its claims.</summary>
internal sealed record TakenSet(X12Set Set, IReadOnlyList<ProfessionalClaim> Claims);

/// <summary>What a 999 says of one group.</summary>
internal sealed record GroupVerdict(GroupHeader Group, IReadOnlyList<SetAcknowledgement> Sets, IReadOnlyList<TakenSet> Taken, IReadOnlyList<string> Errors);

/// <summary>Structure and guide: what TA1 and 999 refuse.</summary>
internal static class EnvelopeRules
{
    /// <summary>TA105 of an interchange that cannot be taken; null where it can.</summary>
    internal static string? InterchangeFault(X12File file)
    {
        foreach (var finding in file.Findings.Kept.Where(f => f.Severity == X12Severity.Error))
        {
            switch (finding.Code)
            {
                case X12FindingCode.InterchangeControlNumberDiffers:
                    return "001";
                case X12FindingCode.GroupCountWrong:
                    return "021";
                case X12FindingCode.InterchangeTrailerMissing:
                    return "023";
                case X12FindingCode.InterchangeHeaderUnreadable or X12FindingCode.DelimitersNotLegal or X12FindingCode.GroupOutsideInterchange or X12FindingCode.SetOutsideGroup
                    or X12FindingCode.TrailerWithoutHeader or X12FindingCode.SegmentTooLong or X12FindingCode.SegmentIdInvalid:
                    return "022";
            }
        }

        // One interchange to a file: the receipt of the rest could not be told apart.
        return file.Interchanges > 1 || file.Sets.Count == 0 ? "024" : null;
    }

    internal static IReadOnlyList<GroupVerdict> Groups(ClaimBatch batch, Script? script) =>
        [.. batch.File.Sets.GroupBy(s => s.Group).Select(g => Verdict(g.Key, [.. g], batch, script))];

    private static GroupVerdict Verdict(GroupHeader group, IReadOnlyList<X12Set> sets, ClaimBatch batch, Script? script)
    {
        List<string> errors = [];
        if (group.FunctionalId != ProfessionalClaims.FunctionalId) errors.Add("1");
        if (group.Version is not (ProfessionalClaims.Version or InstitutionalClaims.Version)) errors.Add("2");
        foreach (var finding in batch.File.Findings.Kept)
        {
            if (finding.Code == X12FindingCode.GroupTrailerMissing) errors.Add("3");
            else if (finding.Code == X12FindingCode.GroupControlNumberDiffers) errors.Add("4");
            else if (finding.Code == X12FindingCode.SetCountWrong) errors.Add("5");
        }

        List<SetAcknowledgement> acknowledged = [];
        List<TakenSet> taken = [];
        foreach (var set in sets)
        {
            var claims = batch.Claims.Where(c => c.Set == set.Number).ToList();
            var verdict = Verdict(set, claims, batch, script, refused: errors.Count > 0);
            acknowledged.Add(verdict);
            if (verdict.Outcome == AcknowledgementOutcome.Accepted) taken.Add(new TakenSet(set, claims));
        }

        return new GroupVerdict(group, acknowledged, taken, [.. errors.Distinct(StringComparer.Ordinal)]);
    }

    private static SetAcknowledgement Verdict(X12Set set, List<ProfessionalClaim> claims, ClaimBatch batch, Script? script, bool refused)
    {
        List<string> codes = [];
        if (set.Header.Id != "837") codes.Add("1");
        foreach (var finding in batch.File.Findings.Kept.Where(f => f.Set == set.Number && f.Severity == X12Severity.Error))
        {
            codes.Add(finding.Code switch
            {
                X12FindingCode.SetTrailerMissing => "2",
                X12FindingCode.SetControlNumberDiffers => "3",
                X12FindingCode.SegmentCountWrong => "4",
                _ => "5",
            });
        }

        var errors = claims.Select(c => Broken(set, c)).OfType<SegmentError>().ToList();
        if (claims.Count == 0) errors.Add(new SegmentError("CLM", 1, "2300", "3"));
        if (script?.Behaviour == "reject-set") errors.Add(new SegmentError("CLM", claims is [var first, ..] ? set.Claims.GetValueOrDefault(first.ClaimId, 1) : 1, "2300", script.Reason ?? "I9"));
        // I5: implementation guide; one or more segments in error.
        if (errors.Count > 0) codes.Add("I5");
        return new SetAcknowledgement
        {
            SetId = set.Header.Id,
            ControlNumber = set.Header.ControlNumber,
            Implementation = set.Header.Implementation,
            Errors = errors,
            Outcome = codes.Count > 0 || refused ? AcknowledgementOutcome.Rejected : AcknowledgementOutcome.Accepted,
            ErrorCodes = [.. codes.Distinct(StringComparer.Ordinal)],
        };
    }

    private static SegmentError? Broken(X12Set set, ProfessionalClaim claim)
    {
        // Frequency and REF*F8 are the payer's to judge (277CA), not the guide's.
        if (ProfessionalClaimRules.Check(claim with { Frequency = "1", PayerControlNumber = null }) is not { } refusal) return null;
        var missing = refusal.Code == X12RefusalCode.Missing;
        var error = new SegmentError(refusal.SegmentId, set.Claims.GetValueOrDefault(claim.ClaimId, 1), "2300", refusal.Element == 0 ? missing ? "3" : "I6" : "8");
        return refusal.Element == 0 ? error : error with { Elements = [new ElementError(refusal.Element, null, null, null, missing ? "1" : "7", null)] };
    }
}
