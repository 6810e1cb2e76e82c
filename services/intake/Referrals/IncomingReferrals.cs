using System.Security.Cryptography;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Intake.Requirements;
using Healthcare.Originals;

namespace Healthcare.Intake.Referrals;

/// <summary>What became of what a partner sent.</summary>
internal abstract record Arrival
{
    private Arrival() { }

    /// <summary>The referral stands; <paramref name="IsNew"/> when this request brought it.</summary>
    public sealed record Stands(ReferralDocument Referral, bool IsNew) : Arrival;

    public sealed record NotFhir(int Status, IReadOnlyList<FhirIssue> Issues) : Arrival;

    public sealed record Refused(Refusal Refusal) : Arrival;
}

/// <summary>Takes what partners send: keeps the bytes first, reads them, and begins a referral or carries one on, in one transaction.</summary>
internal sealed class IncomingReferrals(
    OriginalStore originals,
    ReferralSheetReader reader,
    RequiredSets requirements,
    Vault vault,
    Streams<ReferralCommand> streams,
    Views<ReferralDocument> referrals,
    CallScope scope,
    TimeProvider clock,
    ILogger<IncomingReferrals> logger)
{
    private const string Channel = "fhir";

    public async Task<Arrival> TakeAsync(string partnerId, Stream body, string mediaType, CancellationToken cancel)
    {
        var bytes = await ReadAsync(body, cancel);
        if (await originals.KeepAsync(bytes, mediaType, partnerId, cancel) is not Keeping.Kept kept) return TooLarge();
        var read = ReferralBundle.Read(bytes);
        if (!read.TryGet(out var bundle) || !read.IsAcceptable) return Unreadable(partnerId, kept, read.HttpStatus, read.Issues);
        if (await FindAsync(ReferralView.OfContent(partnerId, kept.Fingerprint), cancel) is { } known) return Again(known);
        var (sheet, issues) = reader.Read(bundle);
        if (sheet is null) return Unreadable(partnerId, kept, StatusCodes.Status422UnprocessableEntity, issues);

        var externalIndex = sheet.ExternalId is { } external ? vault.BlindIndex("referral-external-id", $"{partnerId}|{external}") : null;
        var waiting = externalIndex is null ? null : await FindAsync(ReferralView.OfExternalId(externalIndex), cancel);
        // Partners reuse identifiers: what is about another member is another referral.
        return waiting is { Status: ReferralStatus.AwaitingInformation } && waiting.MemberIndex == MemberIndexOf(sheet)
            ? await CommitAsync(partnerId, waiting.ReferralId, kept, sheet, externalIndex, isNew: false, cancel)
            : await CommitAsync(partnerId, ReferralIds.Of(partnerId, kept.Fingerprint), kept, sheet, externalIndex, isNew: true, cancel);
    }

    private async Task<Arrival> CommitAsync(string partnerId, Guid referralId, Keeping.Kept kept, ReferralSheet sheet, string? externalIndex, bool isNew, CancellationToken cancel)
    {
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        var content = await ContentAsync(partnerId, referralId, kept, sheet, externalIndex, at, cancel);
        await originals.AssignAsync(kept.Id, content.PatientId, cancel);
        scope.Context = scope.Context with { CaseId = ReferralIds.CaseOf(referralId), Sensitivity = Sensitivity.Phi };
        var outcome = await streams.ExecuteAsync(referralId, isNew ? new ReceiveReferral(content, at) : new SupplementReferral(content, at), cancel);
        if (outcome is Outcome.Refused refused) return new Arrival.Refused(refused.Refusal);
        var referral = await referrals.FindAsync(referralId, cancel) ?? throw new InvalidOperationException("A referral was committed without its view.");
        var changed = outcome is Outcome.Accepted { Events.Count: > 0 };
        if (changed) logger.Received(referralId, referral.Status, referral.Version, sheet.Documents.Count);
        else logger.Repeated(referralId);
        return new Arrival.Stands(referral, isNew && changed);
    }

    private async Task<ReferralReceived> ContentAsync(
        string partnerId, Guid referralId, Keeping.Kept kept, ReferralSheet sheet, string? externalIndex, DateTimeOffset at, CancellationToken cancel)
    {
        var patientId = PatientIdOf(sheet);
        var (documents, details) = await KeepDocumentsAsync(partnerId, referralId, patientId, sheet, cancel);
        var service = sheet.Services is [var first, ..] ? first : null;
        var content = new ReferralReceived
        {
            Channel = Channel,
            PartnerId = partnerId,
            TrackingId = ReferralIds.TrackingOf(referralId),
            ExternalId = sheet.ExternalId is { } external ? Sealed.For(patientId, external) : null,
            ExternalIndex = externalIndex,
            OriginalId = kept.Id,
            Fingerprint = kept.Fingerprint,
            PayerId = sheet.PayerId,
            ReferrerNpi = sheet.ReferrerNpi,
            Services = sheet.Services,
            Diagnoses = sheet.Diagnoses,
            OtherReasons = sheet.OtherReasons,
            Priority = sheet.Priority,
            RequestedOn = sheet.RequestedOn,
            PatientId = patientId,
            MemberIndex = MemberIndexOf(sheet),
            MatchedBy = sheet.MatchedBy,
            Patient = Sealed.For(patientId, sheet.Patient),
            Coverage = Sealed.For(patientId, sheet.Coverage),
            Requester = Sealed.For(patientId, sheet.Requester),
            Documents = documents,
            Required = requirements.For(requirements.LineOf(service?.System, service?.Code), sheet.PayerId, DateOnly.FromDateTime(at.UtcDateTime)),
            PacketHash = "",
            At = at,
        };
        var packet = ReferralPackets.Of(referralId, content, new OpenedContent(sheet.Patient, sheet.Coverage, sheet.Requester, details));
        return content with { PacketHash = ReferralPackets.HashOf(ReferralPackets.Canonical(packet)) };
    }

    private string MemberIndexOf(ReferralSheet sheet) => vault.BlindIndex("member", $"{sheet.PayerId}|{sheet.Coverage.MemberNumber}");

    // A keyed hash: whoever reads the id learns nothing, and the same person with the same cover is the same patient.
    private Guid PatientIdOf(ReferralSheet sheet)
    {
        var second = sheet.Patient.BirthDate is { } birth ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{birth:yyyy-MM-dd}") : sheet.RecordNumber;
        return DerivedId.Of(vault.BlindIndex("patient", $"{sheet.PayerId}|{sheet.Coverage.MemberNumber}|{second}"));
    }

    private async Task<(IReadOnlyList<DocumentKept> Kept, IReadOnlyList<DocumentOnFile> Details)> KeepDocumentsAsync(
        string partnerId, Guid referralId, Guid patientId, ReferralSheet sheet, CancellationToken cancel)
    {
        // Each referral keeps its own copy, so that erasing one patient does not take a note from another's referral.
        var source = $"{partnerId}/{referralId:D}";
        var documents = new List<DocumentKept>(sheet.Documents.Count);
        var details = new List<DocumentOnFile>(sheet.Documents.Count);
        foreach (var document in sheet.Documents)
        {
            var contentType = ReferralSheetReader.ContentTypeOf(document);
            if (await originals.KeepAsync(document.Content, contentType, source, cancel) is not Keeping.Kept kept) throw new InvalidOperationException("A part is larger than its whole.");
            await originals.AssignAsync(kept.Id, patientId, cancel);
            var detail = new DocumentOnFile(ReferralSheetReader.Shortened(document.Title), Convert.ToHexStringLower(SHA256.HashData(document.Content.Span)));
            details.Add(detail);
            documents.Add(new DocumentKept(kept.Id, ReferralSheetReader.LoincOf(document), contentType, kept.Length, Sealed.For(patientId, detail)));
        }

        return (documents, details);
    }

    private async Task<ReferralDocument?> FindAsync(string term, CancellationToken cancel) => (await referrals.PageAsync(term, after: null, limit: 1, cancel)).Documents is [var found, ..] ? found : null;

    private Arrival.Stands Again(ReferralDocument known)
    {
        logger.Repeated(known.ReferralId);
        return new Arrival.Stands(known, IsNew: false);
    }

    private Arrival.NotFhir Unreadable(string partnerId, Keeping.Kept kept, int status, IReadOnlyList<FhirIssue> issues)
    {
        logger.Refused(partnerId, kept.Id, status, issues.FirstOrDefault(i => i.IsError)?.Detail ?? "unreadable");
        return new Arrival.NotFhir(status, issues);
    }

    private static Arrival.NotFhir TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge, [new FhirIssue(FhirSeverity.Error, "too-long", Expression: null, "The body is larger than this address takes.") { Detail = "body-too-large" }]);

    // The route's limit bounds it: a longer body ends in 413 while it is read.
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, CancellationToken cancel)
    {
        var all = new MemoryStream();
        await body.CopyToAsync(all, cancel);
        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }
}
