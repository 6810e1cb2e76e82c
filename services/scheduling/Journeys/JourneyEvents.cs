using Healthcare.EventStore;
using Healthcare.Scheduling.Appointments;

namespace Healthcare.Scheduling.Journeys;

/// <summary>What happens on a procedure's journey.</summary>
public abstract record JourneyEvent
{
    public required DateTimeOffset At { get; init; }
}

/// <summary>A referral was accepted, and its service line says which stages lie before the procedure and after it.</summary>
[StoredAs("journey_begun.v1")]
public sealed record JourneyBegun : JourneyEvent
{
    public required Guid AppointmentId { get; init; }

    public required Guid PatientId { get; init; }

    public required JourneyDefinition Definition { get; init; }

    public required IReadOnlyList<ServiceAsked> Services { get; init; }

    /// <summary>Which time the referral was accepted.</summary>
    public required int Attempt { get; init; }
}

/// <summary>Everything that a stage waits for is there, and somebody is asked to do it.</summary>
[StoredAs("stage_ready.v1")]
public sealed record StageReady : JourneyEvent
{
    public required Stage Stage { get; init; }

    /// <summary>SHA-256 of what the stage starts from: definition, services, and the evidence before it.</summary>
    public required string ContextHash { get; init; }

    public required string Role { get; init; }

    public required DateTimeOffset DueAt { get; init; }
}

/// <summary>Something that a stage waits for is open again.</summary>
[StoredAs("stage_blocked.v1")]
public sealed record StageBlocked : JourneyEvent
{
    public required Stage Stage { get; init; }

    public required IReadOnlyList<Stage> WaitingFor { get; init; }
}

/// <summary>Work on a stage began: a person's, or the payer's.</summary>
[StoredAs("stage_started.v1")]
public sealed record StageStarted : JourneyEvent
{
    public required Stage Stage { get; init; }

    /// <summary>Who works on it; absent when it is not one of us.</summary>
    public Actor? By { get; init; }

    /// <summary>Until when, where another time than the stage's own counts.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>One thing of a stage's exit contract is there.</summary>
[StoredAs("stage_evidence_noted.v1")]
public sealed record EvidenceNoted : JourneyEvent
{
    public required Stage Stage { get; init; }

    public required string Evidence { get; init; }

    /// <summary>The authorization that says it.</summary>
    public Guid? Source { get; init; }

    /// <summary>The day that is held, where that is the evidence.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The CMS place of service code of the time that is held, such as <c>24</c>.</summary>
    public string? Place { get; init; }
}

/// <summary>Whether the payer wants an authorization is known, by a catalogue in its version.</summary>
[StoredAs("requirement_heard.v1")]
public sealed record RequirementHeard : JourneyEvent
{
    /// <summary>Catalogue and version, as <c>maryland-capital/2026-07</c>.</summary>
    public required string Rule { get; init; }

    /// <summary><c>needed</c>, <c>not-needed</c>, or <c>conditional</c> where a person finds out; absent where it was heard before this was kept.</summary>
    public string? Need { get; init; }
}

/// <summary>The exit contract of a stage is met.</summary>
[StoredAs("stage_completed.v1")]
public sealed record StageCompleted : JourneyEvent
{
    public required Stage Stage { get; init; }

    public required IReadOnlyList<string> Evidence { get; init; }

    public Sealed<string>? Note { get; init; }

    /// <summary>Absent when it completed itself.</summary>
    public Actor? By { get; init; }

    /// <summary>When it stops counting.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A stage can not be done as things are: this is missing.</summary>
[StoredAs("stage_returned.v1")]
public sealed record StageReturned : JourneyEvent
{
    public required Stage Stage { get; init; }

    /// <summary>Codes of what is missing or stands against it.</summary>
    public required IReadOnlyList<string> Gaps { get; init; }

    /// <summary>Who supplies it.</summary>
    public required string Role { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public Sealed<string>? Note { get; init; }

    public Actor? By { get; init; }

    /// <summary>Evidence that no longer counts.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];
}

/// <summary>A stage that was done, or had something, is to be done again.</summary>
[StoredAs("stage_reopened.v1")]
public sealed record StageReopened : JourneyEvent
{
    public required Stage Stage { get; init; }

    public required string Cause { get; init; }

    public required string Role { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Evidence that no longer counts.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];
}

/// <summary>What a stage rested on is too old: its clearance, or its estimate.</summary>
[StoredAs("stage_expired.v1")]
public sealed record StageExpired : JourneyEvent
{
    public required Stage Stage { get; init; }

    /// <summary><c>clearance-expired</c> or <c>estimate-expired</c>.</summary>
    public required string Cause { get; init; }

    public required string Role { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Evidence that no longer counts.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];
}

/// <summary>What the patient will be asked to pay, by the codes as they are now.</summary>
[StoredAs("estimate_issued.v1")]
public sealed record EstimateIssued : JourneyEvent
{
    public required int Version { get; init; }

    /// <summary>US dollars.</summary>
    public required decimal Amount { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required Actor By { get; init; }
}

/// <summary>Other services will be done than were asked for.</summary>
[StoredAs("procedure_changed.v1")]
public sealed record ProcedureChanged : JourneyEvent
{
    /// <summary>Counts from 1.</summary>
    public required int Change { get; init; }

    public required IReadOnlyList<ServiceAsked> Services { get; init; }

    public DateOnly? ServiceDate { get; init; }

    public required Actor By { get; init; }
}

/// <summary>No firm time is booked while this stands against it.</summary>
[StoredAs("scheduling_held.v1")]
public sealed record SchedulingHeld : JourneyEvent
{
    /// <summary>Stage and state, such as <c>pre-op-assessment-expired</c>.</summary>
    public required IReadOnlyList<string> Causes { get; init; }

    /// <summary>Whether a time may be held meanwhile.</summary>
    public required bool MayHoldTime { get; init; }
}

/// <summary>Nothing on the journey stands against a firm time any more.</summary>
[StoredAs("scheduling_hold_lifted.v1")]
public sealed record SchedulingHoldLifted : JourneyEvent;

/// <summary>A named person lets the care go on without these stages.</summary>
[StoredAs("stages_passed.v1")]
public sealed record StagesPassed : JourneyEvent
{
    public required string Ground { get; init; }

    public required IReadOnlyList<Stage> Stages { get; init; }
}

/// <summary>The referral ended before its care was done.</summary>
[StoredAs("journey_ended.v1")]
public sealed record JourneyEnded : JourneyEvent
{
    public required string Ending { get; init; }

    public required string ReasonCode { get; init; }
}
