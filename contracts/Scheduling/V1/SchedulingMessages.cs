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
