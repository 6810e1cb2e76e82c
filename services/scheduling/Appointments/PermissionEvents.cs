using Healthcare.EventStore;

namespace Healthcare.Scheduling.Appointments;

/// <summary>The payer requires no authorization: any day may be booked, up to the last on which that answer counts.</summary>
[StoredAs("authorization_not_needed.v1")]
public sealed record AuthorizationNotNeeded : AppointmentEvent
{
    public required Guid AuthorizationId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>The payer's catalogue and its version.</summary>
    public required string Rule { get; init; }

    public DateOnly? GoodThrough { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }
}

/// <summary>The approval that booking rested on no longer holds.</summary>
[StoredAs("authorization_lapsed.v1")]
public sealed record AuthorizationLapsed : AppointmentEvent
{
    public required Guid AuthorizationId { get; init; }

    /// <summary><c>cancelled</c>, <c>voided</c>, <c>expired</c>, <c>exhausted</c> or <c>services-changed</c>.</summary>
    public required string Ending { get; init; }
}

/// <summary>The journey says what else booking waits for (B10: clearance, verification, documentation).</summary>
[StoredAs("scheduling_held_back.v1")]
public sealed record SchedulingHeldBack : AppointmentEvent
{
    public required IReadOnlyList<string> Causes { get; init; }

    /// <summary>Whether a time may be held meanwhile.</summary>
    public required bool MayHoldTime { get; init; }
}

/// <summary>Nothing on the journey stands against booking any more.</summary>
[StoredAs("scheduling_cleared.v1")]
public sealed record SchedulingCleared : AppointmentEvent;

/// <summary>Other services will be done: what was approved or waived for the former ones does not count for these.</summary>
[StoredAs("scheduling_services_changed.v1")]
public sealed record ServicesChanged : AppointmentEvent
{
    public required int Change { get; init; }

    public required IReadOnlyList<ServiceAsked> Services { get; init; }
}

/// <summary>A named person lets the care go on without an authorization, and answers for it.</summary>
[StoredAs("care_proceeded.v1")]
public sealed record CareProceeded : AppointmentEvent
{
    /// <summary><c>emergency</c>, <c>retro-authorization</c> or <c>patient-accepts-cost</c>.</summary>
    public required string Ground { get; init; }

    public required Sealed<string> Reason { get; init; }

    /// <summary>What shows it, such as the id of the estimate that the patient signed.</summary>
    public string? EvidenceCode { get; init; }

    /// <summary>By when the authorization must be there after all, or the ground be settled otherwise.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Who sees to that.</summary>
    public required string OwnerRole { get; init; }

    public required Actor By { get; init; }
}

/// <summary>The referral ended before its care was done: nothing is held or waited for any more.</summary>
[StoredAs("scheduling_ended.v1")]
public sealed record SchedulingEnded : AppointmentEvent
{
    /// <summary><c>withdrawn</c>, <c>cancelled</c> or <c>expired</c>.</summary>
    public required string Ending { get; init; }

    public required string ReasonCode { get; init; }
}
