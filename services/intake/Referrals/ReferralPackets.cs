using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;

namespace Healthcare.Intake.Referrals;

/// <summary>What is said about a person in a referral, opened.</summary>
internal sealed record OpenedContent(PatientOnFile Patient, CoverageOnFile Coverage, RequesterOnFile Requester, IReadOnlyList<DocumentOnFile> Documents)
{
    /// <summary>Null when the patient was erased.</summary>
    public static async ValueTask<OpenedContent?> OpenAsync(ReferralContent content, Vault vault, CancellationToken cancel)
    {
        if (await vault.OpenAsync(content.Patient, cancel) is not { } patient
            || await vault.OpenAsync(content.Coverage, cancel) is not { } coverage
            || await vault.OpenAsync(content.Requester, cancel) is not { } requester) return null;
        var documents = new List<DocumentOnFile>(content.Documents.Count);
        foreach (var document in content.Documents)
        {
            if (await vault.OpenAsync(document.Details, cancel) is not { } details) return null;
            documents.Add(details);
        }

        return new OpenedContent(patient, coverage, requester, documents);
    }

    public override string ToString() => nameof(OpenedContent);
}

/// <summary>The packet of a referral, and its canonical bytes, whose hash travels in the contract.</summary>
internal static class ReferralPackets
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static ReferralPacket Of(Guid referralId, ReferralContent content, OpenedContent opened) => new()
    {
        ReferralId = referralId,
        CaseId = ReferralIds.CaseOf(referralId),
        Patient = new PacketPatient
        {
            Id = content.PatientId,
            Given = opened.Patient.Given,
            Family = opened.Patient.Family,
            BirthDate = opened.Patient.BirthDate,
            Gender = opened.Patient.Gender,
            Address = AddressOf(opened.Patient.Address),
        },
        Coverage = new PacketCoverage
        {
            MemberNumber = opened.Coverage.MemberNumber,
            SubscriberId = opened.Coverage.SubscriberId,
            PayerIdentifier = opened.Coverage.PayerIdentifier,
            Relationship = opened.Coverage.Relationship,
            Subscriber = opened.Coverage.Subscriber is { } holder
                ? new PacketSubscriber { Given = holder.Given, Family = holder.Family, BirthDate = holder.BirthDate, Gender = holder.Gender, Address = AddressOf(holder.Address) }
                : null,
        },
        Requester = new PacketRequester
        {
            Npi = content.ReferrerNpi ?? "",
            OrganizationName = opened.Requester.OrganizationName,
            OrganizationNpi = opened.Requester.OrganizationNpi,
            Given = opened.Requester.Given,
            Family = opened.Requester.Family,
        },
        Services = [.. content.Services.Select(ReferralContracts.ServiceOf)],
        Diagnoses = content.Diagnoses,
        Documents = [.. content.Documents.Zip(opened.Documents, DocumentOf)],
        RequestedOn = content.RequestedOn,
        Priority = content.Priority,
    };

    /// <summary>JSON in camel case, absent members left out, RFC 8785.</summary>
    public static byte[] Canonical(ReferralPacket packet)
    {
        var canonical = new ArrayBufferWriter<byte>(2048);
        CanonicalJson.Write(JsonSerializer.SerializeToElement(packet, Options), canonical);
        return canonical.WrittenSpan.ToArray();
    }

    public static string HashOf(ReadOnlySpan<byte> canonical) => Convert.ToHexStringLower(SHA256.HashData(canonical));

    private static PacketAddress? AddressOf(AddressOnFile? address) =>
        address is { } a ? new PacketAddress { Lines = a.Lines, City = a.City, State = a.State, PostalCode = a.PostalCode } : null;

    private static PacketDocument DocumentOf(DocumentKept kept, DocumentOnFile details) => new()
    {
        Id = kept.OriginalId.ToString(),
        TypeLoinc = kept.Loinc,
        ContentType = kept.ContentType,
        Title = details.Title,
        Sha256 = details.Sha256,
    };
}
