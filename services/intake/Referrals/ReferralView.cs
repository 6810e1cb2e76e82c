using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Originals;

namespace Healthcare.Intake.Referrals;

/// <summary>A referral in codes and ids.</summary>
public sealed record ReferralDocument
{
    public required Guid ReferralId { get; init; }

    public required Guid CaseId { get; init; }

    public required long Version { get; init; }

    public required string TrackingId { get; init; }

    public required string PartnerId { get; init; }

    public string? ExternalIndex { get; init; }

    public required string MemberIndex { get; init; }

    /// <summary>Keyed hashes of every content that was sent for it.</summary>
    public required IReadOnlyList<string> Fingerprints { get; init; }

    public required OriginalId OriginalId { get; init; }

    public required Guid PatientId { get; init; }

    public required string PayerId { get; init; }

    public string? ReferrerNpi { get; init; }

    public required IReadOnlyList<ServiceAsked> Services { get; init; }

    public required IReadOnlyList<string> Diagnoses { get; init; }

    public required string Priority { get; init; }

    public DateOnly? RequestedOn { get; init; }

    public required ReferralStatus Status { get; init; }

    /// <summary>What the partner was asked for.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    public DateTimeOffset? InformationDueAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When the status that it has began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How it came.</summary>
    public string Channel { get; init; } = ReferralChannels.Fhir;

    /// <summary>Keyed hashes of what was said, whatever the channel.</summary>
    public IReadOnlyList<string> Canonicals { get; init; } = [];

    public PatientKeys? Keys { get; init; }

    /// <summary>Whom it might be, while a person has to say.</summary>
    public PatientFinding? Finding { get; init; }

    public IReadOnlyList<Guid> SuspectedDuplicatesOf { get; init; } = [];

    public string? ServiceLine { get; init; }

    /// <summary><c>routine</c> or <c>urgent</c>, and what that rests on.</summary>
    public string? Urgency { get; init; }

    public string? UrgencyBasis { get; init; }

    /// <summary>How often it was accepted.</summary>
    public int Attempt { get; init; }

    /// <summary>How often it came again.</summary>
    public int Repetitions { get; init; }

    public Guid? MergedInto { get; init; }

    /// <summary>Why it ended, a code.</summary>
    public string? EndedBecause { get; init; }

    public bool CancelIsRequested { get; init; }

    public Onward Onward { get; init; } = Onward.Unheard;

    /// <summary>True until it ended, by whatever end.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOpen => Status is not (ReferralStatus.Declined or ReferralStatus.Withdrawn or ReferralStatus.Cancelled or ReferralStatus.Expired or ReferralStatus.Duplicate or ReferralStatus.LoopClosed);
}

/// <summary>Referrals, newest first: all, by status; and by tracking id, content and external id of a partner.</summary>
internal sealed class ReferralView : View<ReferralDocument>
{
    public const string All = "all";

    public override string Name => "referrals_v2";

    public override string? InlineOf => ReferralAggregate.Name;

    public static string OfStatus(ReferralStatus status) => $"status:{status}";

    public static string OfTracking(string trackingId) => $"tracking:{trackingId}";

    public static string OfContent(string partnerId, string fingerprint) => $"content:{partnerId}:{fingerprint}";

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    public static string OfMember(string memberIndex) => $"member:{memberIndex}";

    public static string OfPerson(string personIndex) => $"person:{personIndex}";

    public static string OfRecord(string recordIndex) => $"record:{recordIndex}";

    public static string OfCanonical(string canonicalIndex) => $"canonical:{canonicalIndex}";

    public static string OfExternalId(string externalIndex) => $"external:{externalIndex}";

