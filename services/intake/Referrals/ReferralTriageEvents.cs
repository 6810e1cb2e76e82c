using Healthcare.EventStore;
using Healthcare.Originals;

namespace Healthcare.Intake.Referrals;

/// <summary>The same referral came again, by the same or another channel; nothing changes by it.</summary>
[StoredAs("referral_duplicate_received.v1")]
public sealed record ReferralDuplicateReceived : ReferralEvent
{
    public required string Channel { get; init; }

    public required OriginalId OriginalId { get; init; }

    /// <summary>A keyed hash of its bytes.</summary>
    public required string Fingerprint { get; init; }
}

/// <summary>The patient was looked for among those that are known.</summary>
[StoredAs("patient_matched.v1")]
public sealed record PatientMatched : ReferralEvent
{
    public required PatientOutcome Outcome { get; init; }

    public required Guid PatientId { get; init; }

    public required IReadOnlyList<string> MatchedOn { get; init; }

    /// <summary>Who it might be, where that is for a person to say.</summary>
    public IReadOnlyList<Guid> Candidates { get; init; } = [];
}

/// <summary>A person said who the patient is; the content is sealed for that patient, and is what counts from now on.</summary>
[StoredAs("patient_match_confirmed.v1")]
public sealed record PatientMatchConfirmed : ReferralContent
{
    public PatientMatchConfirmed() { }

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    internal PatientMatchConfirmed(ReferralContent content, Actor by, bool isKnown, Guid formerPatientId)
        : base(content)
    {
        By = by;
        IsKnown = isKnown;
        FormerPatientId = formerPatientId;
    }

    public required Actor By { get; init; }

    /// <summary>True when it is a patient who was known, false when it is somebody new.</summary>
    public required bool IsKnown { get; init; }

    /// <summary>Whom the content was sealed for before.</summary>
    public required Guid FormerPatientId { get; init; }
}

/// <summary>How soon the referral is to be looked at, and why.</summary>
[StoredAs("urgency_assigned.v1")]
public sealed record UrgencyAssigned : ReferralEvent
{
    /// <summary><c>routine</c> or <c>urgent</c>.</summary>
    public required string Level { get; init; }

    /// <summary>What it rests on, such as <c>priority:stat</c> or <c>diagnosis:I63.9</c>.</summary>
    public required string Basis { get; init; }
}

/// <summary>Everything is there, and a person has to look before the referral can be accepted.</summary>
[StoredAs("triage_needed.v1")]
public sealed record TriageNeeded : ReferralEvent
{
    /// <summary>Codes in kebab case, such as <c>patient-match-review</c>.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }
}

/// <summary>What was asked for did not come in time.</summary>
[StoredAs("information_overdue.v1")]
public sealed record InformationOverdue : ReferralEvent
{
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>When the review before closing is due.</summary>
    public required DateTimeOffset NextAt { get; init; }
}

/// <summary>What was asked for never came: a person looks before the referral is closed (CAQH CORE: close-out after 15 business days).</summary>
[StoredAs("close_out_review_due.v1")]
public sealed record CloseOutReviewDue : ReferralEvent
{
    /// <summary>When the referral expires by itself.</summary>
    public required DateTimeOffset NextAt { get; init; }
}
