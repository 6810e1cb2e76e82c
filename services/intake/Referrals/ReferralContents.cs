using System.Globalization;
using System.Security.Cryptography;
using Healthcare.EventStore;
using Healthcare.Intake.Requirements;
using Healthcare.Originals;

namespace Healthcare.Intake.Referrals;

/// <summary>Makes a referral's content of what was read or opened: seals it for the patient, computes its keyed hashes and its packet's hash.</summary>
internal sealed class ReferralContents(OriginalStore originals, RequiredSets requirements, Vault vault)
{
    /// <summary>Keyed hashes that a patient is found by.</summary>
    public PatientKeys KeysOf(string partnerId, PatientOnFile patient, string? recordNumber) => new()
    {
        Birth = patient.BirthDate is { } birth ? vault.BlindIndex("birth-date", Iso(birth)) : null,
        Record = recordNumber is null ? null : vault.BlindIndex("record-number", $"{partnerId}|{recordNumber}"),
        Person = patient.BirthDate is { } born ? vault.BlindIndex("person", $"{patient.Family}|{string.Join(' ', patient.Given)}|{Iso(born)}|{patient.Gender}") : null,
    };

    public string MemberIndexOf(string payerId, string memberNumber) => vault.BlindIndex("member", $"{payerId}|{memberNumber}");

    public string ExternalIndexOf(string partnerId, string externalId) => vault.BlindIndex("referral-external-id", $"{partnerId}|{externalId}");

    // A keyed hash: whoever reads the id learns nothing, and the same person with the same cover is the same patient.
    public Guid PatientIdOf(ReferralSheet sheet)
    {
        var second = sheet.Patient.BirthDate is { } birth ? Iso(birth) : sheet.RecordNumber;
        return DerivedId.Of(vault.BlindIndex("patient", $"{sheet.PayerId}|{sheet.Coverage.MemberNumber}|{second}"));
    }

    /// <summary>
    /// A keyed hash of what a referral says, whatever channel it came by: who refers whom for what, why, when, with which documents.
    /// The sender's number is no part of it: the same referral under a new number is the same referral.
    /// </summary>
    public string CanonicalIndexOf(
        string partnerId, string payerId, PatientOnFile patient, string memberNumber, string? npi, IReadOnlyList<ServiceAsked> services, IReadOnlyList<string> diagnoses, string priority,
        DateOnly? requestedOn, IEnumerable<(string? Loinc, string Sha256)> documents)
    {
        string[] said =
        [
            partnerId, payerId, patient.Family, string.Join(' ', patient.Given), patient.BirthDate is { } birth ? Iso(birth) : "", patient.Gender, memberNumber, npi ?? "",
            string.Join(',', services.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.System}:{s.Code}:{s.Units}"))), string.Join(',', diagnoses), priority,
            requestedOn is { } wanted ? Iso(wanted) : "", string.Join(',', documents.Select(d => $"{d.Loinc}:{d.Sha256}").Order(StringComparer.Ordinal)),
        ];
        return vault.BlindIndex("referral-content", string.Join('\u001f', said));
    }

    public string CanonicalIndexOf(string partnerId, ReferralSheet sheet) => CanonicalIndexOf(
        partnerId, sheet.PayerId, sheet.Patient, sheet.Coverage.MemberNumber, sheet.ReferrerNpi, sheet.Services, sheet.Diagnoses, sheet.Priority, sheet.RequestedOn,
        sheet.Documents.Select(d => (d.Loinc, Sha256Of(d.Content.Span))));

    /// <summary>The content of what was read; its documents are kept as originals first.</summary>
    public async Task<ReferralReceived> OfAsync(Read read, CancellationToken cancel)
    {
        var (sheet, patientId) = (read.Sheet, read.PatientId);
        var documents = new List<DocumentKept>(sheet.Documents.Count);
        var details = new List<DocumentOnFile>(sheet.Documents.Count);
        foreach (var document in sheet.Documents)
        {
            var (kept, detail) = await KeepAsync(read.PartnerId, read.ReferralId, patientId, document, cancel);
            documents.Add(kept);
            details.Add(detail);
        }

        var service = sheet.Services is [var first, ..] ? first : null;
        var line = requirements.LineOf(service?.System, service?.Code);
        var content = new ReferralReceived
        {
            Channel = sheet.Provenance.Channel,
            PartnerId = read.PartnerId,
            TrackingId = ReferralIds.TrackingOf(read.ReferralId),
            ExternalId = sheet.ExternalId is { } external ? Sealed.For(patientId, external) : null,
            ExternalIndex = sheet.ExternalId is { } id ? ExternalIndexOf(read.PartnerId, id) : null,
            OriginalId = read.Original.Id,
            Fingerprint = read.Original.Fingerprint,
            PayerId = sheet.PayerId,
            ReferrerNpi = sheet.ReferrerNpi,
            Services = sheet.Services,
            Diagnoses = sheet.Diagnoses,
            OtherReasons = sheet.OtherReasons,
            Priority = sheet.Priority,
            RequestedOn = sheet.RequestedOn,
            PatientId = patientId,
            MemberIndex = MemberIndexOf(sheet.PayerId, sheet.Coverage.MemberNumber),
            MatchedBy = sheet.MatchedBy,
            Patient = Sealed.For(patientId, sheet.Patient),
            Coverage = Sealed.For(patientId, sheet.Coverage),
            Requester = Sealed.For(patientId, sheet.Requester),
            Documents = documents,
            Required = requirements.For(line, sheet.PayerId, DateOnly.FromDateTime(read.At.UtcDateTime)),
            PacketHash = "",
            CanonicalIndex = read.CanonicalIndex,
            Keys = read.Keys,
            Finding = read.Finding,
            SuspectedDuplicatesOf = read.SuspectedDuplicatesOf,
            ServiceLine = line,
            ValidThrough = sheet.ValidThrough,
            Provenance = Sealed.For(patientId, sheet.Provenance),
            At = read.At,
        };
        return content with { PacketHash = PacketHashOf(read.ReferralId, content, new OpenedContent(sheet.Patient, sheet.Coverage, sheet.Requester, details)) };
    }

