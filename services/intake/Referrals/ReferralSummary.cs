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

    /// <summary>How it came.</summary>
    public required string Channel { get; init; }

    public string? ServiceLine { get; init; }

    /// <summary><c>routine</c> or <c>urgent</c>, and what that rests on.</summary>
    public string? Urgency { get; init; }

    public string? UrgencyBasis { get; init; }

    /// <summary>How often it was accepted.</summary>
    public required int Attempt { get; init; }

    /// <summary>How often it came again.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Who the patient might be, and why that is in doubt.</summary>
    public PatientFinding? PatientMatch { get; init; }

    public IReadOnlyList<Guid> SuspectedDuplicatesOf { get; init; } = [];

    public Guid? MergedInto { get; init; }

    /// <summary>Why it ended, a code.</summary>
    public string? EndedBecause { get; init; }

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
        Missing = [.. referral.Missing.Select(m => MissingItem.Of(m, referral.Channel))],
        InformationDueAt = referral.InformationDueAt,
        ReceivedAt = referral.ReceivedAt,
        Since = referral.Since,
        Channel = referral.Channel,
        ServiceLine = referral.ServiceLine,
        Urgency = referral.Urgency,
        UrgencyBasis = referral.UrgencyBasis,
        Attempt = referral.Attempt,
        Repetitions = referral.Repetitions,
        PatientMatch = referral.Finding,
        SuspectedDuplicatesOf = referral.SuspectedDuplicatesOf,
        MergedInto = referral.MergedInto,
        EndedBecause = referral.EndedBecause,
    };
}
