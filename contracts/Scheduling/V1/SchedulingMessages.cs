namespace Healthcare.Contracts.Scheduling.V1;

/// <summary>Everything that booking waits for is there: work crossed from authorization to scheduling (B09).</summary>
public sealed record SchedulingReleased
{
    public required Guid CaseId { get; init; }

    public required Guid AppointmentId { get; init; }

    public required Guid AuthorizationId { get; init; }

    public required DateTimeOffset ReleasedAt { get; init; }
}

/// <summary>A time is held for the patient.</summary>
public sealed record AppointmentBooked
{
    public required Guid CaseId { get; init; }

    public required Guid AppointmentId { get; init; }

    public required string PractitionerNpi { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    public required string PlaceOfService { get; init; }

    public required DateTimeOffset BookedAt { get; init; }
}

/// <summary>The patient came and was seen; the encounter is closed in the EHR.</summary>
public sealed record VisitAttended
{
    public required Guid CaseId { get; init; }

    public required Guid AppointmentId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>The EHR's id of the encounter.</summary>
    public required string EncounterId { get; init; }

    public required string PractitionerNpi { get; init; }

    public required string PlaceOfService { get; init; }

    public required DateOnly ServiceDate { get; init; }

    public required DateTimeOffset AttendedAt { get; init; }
}

/// <summary>A time is held before the payer decided: its day is the day that cover is asked for, and says how urgent the authorization is.</summary>
public sealed record AppointmentHeld
{
    public required Guid CaseId { get; init; }

    public required Guid AppointmentId { get; init; }

    public required string PractitionerNpi { get; init; }

    public required DateOnly ServiceDate { get; init; }

    public required string PlaceOfService { get; init; }

    public required DateTimeOffset HeldAt { get; init; }
}

/// <summary>A named person lets the care go on without an authorization, and answers for it.</summary>
public sealed record CareProceeded
{
    public required Guid CaseId { get; init; }

    public required Guid AppointmentId { get; init; }

    /// <summary><c>emergency</c>, <c>retro-authorization</c> or <c>patient-accepts-cost</c>.</summary>
    public required string Ground { get; init; }

    /// <summary>By when the authorization must be there after all, or the ground be settled otherwise.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public required DateTimeOffset ProceededAt { get; init; }
}

/// <summary>The patient did not come (BSeR 5.1.2); the case waits for another time.</summary>
public sealed record VisitMissed
{
    public required Guid CaseId { get; init; }

    public required Guid AppointmentId { get; init; }

    public required DateOnly ServiceDate { get; init; }

    public required DateTimeOffset MissedAt { get; init; }
}

/// <summary>A booked visit was cancelled; the case waits for another time unless its referral ended.</summary>
public sealed record VisitCancelled
{
    public required Guid CaseId { get; init; }

    public required Guid AppointmentId { get; init; }

    public required DateOnly ServiceDate { get; init; }

    public required string ReasonCode { get; init; }

    public required DateTimeOffset CancelledAt { get; init; }
}

/// <summary>Other services will be done than were asked for: cover and authorization are asked anew.</summary>
public sealed record ProcedureChanged
{
    public required Guid CaseId { get; init; }

    public required Guid AppointmentId { get; init; }

    /// <summary>Counts from 1 for each case.</summary>
    public required int Change { get; init; }

    public required IReadOnlyList<Intake.V1.RequestedService> Services { get; init; }

    public DateOnly? ServiceDate { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }
}
