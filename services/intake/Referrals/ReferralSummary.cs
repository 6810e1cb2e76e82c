using Healthcare.Originals;

namespace Healthcare.Intake.Referrals;

/// <summary>A referral as people see it in a list: codes and ids.</summary>
internal sealed record ReferralSummary
{
    public required Guid ReferralId { get; init; }

    public required Guid CaseId { get; init; }

    public required string TrackingId { get; init; }

    public required string PartnerId { get; init; }

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
    public required IReadOnlyList<MissingItem> Missing { get; init; }

    public DateTimeOffset? InformationDueAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When the status that it has began.</summary>
    public required DateTimeOffset Since { get; init; }

    public static ReferralSummary Of(ReferralDocument referral) => new()
    {
        ReferralId = referral.ReferralId,
        CaseId = referral.CaseId,
        TrackingId = referral.TrackingId,
        PartnerId = referral.PartnerId,
        OriginalId = referral.OriginalId,
        PatientId = referral.PatientId,
        PayerId = referral.PayerId,
        ReferrerNpi = referral.ReferrerNpi,
        Services = referral.Services,
        Diagnoses = referral.Diagnoses,
        Priority = referral.Priority,
        RequestedOn = referral.RequestedOn,
        Status = referral.Status,
        Missing = [.. referral.Missing.Select(MissingItem.Of)],
        InformationDueAt = referral.InformationDueAt,
        ReceivedAt = referral.ReceivedAt,
        Since = referral.Since,
    };
}