    /// <summary>The same content with what changed, sealed for a patient: what was known stays, hashes follow.</summary>
    public async Task<ReferralReceived> AnewAsync(Guid referralId, ReferralContent changed, OpenedContent opened, Guid patientId, string? recordNumber, DateTimeOffset at, CancellationToken cancel)
    {
        var service = changed.Services is [var first, ..] ? first : null;
        var line = requirements.LineOf(service?.System, service?.Code);
        var keys = KeysOf(changed.PartnerId, opened.Patient, recordNumber);
        var content = new ReferralReceived(changed)
        {
            PatientId = patientId,
            ExternalId = changed.ExternalId is { } external && await vault.OpenAsync(external, cancel) is { } id ? Sealed.For(patientId, id) : null,
            Patient = Sealed.For(patientId, opened.Patient),
            Coverage = Sealed.For(patientId, opened.Coverage),
            Requester = Sealed.For(patientId, opened.Requester),
            Documents = [.. changed.Documents.Zip(opened.Documents, (kept, detail) => kept with { Details = Sealed.For(patientId, detail) })],
            Provenance = changed.Provenance is { } provenance && await vault.OpenAsync(provenance, cancel) is { } places ? Sealed.For(patientId, places) : null,
            Required = requirements.For(line, changed.PayerId, DateOnly.FromDateTime(at.UtcDateTime)),
            ServiceLine = line,
            Keys = recordNumber is null ? keys with { Record = changed.Keys?.Record } : keys,
            MatchedBy = MatchedBy(opened.Patient, recordNumber is not null || changed.MatchedBy.Contains("record-number", StringComparer.Ordinal)),
            CanonicalIndex = CanonicalIndexOf(
                changed.PartnerId, changed.PayerId, opened.Patient, opened.Coverage.MemberNumber, changed.ReferrerNpi, changed.Services, changed.Diagnoses, changed.Priority, changed.RequestedOn,
                changed.Documents.Zip(opened.Documents, (kept, detail) => (kept.Loinc, detail.Sha256))),
            At = at,
        };
        return content with { PacketHash = PacketHashOf(referralId, content, opened) };
    }

    /// <summary>A document as an original of its own: each referral keeps its own copy, so that erasing one patient does not take a note from another's referral.</summary>
    public async Task<(DocumentKept Kept, DocumentOnFile Detail)> KeepAsync(string partnerId, Guid referralId, Guid patientId, SheetDocument document, CancellationToken cancel)
    {
        if (await originals.KeepAsync(document.Content, document.ContentType, $"{partnerId}/{referralId:D}", cancel) is not Keeping.Kept kept) throw new InvalidOperationException("A part is larger than its whole.");
        await originals.AssignAsync(kept.Id, patientId, cancel);
        var detail = new DocumentOnFile(document.Title, Sha256Of(document.Content.Span));
        return (new DocumentKept(kept.Id, document.Loinc, document.ContentType, kept.Length, Sealed.For(patientId, detail)), detail);
    }

    public static IReadOnlyList<string> MatchedBy(PatientOnFile patient, bool hasRecordNumber) =>
    [
        "member-number",
        .. patient.BirthDate is null ? Array.Empty<string>() : ["birth-date"],
        .. hasRecordNumber ? new[] { "record-number" } : [],
    ];

    private static string PacketHashOf(Guid referralId, ReferralContent content, OpenedContent opened) => ReferralPackets.HashOf(ReferralPackets.Canonical(ReferralPackets.Of(referralId, content, opened)));

    private static string Sha256Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What was read, and what looking around for it found.</summary>
    internal sealed record Read(string PartnerId, Guid ReferralId, Guid PatientId, Keeping.Kept Original, ReferralSheet Sheet, DateTimeOffset At)
    {
        public required string CanonicalIndex { get; init; }

        public required PatientKeys Keys { get; init; }

        public required PatientFinding Finding { get; init; }

        public IReadOnlyList<Guid> SuspectedDuplicatesOf { get; init; } = [];

        public override string ToString() => nameof(Read);
    }
}
