using Healthcare.EventStore;

namespace Healthcare.Intake.Referrals;

/// <summary>The payer said whether there is cover.</summary>
[StoredAs("referral_coverage_answered.v1")]
public sealed record CoverageAnswered : ReferralEvent
{
    public required bool IsConfirmed { get; init; }

    public string? ReasonCode { get; init; }

    public required DateTimeOffset AnsweredAt { get; init; }
}

/// <summary>How an authorization stands.</summary>
public enum AuthorizationStanding
{
    Pended,
    NotRequired,
    Approved,
    Denied,
    Ended,

    /// <summary>Every approved unit is used: it has done what it was for.</summary>
    Used,
}

/// <summary>An authorization of the referral's services changed.</summary>
[StoredAs("referral_authorization_answered.v1")]
public sealed record AuthorizationAnswered : ReferralEvent
{
    public required Guid AuthorizationId { get; init; }

    public required AuthorizationStanding Standing { get; init; }

    public required DateTimeOffset AnsweredAt { get; init; }
}

/// <summary>Everything that booking waits for is there.</summary>
[StoredAs("referral_ready.v1")]
public sealed record ReferralReady : ReferralEvent
{
    public string? ServiceLine { get; init; }

    /// <summary>The authorization.</summary>
    public Guid? AuthRef { get; init; }

    public required DateTimeOffset ReadyAt { get; init; }
}

/// <summary>A visit was booked, or booked anew.</summary>
[StoredAs("referral_visit_scheduled.v1")]
public sealed record VisitScheduled : ReferralEvent
{
    public required Guid AppointmentId { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset BookedAt { get; init; }
}

/// <summary>The patient did not come (BSeR 5.1.2).</summary>
[StoredAs("referral_visit_missed.v1")]
public sealed record VisitMissed : ReferralEvent
{
    public required Guid AppointmentId { get; init; }

    public required DateTimeOffset MissedAt { get; init; }

    /// <summary>When the referral ends unless another visit is booked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>The visit was cancelled, by the patient or here.</summary>
[StoredAs("referral_visit_cancelled.v1")]
public sealed record VisitCancelled : ReferralEvent
{
    public required Guid AppointmentId { get; init; }

    public required string ReasonCode { get; init; }

    public required DateTimeOffset CancelledAt { get; init; }

    /// <summary>When the referral ends unless another visit is booked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>The patient was seen: from now on a report is owed to the referrer.</summary>
[StoredAs("referral_visit_attended.v1")]
public sealed record VisitAttended : ReferralEvent
{
    public required Guid AppointmentId { get; init; }

    public required DateTimeOffset AttendedAt { get; init; }

    /// <summary>Where (CMS place of service); absent in what was recorded before it was told.</summary>
    public string? PlaceOfService { get; init; }
}

/// <summary>A note went to the referrer before the report (360X interim consultation note).</summary>
[StoredAs("interim_noted.v1")]
public sealed record InterimNoted : ReferralEvent
{
    public required Actor By { get; init; }

    public required string To { get; init; }

    /// <summary>What proves the delivery, as an id.</summary>
    public required string Evidence { get; init; }

    public required DateTimeOffset DeliveredAt { get; init; }
}

/// <summary>The report reached the referrer.</summary>
[StoredAs("report_returned.v1")]
public sealed record ReportReturned : ReferralEvent
{
    public required Actor By { get; init; }

    /// <summary>The document, as an id.</summary>
    public required string DocId { get; init; }

    public required string To { get; init; }

    /// <summary>How it went: <c>fhir</c>, <c>hl7v2-mdm</c>, <c>direct</c>, <c>fax</c>, <c>portal</c> or <c>post</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>What proves the delivery, such as the id of an acknowledgement.</summary>
    public required string Evidence { get; init; }

    public required DateTimeOffset DeliveredAt { get; init; }
}

/// <summary>Seen, reported and received: nothing is owed any more (360X finalized, BSeR 7.0).</summary>
[StoredAs("referral_loop_closed.v1")]
public sealed record ReferralLoopClosed : ReferralEvent;
