using Healthcare.EventStore;
using Healthcare.Originals;

namespace Healthcare.Scheduling.Appointments;

/// <summary>What happens to an appointment.</summary>
public abstract record AppointmentEvent
{
    public required DateTimeOffset At { get; init; }
}

/// <summary>One service asked for: <c>CPT</c>, <c>HCPCS</c>, <c>X12-1365</c> or a URI, and a code in it.</summary>
public sealed record ServiceAsked(int Sequence, string System, string Code, int Units);

/// <summary>One service that the payer approved, on the days from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
public sealed record ServiceApproved(int Sequence, string System, string Code, int Units, string CertificationNumber, DateOnly From, DateOnly To)
{
    /// <summary>CMS place of service code, when the payer limits it.</summary>
    public string? PlaceOfService { get; init; }
}

/// <summary>Who sees the patient, when and where; <paramref name="Day"/> is the date at the place, as the scheduler wrote it.</summary>
public sealed record Booking(string PractitionerNpi, DateTimeOffset Start, DateTimeOffset End, DateOnly Day, string PlaceOfService);

/// <summary>A referral was accepted: the patient will need an appointment.</summary>
[StoredAs("scheduling_requested.v1")]
public sealed record SchedulingRequested : AppointmentEvent
{
    public required Guid ReferralId { get; init; }

    public required Guid PatientId { get; init; }

    public required IReadOnlyList<ServiceAsked> Services { get; init; }

    /// <summary><c>routine</c>, <c>urgent</c>, <c>asap</c> or <c>stat</c> (FHIR request priority).</summary>
    public required string Priority { get; init; }

    public DateOnly? RequestedOn { get; init; }

    /// <summary>Which time a referral was accepted; absent for the first.</summary>
    public int? Attempt { get; init; }
}

/// <summary>The payer approved the care; said again, this is what counts from now on.</summary>
[StoredAs("scheduling_authorized.v1")]
public sealed record SchedulingAuthorized : AppointmentEvent
{
    public required Guid AuthorizationId { get; init; }

    public required Guid PatientId { get; init; }

    public required IReadOnlyList<ServiceApproved> Services { get; init; }

    /// <summary>When the payer decided.</summary>
    public required DateTimeOffset DecidedAt { get; init; }
}

/// <summary>Referral and approval are both there: the appointment can be booked.</summary>
[StoredAs("scheduling_released.v1")]
public sealed record SchedulingReleased : AppointmentEvent
{
    public required Guid AuthorizationId { get; init; }

    public required DateTimeOffset BookBy { get; init; }
}

/// <summary>A time is held for the patient, and the EHR is told.</summary>
[StoredAs("appointment_booked.v1")]
public sealed record AppointmentBooked : AppointmentEvent
{
    public required Booking Booking { get; init; }

    /// <summary>The booking that this one stands for from now on.</summary>
    public Booking? Replaces { get; init; }

    /// <summary>The message as it is sent to the EHR; where the EHR booked itself, the one that it sent.</summary>
    public required OriginalId PayloadId { get; init; }

    /// <summary>Where and how the message goes; absent for a FHIR Appointment to the one EHR.</summary>
    public EhrRoute? Route { get; init; }

    public required Actor By { get; init; }

    /// <summary>When the EHR should have said that the patient was seen.</summary>
    public required DateTimeOffset ReportBy { get; init; }
}

/// <summary>The payer changed its approval, and the booked day or place is outside of it now.</summary>
[StoredAs("booking_uncovered.v1")]
public sealed record BookingUncovered : AppointmentEvent
{
    public required Booking Booking { get; init; }

    /// <summary>Why, as the code of the refusal that booking it now would get.</summary>
    public required string ReasonCode { get; init; }
}

/// <summary>Where a message about an appointment goes, and as which kind of transmission; <paramref name="Kind"/> is <c>none</c> where the EHR itself was first to know.</summary>
public sealed record EhrRoute(string Partner, string Kind)
{
    public const string NotSent = "none";

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsSent => Kind != NotSent;
}

/// <summary>The EHR took the appointment.</summary>
[StoredAs("ehr_updated.v1")]
public sealed record EhrUpdated : AppointmentEvent
{
    public required OriginalId PayloadId { get; init; }

    /// <summary>The EHR's id of the appointment, when it gave one.</summary>
    public string? EhrId { get; init; }
}

/// <summary>The EHR gave no answer to several attempts; it is sent again, and somebody looks why.</summary>
[StoredAs("ehr_update_failed.v1")]
public sealed record EhrUpdateFailed : AppointmentEvent
{
    public required OriginalId PayloadId { get; init; }

    public required int Attempts { get; init; }
}

/// <summary>The EHR refused the appointment (4xx, or an acknowledgement AE or AR): a person decides.</summary>
[StoredAs("ehr_refused.v1")]
public sealed record EhrRefused : AppointmentEvent
{
    public required OriginalId PayloadId { get; init; }

    /// <summary>The status of HTTP that it answered with.</summary>
    public required int Status { get; init; }

    /// <summary>Its HL7 acknowledgement, AE or AR; absent where it answered in FHIR.</summary>
    public string? Acknowledgement { get; init; }
}

/// <summary>The patient came and was seen, as the EHR reports it.</summary>
[StoredAs("visit_attended.v1")]
public sealed record VisitAttended : AppointmentEvent
{
    public required Guid PatientId { get; init; }

    /// <summary>The EHR's id of the encounter.</summary>
    public required string EncounterId { get; init; }

    public required string PractitionerNpi { get; init; }

    public required string PlaceOfService { get; init; }

    /// <summary>The date at the place.</summary>
    public required DateOnly ServiceDate { get; init; }

    /// <summary>The encounter as the EHR sent it.</summary>
    public required OriginalId OriginalId { get; init; }
}
