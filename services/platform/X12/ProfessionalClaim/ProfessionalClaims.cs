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
        var levels = new HierarchicalLevels(writer);
        Party? billing = null;
        foreach (var claim in batch.Claims)
        {
            ProfessionalClaimRules.Check(claim, writer);
            if (claim.BillingProvider != billing)
            {
                billing = claim.BillingProvider;
                WriteBillingProvider(writer, levels, billing);
            }

            WriteSubscriber(writer, levels, claim);
            WriteClaim(writer, claim);
        }

        writer.EndSet();
    }

    public static IEnumerable<ProfessionalClaim> Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        foreach (var claim in new ProfessionalClaimBuilder(reader).ReadAll()) yield return claim;
    }

    public static async IAsyncEnumerable<ProfessionalClaim> ReadAsync(Stream stream, X12Findings findings, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new X12Reader(stream, findings);
        await foreach (var claim in new ProfessionalClaimBuilder(reader).ReadAllAsync(cancel).ConfigureAwait(false)) yield return claim;
    }

    private static void WriteBillingProvider(X12Writer writer, HierarchicalLevels levels, Party billing)
    {
        levels.Write("20", hasChildren: true);
        if (billing.Taxonomy is not null) writer.Write("PRV", "BI", "PXC", billing.Taxonomy);
        (billing with { EntityCode = "85" }).WriteNm1(writer);
        billing.WriteAddress(writer);
        WriteReferences(writer, billing);
    }

    private static void WriteSubscriber(X12Writer writer, HierarchicalLevels levels, ProfessionalClaim claim)
    {
        levels.Write("22", hasChildren: claim.Patient is not null);
        writer.Write("SBR", claim.PayerResponsibility, claim.Patient is null ? "18" : "", claim.GroupNumber, "", "", "", "", "", claim.FilingIndicator);
        (claim.Subscriber with { EntityCode = "IL" }).WriteNm1(writer);
        WritePerson(writer, claim.Subscriber);
        (claim.Payer with { EntityCode = "PR" }).WriteNm1(writer);
        claim.Payer.WriteAddress(writer);
        if (claim.Patient is not { } patient) return;
        levels.Write("23", hasChildren: false);
        writer.Write("PAT", claim.PatientRelationship ?? "G8");
        (patient with { EntityCode = "QC" }).WriteNm1(writer);
        WritePerson(writer, patient);
    }

    private static void WritePerson(X12Writer writer, Party person)
    {
        person.WriteAddress(writer);
        if (person.BirthDate is { } birth) writer.Write("DMG", "D8", birth, person.Gender ?? "U");
        WriteReferences(writer, person);
    }

    private static void WriteClaim(X12Writer writer, ProfessionalClaim claim)
    {
        writer.Write(
            "CLM", claim.ClaimId, claim.Charge, "", "", X12Element.Composite(claim.PlaceOfService, "B", claim.Frequency),
            claim.ProviderSignatureOnFile ? "Y" : "N", claim.AssignmentCode, claim.BenefitsAssigned, claim.ReleaseOfInformation);
        foreach (var paperwork in claim.Paperwork) writer.Write("PWK", paperwork.ReportType, paperwork.Transmission, "", "", paperwork.ControlNumber is null ? null : "AC", paperwork.ControlNumber, paperwork.Description);
        if (claim.Referral is not null) writer.Write("REF", "9F", claim.Referral);
        if (claim.PriorAuthorization is not null) writer.Write("REF", "G1", claim.PriorAuthorization);
        if (claim.PayerControlNumber is not null) writer.Write("REF", "F8", claim.PayerControlNumber);
        writer.Write("HI", [.. claim.Diagnoses.Select(d => X12Element.Composite(d.Qualifier, d.Code))]);
        WriteProvider(writer, claim.ReferringProvider, "DN", null);
        WriteProvider(writer, claim.RenderingProvider, "82", "PE");
        WriteProvider(writer, claim.ServiceFacility, "77", null);
        var number = 0;
        foreach (var line in claim.Lines)
        {
            number++;
            writer.Write("LX", number);
            writer.Write(
                "SV1", X12Element.Composite([line.ProcedureQualifier, line.Procedure, .. line.Modifiers]), line.Charge, line.UnitBasis, line.Quantity,
                line.PlaceOfService, "", X12Element.Composite([.. line.DiagnosisPointers.Select(p => p.ToString(System.Globalization.CultureInfo.InvariantCulture))]));
            if (line.ServiceDate is { } from) WriteServiceDate(writer, from, line.ServiceDateEnd);
            if (line.LineControlNumber is not null) writer.Write("REF", "6R", line.LineControlNumber);
        }
    }

    private static void WriteServiceDate(X12Writer writer, DateOnly from, DateOnly? to)
    {
        if (to is { } end && end != from) writer.Write("DTP", "472", "RD8", $"{X12Text.Date(from)}-{X12Text.Date(end)}");
        else writer.Write("DTP", "472", "D8", from);
    }

    private static void WriteProvider(X12Writer writer, Party? provider, string entity, string? taxonomyRole)
    {
        if (provider is null) return;
        (provider with { EntityCode = entity }).WriteNm1(writer);
        if (taxonomyRole is not null && provider.Taxonomy is not null) writer.Write("PRV", taxonomyRole, "PXC", provider.Taxonomy);
        provider.WriteAddress(writer);
        WriteReferences(writer, provider);
    }

    private static void WriteReferences(X12Writer writer, Party party)
    {
        foreach (var reference in party.References) writer.Write("REF", reference.Qualifier, reference.Value);
    }
}
