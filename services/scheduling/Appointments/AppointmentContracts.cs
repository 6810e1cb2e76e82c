using Healthcare.EventStore;
using V1 = Healthcare.Contracts.Scheduling.V1;

namespace Healthcare.Scheduling.Appointments;

/// <summary>What scheduling tells the other services: pure maps from stored events.</summary>
internal static class AppointmentContracts
{
    public static V1.SchedulingReleased? Released(Recorded recorded) => recorded is { Event: SchedulingReleased e, CaseId: { } caseId }
        ? new V1.SchedulingReleased { CaseId = caseId, AppointmentId = recorded.StreamId, AuthorizationId = e.AuthorizationId, ReleasedAt = e.At }
        : null;

    public static V1.AppointmentBooked? Booked(Recorded recorded) => recorded is { Event: AppointmentBooked e, CaseId: { } caseId }
        ? new V1.AppointmentBooked
        {
            CaseId = caseId,
            AppointmentId = recorded.StreamId,
            PractitionerNpi = e.Booking.PractitionerNpi,
            Start = e.Booking.Start,
            End = e.Booking.End,
            PlaceOfService = e.Booking.PlaceOfService,
            BookedAt = e.At,
        }
        : null;

    public static V1.VisitAttended? Attended(Recorded recorded) => recorded is { Event: VisitAttended e, CaseId: { } caseId }
        ? new V1.VisitAttended
        {
            CaseId = caseId,
            AppointmentId = recorded.StreamId,
            PatientId = e.PatientId,
            EncounterId = e.EncounterId,
            PractitionerNpi = e.PractitionerNpi,
            PlaceOfService = e.PlaceOfService,
            ServiceDate = e.ServiceDate,
            AttendedAt = e.At,
        }
        : null;

    public static V1.AppointmentHeld? Held(Recorded recorded) => recorded is { Event: AppointmentHeldTentatively e, CaseId: { } caseId }
        ? new V1.AppointmentHeld
        {
            CaseId = caseId,
            AppointmentId = recorded.StreamId,
            PractitionerNpi = e.Booking.PractitionerNpi,
            ServiceDate = e.Booking.Day,
            PlaceOfService = e.Booking.PlaceOfService,
            HeldAt = e.At,
        }
        : null;

    public static V1.CareProceeded? Proceeded(Recorded recorded) => recorded is { Event: CareProceeded e, CaseId: { } caseId }
        ? new V1.CareProceeded { CaseId = caseId, AppointmentId = recorded.StreamId, Ground = e.Ground, DueAt = e.DueAt, ProceededAt = e.At }
        : null;

    public static V1.VisitMissed? Missed(Recorded recorded) => recorded is { Event: VisitMissed e, CaseId: { } caseId }
        ? new V1.VisitMissed { CaseId = caseId, AppointmentId = recorded.StreamId, ServiceDate = e.Booking.Day, MissedAt = e.At }
        : null;

    public static V1.VisitCancelled? Cancelled(Recorded recorded) => recorded is { Event: VisitCancelled e, CaseId: { } caseId }
        ? new V1.VisitCancelled { CaseId = caseId, AppointmentId = recorded.StreamId, ServiceDate = e.Booking.Day, ReasonCode = e.ReasonCode, CancelledAt = e.At }
        : null;
}
