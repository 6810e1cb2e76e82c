using Healthcare.Fhir;
using Healthcare.Hl7v2;
using Healthcare.Intake.Channels;

namespace Healthcare.Intake.Referrals;

/// <summary>What a partner sent, by which channel; an HL7 message comes with what was read of it.</summary>
internal sealed record Sent(string PartnerId, string Channel, ReadOnlyMemory<byte> Bytes, string MediaType, Hl7Message? Message = null)
{
    public override string ToString() => nameof(Sent);
}

/// <summary>Reads what came into the canonical referral, by its channel.</summary>
internal sealed class ReferralReading(ReferralSheetReader fhir, Hl7ReferralReader hl7, PortalReferralReader portal)
{
    public (ReferralSheet? Sheet, int Status, IReadOnlyList<FhirIssue> Issues) Read(Sent sent, DateOnly today)
    {
        switch (sent)
        {
            case { Message: { } message }:
                var (fromHl7, hl7Issues) = hl7.Read(message, sent.Channel, today);
                return (fromHl7, StatusCodes.Status422UnprocessableEntity, hl7Issues);
            case { Channel: ReferralChannels.Portal }:
                var (fromPortal, portalIssues) = portal.Read(sent.Bytes, today);
                return (fromPortal, portalIssues is [{ Detail: "body-malformed" }] ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity, portalIssues);
            default:
                return ReadFhir(sent.Bytes);
        }
    }

    private (ReferralSheet? Sheet, int Status, IReadOnlyList<FhirIssue> Issues) ReadFhir(ReadOnlyMemory<byte> bytes)
    {
        var parsed = FhirBundle.Parse(bytes);
        if (!parsed.TryGet(out var source)) return (null, parsed.HttpStatus, parsed.Issues);
        var read = ReferralBundle.Read(source);
        if (!read.TryGet(out var bundle) || !read.IsAcceptable) return (null, read.HttpStatus, read.Issues);
        var findings = FhirConformance.Of(source, bytes);
        if (findings.Any(f => f.IsError)) return (null, StatusCodes.Status422UnprocessableEntity, [.. findings.Where(f => f.IsError)]);
        var (sheet, issues) = fhir.Read(bundle, source, [.. read.Issues, .. findings]);
        return (sheet, StatusCodes.Status422UnprocessableEntity, issues);
    }
}
