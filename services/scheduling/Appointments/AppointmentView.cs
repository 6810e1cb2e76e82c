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

    /// <summary>A time is held tentatively.</summary>
    Held,
    Booked,
    Attended,

    /// <summary>The referral ended.</summary>
    Ended,
}

/// <summary>A tentatively held time.</summary>
public sealed record HeldBooking(Booking Booking, DateTimeOffset ExpiresAt);

/// <summary>On what ground the care goes on without an authorization, and until when that is settled.</summary>
public sealed record ProceedingOnFile(string Ground, DateTimeOffset DueAt, string OwnerRole, string By);

/// <summary>How the last booking came to nothing: <c>no-show</c>, or the reason of its cancellation.</summary>
public sealed record BookingLost(Booking Booking, string ReasonCode);

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

    public HeldBooking? Hold { get; init; }

    public ProceedingOnFile? Proceeding { get; init; }

    /// <summary>What on the case's journey stands against booking.</summary>
    public IReadOnlyList<string> HeldBackBy { get; init; } = [];

    public BookingLost? Lost { get; init; }

    /// <summary>How often the patient has not come.</summary>
    public int Missed { get; init; }

    /// <summary>Messages about the appointment that were written for the EHR.</summary>
    public int Messages { get; init; }

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
            (_, AuthorizationNotNeeded e) => (document ?? Begun(e.PatientId, e.At, envelope)) with { AuthorizationId = e.AuthorizationId, Approved = [] },
            (null, _) => null,
            ({ Booking: null, Hold: null } d, SchedulingReleased e) => d with { Status = AppointmentStatus.Released, BookBy = e.BookBy, Since = e.At },
            ({ Booking: null, Hold: null } d, CareProceeded e) => Proceeding(d, e) with { Status = AppointmentStatus.Released, Since = e.At },
            ({ } d, CareProceeded e) => Proceeding(d, e),
            ({ } d, AuthorizationLapsed e) => Waiting(d, e.At),
            ({ } d, ServicesChanged e) => Waiting(d with { Requested = e.Services }, e.At),
            ({ } d, SchedulingHeldBack e) => Waiting(d, e.At, d.AuthorizationId, d.Approved) with { HeldBackBy = e.Causes },
            ({ } d, SchedulingCleared e) => Free(d with { HeldBackBy = [] }, e.At),
            ({ } d, AppointmentHeldTentatively e) => d with { Status = AppointmentStatus.Held, Hold = new HeldBooking(e.Booking, e.ExpiresAt), Messages = d.Messages + 1, Since = e.At },
            ({ } d, HoldReleased e) => Free(d with { Hold = null }, e.At),
            ({ } d, AppointmentBooked e) => d with
            {
                Status = AppointmentStatus.Booked,
                Booking = e.Booking,
                Messages = d.Messages + (d.Hold?.Booking == e.Booking ? 0 : 1),
                Hold = null,
                Lost = null,
                Ehr = e.Route is { IsSent: false } ? EhrKnowledge.Taken : EhrKnowledge.Asked,
                Since = e.At,
            },
            ({ } d, VisitMissed e) => Over(d, e, "no-show") with { Missed = e.Count },
            ({ } d, VisitCancelled e) => Over(d, e, e.ReasonCode),
            ({ } d, SchedulingEnded e) => d with { Status = AppointmentStatus.Ended, AuthorizationId = null, Approved = [], HeldBackBy = [], Proceeding = null, Since = e.At },
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

    private static AppointmentDocument Proceeding(AppointmentDocument document, CareProceeded e) => document with { Proceeding = new ProceedingOnFile(e.Ground, e.DueAt, e.OwnerRole, e.By.Id) };

    // A time that is held or booked stays so, also where nothing allows it any more: a person moves it.
    private static AppointmentDocument Waiting(AppointmentDocument document, DateTimeOffset at, Guid? authorizationId = null, IReadOnlyList<ServiceApproved>? approved = null)
    {
        var waiting = document with { AuthorizationId = authorizationId, Approved = approved ?? [] };
        return document.Status == AppointmentStatus.Released ? waiting with { Status = AppointmentStatus.Requested, BookBy = null, Since = at } : waiting;
    }

    private static AppointmentDocument Over(AppointmentDocument document, VisitOver e, string reasonCode) => Free(
        document with
        {
            Booking = null,
            Lost = new BookingLost(e.Booking, reasonCode),
            Messages = document.Messages + 1,
            Ehr = e.PayloadId is null ? document.Ehr : EhrKnowledge.Asked,
            BookBy = e.RebookBy,
        },
        e.At);

    // What a time that is free again leaves: it can be booked when something allows it.
    private static AppointmentDocument Free(AppointmentDocument document, DateTimeOffset at) => document is { Booking: null, Hold: null, Visit: null, Status: not AppointmentStatus.Ended }
        ? document with
        {
            Status = (document.AuthorizationId is not null || document.Proceeding is not null) && document.HeldBackBy.Count == 0 ? AppointmentStatus.Released : AppointmentStatus.Requested,
            Since = at,
        }
        : document;

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
