using Healthcare.Originals;
using Healthcare.Scheduling.Appointments;
using Microsoft.Extensions.Options;

namespace Healthcare.Scheduling.Ehr;

/// <summary>What the EHR is told of an appointment: SIU^S12, S13, S15, S26, or the status of a FHIR Appointment.</summary>
public enum EhrNews
{
    Booked,
    Moved,
    Cancelled,
    Missed,
}

/// <summary>Everything that a message to the EHR says, in ids and codes; <paramref name="Number"/> counts the messages about the appointment.</summary>
public sealed record EhrNotice(Guid AppointmentId, Guid PatientId, ServiceNamed? Service, EhrNews News, Booking Booking, int Number, DateTimeOffset At);

/// <summary>A service by its code.</summary>
public sealed record ServiceNamed(string System, string Code);

/// <summary>A message to the EHR that is written and kept, and the way it goes; <paramref name="Route"/> is null for a FHIR Appointment to the one EHR.</summary>
public sealed record EhrMessage(OriginalId PayloadId, EhrRoute? Route);

/// <summary>Which standard an EHR takes appointments in.</summary>
public enum EhrFormat
{
    Fhir,
    Hl7v2,
}

/// <summary>An EHR by its partner id, and the standard that it takes.</summary>
public sealed class EhrSite
{
    public string Partner { get; set; } = EhrAppointments.Partner;

    public EhrFormat Format { get; set; }
}

/// <summary>Section <c>Ehr</c>: the EHR that is told of appointments, and those of single sites by place of service.</summary>
public sealed class EhrOptions
{
    public string Partner { get; set; } = EhrAppointments.Partner;

    public EhrFormat Format { get; set; }

    /// <summary>By CMS place of service code, such as <c>22</c>.</summary>
    public Dictionary<string, EhrSite> Sites { get; set; } = new(StringComparer.Ordinal);

    public (string Partner, EhrFormat Format) Of(string placeOfService) => Sites.TryGetValue(placeOfService, out var site) ? (site.Partner, site.Format) : (Partner, Format);

    /// <summary>Whether a partner is an EHR whose word on visits counts.</summary>
    public bool IsEhr(string? partner) => partner == Partner || Sites.Values.Any(s => s.Partner == partner);
}

/// <summary>Writes messages to the EHR in the standard that it takes, and keeps their bytes before anything is decided.</summary>
internal sealed class EhrMessages(OriginalStore originals, IOptions<EhrOptions> options)
{
    /// <summary>Null when there is no booking to tell of.</summary>
    public async Task<EhrMessage?> WriteAboutAsync(AppointmentDocument appointment, EhrNews news, DateTimeOffset at, CancellationToken cancel) =>
        appointment.Booking is { } booking ? await WriteAsync(appointment, news, booking, at, cancel) : null;

    public async Task<EhrMessage> WriteAsync(AppointmentDocument appointment, EhrNews news, Booking booking, DateTimeOffset at, CancellationToken cancel)
    {
        var notice = new EhrNotice(appointment.AppointmentId, appointment.PatientId, ServiceOf(appointment), news, booking, appointment.Messages + 1, at);
        var (partner, format) = options.Value.Of(booking.PlaceOfService);
        var (bytes, mediaType) = format == EhrFormat.Hl7v2 ? (EhrNotices.Write(notice, partner), EhrNotices.MediaType) : (EhrAppointments.Write(notice), EhrAppointments.MediaType);
        if (await originals.KeepAsync(bytes, mediaType, "scheduling", cancel) is not Keeping.Kept kept) throw new InvalidOperationException("A message about an appointment is small.");
        await originals.AssignAsync(kept.Id, appointment.PatientId, cancel);
        return new EhrMessage(kept.Id, RouteOf(partner, format));
    }

    private static EhrRoute? RouteOf(string partner, EhrFormat format) => (partner, format) switch
    {
        (EhrAppointments.Partner, EhrFormat.Fhir) => null,
        (_, EhrFormat.Fhir) => new EhrRoute(partner, EhrAppointments.KindName),
        _ => new EhrRoute(partner, EhrNotices.KindName),
    };

    private static ServiceNamed? ServiceOf(AppointmentDocument appointment) => appointment switch
    {
        { Approved: [var first, ..] } => new ServiceNamed(first.System, first.Code),
        { Requested: [var first, ..] } => new ServiceNamed(first.System, first.Code),
        _ => null,
    };
}
