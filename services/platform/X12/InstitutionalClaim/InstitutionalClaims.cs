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
        var levels = new HierarchicalLevels(writer);
        Party? billing = null;
        foreach (var claim in batch.Claims)
        {
            InstitutionalClaimRules.Check(claim, writer);
            var above = new KeptSegments(writer, [.. claim.LevelUnknown.Where(s => s.Id == "PAT")]);
            if (claim.BillingProvider != billing)
            {
                billing = claim.BillingProvider;
                levels.Write("20", hasChildren: true);
                // PRV stands before the name of the billing provider.
                if (billing.Taxonomy is not null) writer.Write("PRV", "BI", "PXC", billing.Taxonomy);
                (billing with { EntityCode = "85", Taxonomy = null }).WriteLoop(writer);
            }

            WriteSubscriber(writer, levels, above, claim);
            WriteClaim(writer, claim);
        }

        writer.EndSet();
    }

    private static void WriteSubscriber(X12Writer writer, HierarchicalLevels levels, KeptSegments above, InstitutionalClaim claim)
    {
        levels.Write("22", hasChildren: claim.Patient is not null);
        writer.Write("SBR", claim.PayerResponsibility, claim.Patient is null ? "18" : "", claim.GroupNumber, "", "", "", "", "", claim.FilingIndicator);
        (claim.Subscriber with { EntityCode = "IL" }).WriteLoop(writer);
        (claim.Payer with { EntityCode = "PR" }).WriteLoop(writer);
        if (claim.Patient is not { } patient) return;
        levels.Write("23", hasChildren: false);
        above.Write("PAT", claim.PatientRelationship ?? "G8");
        (patient with { EntityCode = "QC" }).WriteLoop(writer);
    }

    private static void WriteClaim(X12Writer writer, InstitutionalClaim claim)
    {
        var kept = new KeptSegments(writer, claim.Unknown);
        kept.Write(
            "CLM", claim.ClaimId, claim.Charge, "", "", X12Element.Composite(claim.FacilityType, "A", claim.Frequency), "", claim.AssignmentCode, claim.BenefitsAssigned,
            claim.ReleaseOfInformation);
        if (claim.DischargeHour is not null) kept.Write("DTP", "096", "TM", claim.DischargeHour);
        // DTP*434 is always a period, of one day where it began and ended on it.
        kept.Write("DTP", "434", "RD8", $"{X12Text.Date(claim.StatementFrom)}-{X12Text.Date(claim.StatementTo ?? claim.StatementFrom)}");
        if (claim.Admission is { } admission) kept.Write("DTP", "435", admission.Length > 8 ? "DT" : "D8", admission);
        kept.Write("CL1", claim.AdmissionType, claim.AdmissionSource, claim.PatientStatus);
        foreach (var paperwork in claim.Paperwork) paperwork.Write(kept);
        foreach (var reference in claim.References) kept.Write("REF", reference.Qualifier, reference.Value);
        // Each family of codes stands in segments of its own, of at most twelve; a principal code stands alone.
        var codes = kept.NotAmong("HI", claim.Codes, c => (c.Qualifier, c.Code)).GroupBy(c => c.Qualifier, StringComparer.Ordinal);
        foreach (var twelve in codes.SelectMany(g => g.Chunk(12))) kept.Write("HI", [.. twelve.Select(Code)]);
        foreach (var party in claim.Parties) party.WriteLoop(writer);
        kept.WriteRest();
        var number = 0;
        foreach (var line in claim.Lines) WriteLine(writer, line, ++number);
    }

    private static X12Element Code(HealthCode code) => X12Element.Composite(
        code.Qualifier, code.Code, code.Date is null ? null : "D8", code.Date is { } date ? X12Text.Date(date) : null, code.Amount is { } amount ? X12Text.Amount(amount) : null,
        null, null, null, code.PresentOnAdmission);

    private static void WriteLine(X12Writer writer, InstitutionalServiceLine line, int number)
    {
        var kept = new KeptSegments(writer, line.Unknown);
        kept.Write("LX", number);
        kept.Write(
            "SV2", line.RevenueCode, line.Procedure is null ? (string?)null : X12Element.Composite([line.ProcedureQualifier ?? "HC", line.Procedure, .. line.Modifiers]), line.Charge,
            line.UnitBasis, line.Quantity, "", line.NonCovered);
        if (line.ServiceDate is { } from) new QualifiedDate("472", from, line.ServiceDateEnd).Write(kept);
        if (line.LineControlNumber is not null) kept.Write("REF", "6R", line.LineControlNumber);
        kept.WriteRest();
    }
}
