using System.Globalization;
using Healthcare.Authorization.Packets;
using Healthcare.Authorization.Payers;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.X12;
using Microsoft.Extensions.Options;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>An inquiry that was kept, or the code of why none could be written.</summary>
internal sealed record MadeInquiry(CoverageInquiry? Inquiry, string? NotMade);

/// <summary>
/// Writes inquiries as the payer takes them, X12 270 (005010X279A1) or FHIR, and keeps them as originals. The same question and attempt give the same bytes, so that a repeated request
/// finds what it made.
/// </summary>
internal sealed class EligibilityInquiries(OriginalStore originals, PayerDirectory payers, FhirParties parties, IOptions<AuthorizationOptions> options)
{
    public const string Kind = "eligibility-270";
    public const string FhirKind = "eligibility-fhir";
    private const string X12MediaType = "application/edi-x12";
    private const string FhirMediaType = "application/fhir+json";

    public static string MediaTypeOf(string? kind) => kind == FhirKind ? FhirMediaType : X12MediaType;

    public async Task<MadeInquiry> MakeAsync(CoverageQuestion question, ReferralPacket packet, int attempt, DateTimeOffset at, CancellationToken cancel)
    {
        var trace = TraceOf(question, attempt);
        // N18: a payer is never called in a way that it does not support.
        return payers[question.PayerId].Eligibility switch
        {
            Eligibilities.X12 => await KeepAsync(WriteX12(question, packet, trace, at), question, new CoverageInquiry(attempt, trace, Guid.Empty), cancel),
            Eligibilities.Fhir => await KeepAsync(WriteFhir(question, packet, trace, at), question, new CoverageInquiry(attempt, trace, Guid.Empty) { Kind = FhirKind }, cancel),
            _ => new MadeInquiry(Inquiry: null, CoverageExceptions.NotAutomated),
        };
    }

    private async Task<MadeInquiry> KeepAsync((ReadOnlyMemory<byte> Bytes, string? NotMade) written, CoverageQuestion question, CoverageInquiry inquiry, CancellationToken cancel)
    {
        if (written.NotMade is { } reason) return new MadeInquiry(Inquiry: null, reason);
        if (await originals.KeepAsync(written.Bytes, MediaTypeOf(inquiry.Kind), "authorization", cancel) is not Keeping.Kept kept) return new MadeInquiry(Inquiry: null, "too-large");
        await originals.AssignAsync(kept.Id, question.PatientId, cancel);
        return new MadeInquiry(inquiry with { OriginalId = kept.Id.Value }, NotMade: null);
    }

    private (ReadOnlyMemory<byte> Bytes, string? NotMade) WriteFhir(CoverageQuestion question, ReferralPacket packet, string trace, DateTimeOffset at)
    {
        var built = new Fhir.EligibilityQuestion
        {
            BaseUrl = options.Value.FhirBaseUrl,
            Trace = new Fhir.Identifier(OwnSystems.CoverageCheck, trace),
            CreatedAt = EventCodec.Microseconds(at),
            ServiceDate = question.ServiceDate,
            Patient = FhirParties.Patient(packet.Patient),
            Coverage = FhirParties.Coverage(packet.Coverage, packet.Patient.Id),
            Insurer = parties.Insurer(question.PayerId, packet.Coverage.PayerIdentifier),
            Provider = parties.Requestor(packet.Requester),
            ServiceTypes = ServiceTypes(packet),
        }.Build();
        if (!built.TryGet(out var bundle)) return (default, Codes.Of(built.Issues.FirstOrDefault(i => i.IsError)?.Detail) ?? "incomplete");
        var bytes = bundle.ToUtf8();
        return Fhir.FhirValidation.Check(bytes).Issues.FirstOrDefault(i => i.IsError) is { } broken ? (default, Codes.Of(broken.Clause) ?? Codes.Of(broken.Detail) ?? "invalid") : (bytes, null);
    }

    private static IReadOnlyList<string> ServiceTypes(ReferralPacket packet) =>
        [.. new[] { "30" }.Concat(packet.Services.Where(s => s.System == ServiceCodes.ServiceType).Select(s => s.Code)).Distinct(StringComparer.Ordinal)];

    private static string TraceOf(CoverageQuestion question, int attempt)
    {
        var id = CoverageCheckAggregate.IdOf(question.CaseId).ToString("N");
        return attempt == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}-{attempt}");
    }

    private (ReadOnlyMemory<byte> Bytes, string? NotMade) WriteX12(CoverageQuestion question, ReferralPacket packet, string trace, DateTimeOffset at)
    {
        var us = options.Value.Organization;
        var payer = payers.EdiIdOf(question.PayerId) ?? packet.Coverage.PayerIdentifier;
        var number = X12Numbers.Of(trace);
        var document = X12Document.Write(
            new InterchangeEnvelope("ZZ", us.EdiId, "ZZ", payer, at.UtcDateTime, number),
            new GroupEnvelope(EligibilityRequest.FunctionalId, us.EdiId, payer, at.UtcDateTime, number, EligibilityRequest.Version),
            writer => Inquiry(question, packet, trace, at).Write(writer, "0001"));
        return document.Refusal is { } refusal ? (default, $"x12-{Codes.Kebab(refusal.Code.ToString())}-{refusal.SegmentId}") : (document.Bytes, null);
    }

    private EligibilityRequest Inquiry(CoverageQuestion question, ReferralPacket packet, string trace, DateTimeOffset at)
    {
        var patient = X12Parties.Patient(packet.Patient);
        var member = packet.Coverage.MemberNumber;
        // Without the holder's name the member number alone names the person: many plans number each member.
        var holder = X12Parties.Holder(packet.Coverage);
        return new EligibilityRequest
        {
            Reference = trace,
            At = at.UtcDateTime,
            Payer = new Party
            {
                EntityCode = "PR",
                Name = Codes.X12Text(payers.NameOf(question.PayerId)),
                IdQualifier = "PI",
                Id = packet.Coverage.PayerIdentifier,
            },
            Provider = X12Parties.Provider(packet.Requester, options.Value.Organization),
            Subscriber = (holder ?? patient) with { IdQualifier = "MI", Id = packet.Coverage.SubscriberId is { } number && holder is not null ? number : member },
            Dependent = holder is null ? null : patient,
            Trace = trace,
            TraceOriginator = $"9{options.Value.Organization.TaxNumber}",
            ServiceDate = question.ServiceDate,
            ServiceTypes = ServiceTypes(packet),
        };
    }
}
