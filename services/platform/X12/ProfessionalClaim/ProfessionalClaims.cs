using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>Writes and reads professional claims, 837P 005010X222A1.</summary>
public static class ProfessionalClaims
{
    /// <summary>GS08 and ST03, as HIPAA adopted it.</summary>
    public const string Version = "005010X222A1";

    /// <summary>GS01.</summary>
    public const string FunctionalId = "HC";

    /// <summary>Writes one 837 set into the writer's open group; a rule that is broken is the writer's refusal.</summary>
    public static void Write(X12Writer writer, string setControlNumber, ProfessionalClaimBatch batch)
    {
        writer.BeginSet("837", setControlNumber);
        writer.Write("BHT", "0019", "00", batch.Reference, DateOnly.FromDateTime(batch.At), X12Text.Time(batch.At), "CH");
        writer.Write("NM1", "41", "2", batch.SubmitterName, "", "", "", "", "46", batch.SubmitterId);
        writer.Write("PER", "IC", batch.ContactName, "TE", batch.ContactPhone);
        writer.Write("NM1", "40", "2", batch.ReceiverName, "", "", "", "", "46", batch.ReceiverId);
        if (batch.Claims.Count == 0) writer.Refuse(X12RefusalCode.Missing, "CLM", 0, "The batch has no claim");
        foreach (var claim in batch.Claims) ProfessionalClaimRules.Check(claim, writer);
        WriteClaims(writer, batch.Claims);
        writer.EndSet();
    }

    /// <summary>Writes claims as they were read into the writer's open set, with all that was kept, and without asking whether they may be sent.</summary>
    public static void WriteClaims(X12Writer writer, IReadOnlyList<ProfessionalClaim> claims) => ClaimLevelWriting.Write(writer, claims, WriteClaim);

    public static IEnumerable<ProfessionalClaim> Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        foreach (var claim in new ProfessionalClaimReading(reader).ReadAll()) yield return claim;
    }

    public static async IAsyncEnumerable<ProfessionalClaim> ReadAsync(Stream stream, X12Findings findings, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new X12Reader(stream, findings);
        await foreach (var claim in new ProfessionalClaimReading(reader).ReadAllAsync(cancel).ConfigureAwait(false)) yield return claim;
    }

    private static void WriteClaim(X12Writer writer, ProfessionalClaim claim)
    {
        var kept = new KeptSegments(writer, claim.Unknown, ClaimOrder.Claim);
        kept.WriteOnce(
            "CLM", claim.ClaimId, claim.Charge, "", "", X12Element.Composite(claim.PlaceOfService, claim.PlaceOfServiceQualifier, claim.Frequency),
            claim.ProviderSignatureOnFile ? "Y" : claim.Unknown.Any(u => u is { Id: "CLM" }) ? "" : "N", claim.AssignmentCode, claim.BenefitsAssigned, claim.ReleaseOfInformation);
        foreach (var paperwork in claim.Paperwork) paperwork.Write(kept);
        if (claim.Referral is not null) kept.Write("REF", "9F", claim.Referral);
        if (claim.PriorAuthorization is not null) kept.Write("REF", "G1", claim.PriorAuthorization);
        if (claim.PayerControlNumber is not null) kept.Write("REF", "F8", claim.PayerControlNumber);
        var diagnoses = kept.NotAmong("HI", claim.Diagnoses, d => (d.Qualifier, d.Code)).ToList();
        if (diagnoses.Count > 0) kept.Write("HI", [.. diagnoses.Select(d => X12Element.Composite(d.Qualifier, d.Code))]);
        kept.WriteRest();
        (claim.ReferringProvider is { } referring ? referring with { EntityCode = "DN" } : null)?.WriteLoop(writer);
        (claim.RenderingProvider is { } rendering ? rendering with { EntityCode = "82" } : null)?.WriteLoop(writer);
        (claim.ServiceFacility is { } facility ? facility with { EntityCode = "77" } : null)?.WriteLoop(writer);
        foreach (var party in claim.OtherParties) party.WriteLoop(writer);
        foreach (var insurance in claim.OtherInsurances) insurance.Write(writer);
        var number = 0;
        foreach (var line in claim.Lines) WriteLine(writer, line, ++number);
    }

    private static void WriteLine(X12Writer writer, ProfessionalServiceLine line, int number)
    {
        var kept = new KeptSegments(writer, line.Unknown, ClaimOrder.Line, ClaimOrder.LineLoops);
        kept.WriteOnce("LX", number);
        kept.WriteOnce(
            "SV1", X12Element.Composite([line.ProcedureQualifier, line.Procedure, .. line.Modifiers]), line.Charge, line.UnitBasis, line.Quantity,
            line.PlaceOfService, "", X12Element.Composite([.. line.DiagnosisPointers.Select(p => p.ToString(System.Globalization.CultureInfo.InvariantCulture))]));
        // A period of one day is written as the day, unless it was read as a period.
        var asPeriod = line.ServiceDateEnd != line.ServiceDate || line.Unknown.Any(u => u.Id == "DTP" && u[1] == "472");
        if (line.ServiceDate is { } from) new QualifiedDate("472", from, asPeriod ? line.ServiceDateEnd : null).Write(kept);
        if (line.LineControlNumber is not null) kept.Write("REF", "6R", line.LineControlNumber);
        kept.WriteRest();
    }
}
