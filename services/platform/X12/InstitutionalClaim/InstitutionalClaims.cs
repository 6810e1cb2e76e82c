namespace Healthcare.X12;

/// <summary>What one 837I set carries beside its claims: who submits and who receives.</summary>
public sealed record InstitutionalClaimBatch
{
    /// <summary>BHT03.</summary>
    public required string Reference { get; init; }

    /// <summary>BHT04 and BHT05.</summary>
    public required DateTime At { get; init; }

    /// <summary>NM1*41 with its PER.</summary>
    public required Party Submitter { get; init; }

    /// <summary>NM1*40.</summary>
    public required Party Receiver { get; init; }

    public required IReadOnlyList<InstitutionalClaim> Claims { get; init; }
}

/// <summary>Writes institutional claims, 837I 005010X223A2.</summary>
public static class InstitutionalClaims
{
    /// <summary>GS08 and ST03, as HIPAA adopted it.</summary>
    public const string Version = "005010X223A2";

    /// <summary>GS01.</summary>
    public const string FunctionalId = "HC";

    /// <summary>Writes one 837 set into the writer's open group; a rule that is broken is the writer's refusal.</summary>
    public static void Write(X12Writer writer, string setControlNumber, InstitutionalClaimBatch batch)
    {
        writer.BeginSet("837", setControlNumber);
        writer.Write("BHT", "0019", "00", batch.Reference, DateOnly.FromDateTime(batch.At), X12Text.Time(batch.At), "CH");
        (batch.Submitter with { EntityCode = "41" }).WriteLoop(writer);
        (batch.Receiver with { EntityCode = "40" }).WriteLoop(writer);
        if (batch.Claims.Count == 0) writer.Refuse(X12RefusalCode.Missing, "CLM", 0, "The batch has no claim");
        foreach (var claim in batch.Claims) InstitutionalClaimRules.Check(claim, writer);
        WriteClaims(writer, batch.Claims);
        writer.EndSet();
    }

    /// <summary>Writes claims as they were read into the writer's open set, with all that was kept, and without asking whether they may be sent.</summary>
    public static void WriteClaims(X12Writer writer, IReadOnlyList<InstitutionalClaim> claims) => ClaimLevelWriting.Write(writer, claims, WriteClaim);

    private static void WriteClaim(X12Writer writer, InstitutionalClaim claim)
    {
        var kept = new KeptSegments(writer, claim.Unknown, ClaimOrder.Claim);
        kept.WriteOnce(
            "CLM", claim.ClaimId, claim.Charge, "", "", X12Element.Composite(claim.FacilityType, claim.FacilityQualifier, claim.Frequency), "", claim.AssignmentCode, claim.BenefitsAssigned,
            claim.ReleaseOfInformation);
        if (claim.DischargeHour is not null) kept.Write("DTP", "096", claim.DischargeHour.Length > 4 ? "DT" : "TM", claim.DischargeHour);
        // DTP*434 is a period, of one day where it began and ended on it; 4010 knew the day too.
        var wasDay = claim.StatementTo is null && claim.Unknown.Any(u => u.Id == "DTP" && u[1] == "434");
        if (claim.StatementFrom != DateOnly.MinValue) new QualifiedDate("434", claim.StatementFrom, wasDay ? null : claim.StatementTo ?? claim.StatementFrom).Write(kept);
        if (claim.Admission is { } admission) kept.Write("DTP", "435", admission.Length > 8 ? "DT" : "D8", admission);
        if (claim.AdmissionType is not null || claim.AdmissionSource is not null || claim.PatientStatus.Length > 0) kept.WriteOnce("CL1", claim.AdmissionType, claim.AdmissionSource, claim.PatientStatus);
        foreach (var paperwork in claim.Paperwork) paperwork.Write(kept);
        foreach (var reference in claim.References) kept.Write("REF", reference.Qualifier, reference.Value);
        // Each family of codes stands in segments of its own, of at most twelve; a principal code stands alone.
        var codes = kept.NotAmong("HI", claim.Codes, c => (c.Qualifier, c.Code)).GroupBy(c => c.Qualifier, StringComparer.Ordinal);
        foreach (var twelve in codes.SelectMany(g => g.Chunk(12))) kept.Write("HI", [.. twelve.Select(Code)]);
        kept.WriteRest();
        foreach (var party in claim.Parties) party.WriteLoop(writer);
        foreach (var insurance in claim.OtherInsurances) insurance.Write(writer);
        var number = 0;
        foreach (var line in claim.Lines) WriteLine(writer, line, ++number);
    }

    private static X12Element Code(HealthCode code) => X12Element.Composite(
        code.Qualifier, code.Code, code.Date is null ? null : "D8", code.Date is { } date ? X12Text.Date(date) : null, code.Amount is { } amount ? X12Text.Amount(amount) : null,
        null, null, null, code.PresentOnAdmission);

    private static void WriteLine(X12Writer writer, InstitutionalServiceLine line, int number)
    {
        var kept = new KeptSegments(writer, line.Unknown, ClaimOrder.Line, ClaimOrder.LineLoops);
        kept.WriteOnce("LX", number);
        kept.WriteOnce(
            "SV2", line.RevenueCode, line.Procedure is null ? (string?)null : X12Element.Composite([line.ProcedureQualifier ?? "HC", line.Procedure, .. line.Modifiers]), line.Charge,
            line.UnitBasis, line.Quantity, "", line.NonCovered);
        if (line.ServiceDate is { } from) new QualifiedDate("472", from, line.ServiceDateEnd).Write(kept);
        if (line.LineControlNumber is not null) kept.Write("REF", "6R", line.LineControlNumber);
        kept.WriteRest();
    }
}
