using Healthcare.EventStore;
using Healthcare.Originals;

namespace Healthcare.Scheduling.Appointments;

/// <summary>A time is held while the authorization is open; it is nobody else's until it is confirmed, given back, or its own time is up.</summary>
[StoredAs("appointment_held.v1")]
public sealed record AppointmentHeldTentatively : AppointmentEvent
{
    public required Booking Booking { get; init; }

    /// <summary>The time that was held before.</summary>
    public Booking? Replaces { get; init; }

    /// <summary>The message that the EHR gets when the time is confirmed.</summary>
    public required OriginalId PayloadId { get; init; }

    /// <summary>Where and how that message goes.</summary>
    public EhrRoute? Route { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required Actor By { get; init; }
}

/// <summary>The approval covers the held time; a scheduler confirms it.</summary>
[StoredAs("hold_ready.v1")]
public sealed record HoldReady : AppointmentEvent
{
    public required DateTimeOffset ConfirmBy { get; init; }
}

/// <summary>A tentatively held time is free again.</summary>
[StoredAs("hold_released.v1")]
public sealed record HoldReleased : AppointmentEvent
{
    public required Booking Booking { get; init; }

    /// <summary><c>hold-expired</c>, <c>referral-ended</c>, or what a person gave as reason.</summary>
    public required string ReasonCode { get; init; }
}

/// <summary>The patient did not come (BSeR 5.1.2, 360X no-show): the case waits for another time.</summary>
[StoredAs("visit_missed.v1")]
public sealed record VisitMissed : VisitOver
{
    /// <summary>How often the patient has not come, this time included.</summary>
    public required int Count { get; init; }
}

/// <summary>A booked visit will not take place (BSeR 5.1.3): the case waits for another time, unless its referral ended.</summary>
[StoredAs("visit_cancelled.v1")]
public sealed record VisitCancelled : VisitOver
{
    public required string ReasonCode { get; init; }

    /// <summary><c>patient</c>, <c>provider</c> or <c>referral</c>.</summary>
    public required string CancelledBy { get; init; }
}

/// <summary>A booking came to nothing; its time is free again.</summary>
public abstract record VisitOver : AppointmentEvent
{
    public required Booking Booking { get; init; }

    /// <summary>The message as it is sent to the EHR; absent when the EHR said it, or when no message could be written.</summary>
    public OriginalId? PayloadId { get; init; }

    /// <summary>Where and how the message goes.</summary>
    public EhrRoute? Route { get; init; }

    /// <summary>What the EHR sent, when it was the EHR that said it.</summary>
    public OriginalId? OriginalId { get; init; }

    public required Actor By { get; init; }

    /// <summary>Until when another time should be found.</summary>
    public required DateTimeOffset RebookBy { get; init; }
}
