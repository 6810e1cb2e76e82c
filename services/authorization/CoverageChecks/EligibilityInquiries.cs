using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Originals;
using Healthcare.X12;
using Microsoft.Extensions.Options;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>An inquiry that was kept, or the code of why none could be written.</summary>
internal sealed record MadeInquiry(CoverageInquiry? Inquiry, string? NotMade);

/// <summary>Writes 270 inquiries (005010X279A1) and keeps them as originals. The same question and attempt give the same bytes, so that a repeated request finds what it made.</summary>
internal sealed class EligibilityInquiries(OriginalStore originals, IConfiguration configuration, IOptions<AuthorizationOptions> options)
{
    public const string Kind = "eligibility-270";
    public const string MediaType = "application/edi-x12";

    public async Task<MadeInquiry> MakeAsync(CoverageQuestion question, ReferralPacket packet, int attempt, DateTimeOffset at, CancellationToken cancel)
    {
        var trace = TraceOf(question, attempt);
        var document = Write(question, packet, trace, at);
        if (document.Refusal is { } refusal) return new MadeInquiry(Inquiry: null, $"x12-{Codes.Kebab(refusal.Code.ToString())}-{refusal.SegmentId}");
        if (await originals.KeepAsync(document.Bytes, MediaType, "authorization", cancel) is not Keeping.Kept kept) return new MadeInquiry(Inquiry: null, "too-large");
        await originals.AssignAsync(kept.Id, question.PatientId, cancel);
        return new MadeInquiry(new CoverageInquiry(attempt, trace, kept.Id.Value), NotMade: null);
    }

    private static string TraceOf(CoverageQuestion question, int attempt)
    {
        var id = CoverageCheckAggregate.IdOf(question.CaseId).ToString("N");
        return attempt == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}-{attempt}");
    }

    private X12Document Write(CoverageQuestion question, ReferralPacket packet, string trace, DateTimeOffset at)
    {
        var us = options.Value.Organization;
        var payer = configuration[$"Partners:{question.PayerId}:EdiId"] ?? packet.Coverage.PayerIdentifier;
        var number = ControlNumberOf(trace);
        return X12Document.Write(
            new InterchangeEnvelope("ZZ", us.EdiId, "ZZ", payer, at.UtcDateTime, number),
            new GroupEnvelope(EligibilityRequest.FunctionalId, us.EdiId, payer, at.UtcDateTime, number, EligibilityRequest.Version),
            writer => Inquiry(question, packet, trace, at).Write(writer, "0001"));
    }

    private EligibilityRequest Inquiry(CoverageQuestion question, ReferralPacket packet, string trace, DateTimeOffset at)
    {
        var patient = Person(packet.Patient.Given, packet.Patient.Family, packet.Patient.BirthDate, packet.Patient.Gender, packet.Patient.Address);
        var member = packet.Coverage.MemberNumber;
        // Without the holder's name the member number alone names the person: many plans number each member.
        var holder = packet.Coverage is { Relationship: not "self", Subscriber: { } s } ? Person(s.Given, s.Family, s.BirthDate, s.Gender, s.Address) : null;
        return new EligibilityRequest
        {
            Reference = trace,
            At = at.UtcDateTime,
            Payer = new Party
            {
                EntityCode = "PR",
                Name = Codes.X12Text(configuration[$"Partners:{question.PayerId}:Name"] ?? question.PayerId),
                IdQualifier = "PI",
                Id = packet.Coverage.PayerIdentifier,
            },
            Provider = Provider(packet.Requester),
            Subscriber = (holder ?? patient) with { IdQualifier = "MI", Id = packet.Coverage.SubscriberId is { } number && holder is not null ? number : member },
            Dependent = holder is null ? null : patient,
            Trace = trace,
            TraceOriginator = $"9{options.Value.Organization.TaxNumber}",
            ServiceDate = question.ServiceDate,
            ServiceTypes = [.. new[] { "30" }.Concat(packet.Services.Where(s => s.System == ServiceCodes.ServiceType).Select(s => s.Code)).Distinct(StringComparer.Ordinal)],
        };
    }

    private Party Provider(PacketRequester requester)
    {
        var us = options.Value.Organization;
        if ((us.Npi ?? requester.OrganizationNpi) is { } npi)
            return new Party { EntityCode = "1P", Name = Codes.X12Text(us.Name ?? requester.OrganizationName ?? "PROVIDER"), IdQualifier = "XX", Id = npi };
        return new Party
        {
            EntityCode = "1P",
            IsPerson = true,
            Name = Codes.X12Text(requester.Family ?? "PROVIDER"),
            FirstName = requester.Given is [var first, ..] ? Codes.X12Text(first) : null,
            IdQualifier = "XX",
            Id = requester.Npi,
        };
    }

    private static Party Person(IReadOnlyList<string> given, string family, DateOnly? born, string? gender, PacketAddress? address) => new()
    {
        EntityCode = "IL",
        IsPerson = true,
        Name = Codes.X12Text(family),
        FirstName = given is [var first, ..] ? Codes.X12Text(first) : null,
        MiddleName = given is [_, var middle, ..] ? Codes.X12Text(middle) : null,
        BirthDate = born,
        Gender = gender switch
        {
            "male" => "M",
            "female" => "F",
            _ => "U",
        },
        Address = address is { Lines: [var line, ..] }
            ? new PostalAddress(
                Codes.X12Text(line), address.Lines is [_, var second, ..] ? Codes.X12Text(second) : null, Text(address.City), Text(address.State), address.PostalCode?.Replace("-", "", StringComparison.Ordinal))
            : null,
    };

    private static string? Text(string? value) => value is null ? null : Codes.X12Text(value);

    // In real time the answer comes on the same connection and carries the trace, so the control number (ISA13, GS06) only has to differ; it follows from the trace.
    private static int ControlNumberOf(string trace) =>
        (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(trace))) % 999_999_998) + 1;
}
