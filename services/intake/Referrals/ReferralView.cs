using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Originals;

namespace Healthcare.Intake.Referrals;

/// <summary>Where a referral stands, as partners and people are told.</summary>
public enum ReferralStatus
{
    AwaitingInformation,
    Accepted,
    Declined,
}

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
}

/// <summary>Referrals, newest first: all, by status; and by tracking id, content and external id of a partner.</summary>
internal sealed class ReferralView : View<ReferralDocument>
{
    public const string All = "all";

    public override string Name => "referrals_v1";

    public override string? InlineOf => ReferralAggregate.Name;

    public static string OfStatus(ReferralStatus status) => $"status:{status}";

    public static string OfTracking(string trackingId) => $"tracking:{trackingId}";

    public static string OfContent(string partnerId, string fingerprint) => $"content:{partnerId}:{fingerprint}";

    public static string OfExternalId(string externalIndex) => $"external:{externalIndex}";

    public override ReferralDocument? Apply(string key, ReferralDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, ReferralContent e) => Described(document, e, envelope),
            (null, _) => null,
            ({ } d, InformationRequested e) => d with { Status = ReferralStatus.AwaitingInformation, Missing = e.Items, InformationDueAt = e.DueAt, Since = e.At },
            ({ } d, ReferralAccepted e) => d with { Status = ReferralStatus.Accepted, Missing = [], InformationDueAt = null, Since = e.At },
            ({ } d, ReferralDeclined e) => d with { Status = ReferralStatus.Declined, InformationDueAt = null, Since = e.At },
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(ReferralDocument document)
    {
        yield return All;
        yield return OfStatus(document.Status);
        yield return OfTracking(document.TrackingId);
        if (document.ExternalIndex is { } external) yield return OfExternalId(external);
        foreach (var fingerprint in document.Fingerprints) yield return OfContent(document.PartnerId, fingerprint);
    }

    // Pages run upwards, and people want the newest first.
    public override string SortOf(ReferralDocument document) => (long.MaxValue - document.ReceivedAt.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

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
        ReceivedAt = before?.ReceivedAt ?? e.At,
        Since = e.At,
    };
}
