using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Scheduling.Appointments;

/// <summary>Where an appointment stands, as people are told.</summary>
public enum AppointmentStatus
{
    /// <summary>Approved, and the referral is still on its way.</summary>
    Authorized,

    /// <summary>Waiting for the payer.</summary>
    Requested,

    /// <summary>Can be booked.</summary>
    Released,
    Booked,
    Attended,
}

/// <summary>An appointment in codes and ids.</summary>
public sealed record AppointmentDocument
{
    public required Guid AppointmentId { get; init; }

    public required Guid CaseId { get; init; }

    public required long Version { get; init; }

    public required Guid PatientId { get; init; }

    public required AppointmentStatus Status { get; init; }

    public Guid? ReferralId { get; init; }

    public IReadOnlyList<ServiceAsked> Requested { get; init; } = [];

    public string? Priority { get; init; }

    public DateOnly? RequestedOn { get; init; }

    public Guid? AuthorizationId { get; init; }

    /// <summary>What may be booked, on which days.</summary>
    public IReadOnlyList<ServiceApproved> Approved { get; init; } = [];

    public DateTimeOffset? BookBy { get; init; }

    public Booking? Booking { get; init; }

    /// <summary>What the EHR said to the booking.</summary>
    public EhrKnowledge? Ehr { get; init; }

    /// <summary>The EHR's id of the appointment.</summary>
    public string? EhrId { get; init; }

    public VisitOnFile? Visit { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the status that it has began.</summary>
    public required DateTimeOffset Since { get; init; }
}

/// <summary>The visit as the EHR reported it.</summary>
public sealed record VisitOnFile(string EncounterId, string PractitionerNpi, string PlaceOfService, DateOnly ServiceDate);

/// <summary>Appointments, newest first: all, by case, by status.</summary>
internal sealed class AppointmentView : View<AppointmentDocument>
{
    public const string All = "all";

    public override string Name => "appointments_v1";

    public override string? InlineOf => AppointmentAggregate.Name;

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    public static string OfStatus(AppointmentStatus status) => $"status:{status}";

    public override AppointmentDocument? Apply(string key, AppointmentDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, SchedulingRequested e) => (document ?? Begun(e.PatientId, e.At, envelope)) with
            {
                Status = AppointmentStatus.Requested,
                ReferralId = e.ReferralId,
                Requested = e.Services,
                Priority = e.Priority,
                RequestedOn = e.RequestedOn,
                Since = e.At,
            },
            (_, SchedulingAuthorized e) => (document ?? Begun(e.PatientId, e.At, envelope)) with { AuthorizationId = e.AuthorizationId, Approved = e.Services },
            (null, _) => null,
            ({ Booking: null } d, SchedulingReleased e) => d with { Status = AppointmentStatus.Released, BookBy = e.BookBy, Since = e.At },
            ({ } d, AppointmentBooked e) => d with { Status = AppointmentStatus.Booked, Booking = e.Booking, Ehr = EhrKnowledge.Asked, Since = e.At },
            ({ } d, EhrUpdated e) => d with { Ehr = EhrKnowledge.Taken, EhrId = e.EhrId ?? d.EhrId },
            ({ } d, EhrRefused) => d with { Ehr = EhrKnowledge.Refused },
            ({ } d, VisitAttended e) => d with { Status = AppointmentStatus.Attended, Visit = new VisitOnFile(e.EncounterId, e.PractitionerNpi, e.PlaceOfService, e.ServiceDate), Since = e.At },
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(AppointmentDocument document) => [All, OfCase(document.CaseId), OfStatus(document.Status)];

    // Pages run upwards, and people want the newest first.
    public override string SortOf(AppointmentDocument document) => (long.MaxValue - document.RequestedAt.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    private static AppointmentDocument Begun(Guid patientId, DateTimeOffset at, EventEnvelope envelope) => new()
    {
        AppointmentId = envelope.StreamId,
        CaseId = envelope.CaseId ?? Guid.Empty,
        Version = envelope.Version,
        PatientId = patientId,
        Status = AppointmentStatus.Authorized,
        RequestedAt = at,
        Since = at,
    };
}