    public override ReferralDocument? Apply(string key, ReferralDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, ReferralContent e) => Described(document, e, envelope),
            (null, _) => null,
            ({ } d, ReferralDuplicateReceived e) => d with { Fingerprints = [.. d.Fingerprints, e.Fingerprint], Repetitions = d.Repetitions + 1 },
            ({ } d, UrgencyAssigned e) => d with { Urgency = e.Level, UrgencyBasis = e.Basis },
            ({ } d, ReferralReopened or ReferralSplit) => d with { EndedBecause = null, MergedInto = null },
            ({ } d, InformationRequested e) => d with { Status = ReferralStatus.AwaitingInformation, Missing = e.Items, InformationDueAt = e.DueAt, Since = e.At },
            ({ } d, TriageNeeded e) => d with { Status = ReferralStatus.InTriage, Missing = [], InformationDueAt = null, Since = e.At },
            ({ } d, ReferralAccepted e) => d with { Status = ReferralStatus.Accepted, Missing = [], InformationDueAt = null, Attempt = e.Attempt, Onward = Onward.Unheard, CancelIsRequested = false, Since = e.At },
            ({ } d, ReferralDeclined e) => Ended(d, ReferralStatus.Declined, e.ReasonCode, e.At),
            ({ } d, ReferralMerged e) => Ended(d, ReferralStatus.Duplicate, e.ReasonCode, e.At) with { MergedInto = e.OtherId },
            ({ } d, ReferralWithdrawn e) => Ended(d, ReferralStatus.Withdrawn, e.ReasonCode, e.At),
            ({ } d, ReferralCancelled e) => Ended(d, ReferralStatus.Cancelled, e.ReasonCode, e.At),
            ({ } d, ReferralExpired e) => Ended(d, ReferralStatus.Expired, e.ReasonCode, e.At),
            ({ } d, ReferralLoopClosed e) => d with { Status = ReferralStatus.LoopClosed, Since = e.At },
            ({ } d, CancelRequested e) => d with { CancelIsRequested = true, Status = ReferralStatus.CancelRequested, Since = e.At },
            ({ } d, CancelRefused e) => d with { CancelIsRequested = false, Status = d.Onward.Status, Since = e.At },
            ({ } d, ReferralEvent e) => Heard(d, e),
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(ReferralDocument document)
    {
        yield return All;
        yield return OfStatus(document.Status);
        yield return OfTracking(document.TrackingId);
        yield return OfCase(document.CaseId);
        yield return OfMember(document.MemberIndex);
        if (document.Keys?.Person is { } person) yield return OfPerson(person);
        if (document.Keys?.Record is { } record) yield return OfRecord(record);
        if (document.ExternalIndex is { } external) yield return OfExternalId(external);
        foreach (var fingerprint in document.Fingerprints.Distinct(StringComparer.Ordinal)) yield return OfContent(document.PartnerId, fingerprint);
        foreach (var canonical in document.Canonicals) yield return OfCanonical(canonical);
    }

    // Pages run upwards, and people want the newest first.
    public override string SortOf(ReferralDocument document) => (long.MaxValue - document.ReceivedAt.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    private static ReferralDocument Ended(ReferralDocument document, ReferralStatus how, string reasonCode, DateTimeOffset at) =>
        document with { Status = how, EndedBecause = reasonCode, InformationDueAt = null, CancelIsRequested = false, Since = at };

    private static ReferralDocument Heard(ReferralDocument document, ReferralEvent heard)
    {
        var onward = document.Onward.With(heard);
        if (ReferenceEquals(onward, document.Onward)) return document;
        var status = document is { Attempt: > 0, IsOpen: true, CancelIsRequested: false } ? onward.Status : document.Status;
        return document with { Onward = onward, Status = status, Since = status == document.Status ? document.Since : heard.At };
    }

    private static ReferralDocument Described(ReferralDocument? before, ReferralContent e, EventEnvelope envelope) => new()
    {
        ReferralId = envelope.StreamId,
        CaseId = envelope.CaseId ?? ReferralIds.CaseOf(envelope.StreamId),
        Version = envelope.Version,
        TrackingId = e.TrackingId,
        PartnerId = e.PartnerId,
        ExternalIndex = e.ExternalIndex,
        MemberIndex = e.MemberIndex,
        Fingerprints = [.. before?.Fingerprints ?? [], e.Fingerprint],
        OriginalId = e.OriginalId,
        PatientId = e.PatientId,
        PayerId = e.PayerId,
        ReferrerNpi = e.ReferrerNpi,
        Services = e.Services,
        Diagnoses = e.Diagnoses,
        Priority = e.Priority,
        RequestedOn = e.RequestedOn,
        Status = before?.Status ?? ReferralStatus.AwaitingInformation,
        Missing = before?.Missing ?? [],
        InformationDueAt = before?.InformationDueAt,
        ReceivedAt = before?.ReceivedAt ?? e.At,
        Since = e.At,
        Channel = e.Channel,
        Canonicals = [.. (before?.Canonicals ?? []).Append(e.CanonicalIndex).OfType<string>().Distinct(StringComparer.Ordinal)],
        Keys = e.Keys,
        Finding = e.Finding,
        SuspectedDuplicatesOf = e is PatientMatchConfirmed or InformationReceived ? before?.SuspectedDuplicatesOf ?? [] : e.SuspectedDuplicatesOf,
        ServiceLine = e.ServiceLine,
        Urgency = before?.Urgency,
        UrgencyBasis = before?.UrgencyBasis,
        Attempt = before?.Attempt ?? 0,
        Repetitions = before?.Repetitions ?? 0,
        Onward = before?.Onward ?? Onward.Unheard,
    };
}
