using System.Globalization;
using System.Text.RegularExpressions;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Originals;
using Healthcare.Scheduling.Appointments;

namespace Healthcare.Scheduling.Ehr;

/// <summary>The EHR took what it was sent. Never refused.</summary>
public sealed record RecordEhrUpdate(OriginalId PayloadId, string? EhrId, DateTimeOffset At) : AppointmentCommand(At);

/// <summary>The EHR refused what it was sent. Never refused.</summary>
public sealed record RecordEhrRefusal(OriginalId PayloadId, int Status, DateTimeOffset At) : AppointmentCommand(At)
{
    /// <summary>Its HL7 acknowledgement, AE or AR; null where it answered in FHIR.</summary>
    public string? Acknowledgement { get; init; }
}

/// <summary>The EHR gave no answer so many times. Never refused.</summary>
public sealed record RecordEhrSilence(OriginalId PayloadId, int Attempts, DateTimeOffset At) : AppointmentCommand(At);

/// <summary>Appointments as the EHR gets them (FHIR R4 Appointment), and what its answers mean.</summary>
internal sealed partial class EhrAppointments : ITransmissionKind
{
    public const string KindName = "ehr-appointment";
    public const string Partner = "ehr";
    public const string MediaType = "application/fhir+json";

    /// <summary>The system of our appointments' identifiers, by which an encounter names the appointment that it fulfilled.</summary>
    public const string AppointmentSystem = "urn:healthcare:appointment";

    /// <summary>The system of the count of messages about an appointment, from the second on.</summary>
    public const string MessageSystem = "urn:healthcare:appointment-message";

    /// <summary>The system of our patients' identifiers; they say nothing about the person.</summary>
    public const string PatientSystem = "urn:healthcare:patient";

    public string Kind => KindName;

    /// <summary>The same news gives the same bytes, so that it is kept and sent once; the number tells it from the same news given before.</summary>
    public static byte[] Write(EhrNotice notice) => new AppointmentWriteBack
    {
        AppointmentId = notice.AppointmentId.ToString("D"),
        Identifiers =
        [
            new Identifier(AppointmentSystem, notice.AppointmentId.ToString("D")),
            .. notice.Number > 1 ? [new Identifier(MessageSystem, notice.Number.ToString(CultureInfo.InvariantCulture))] : Array.Empty<Identifier>(),
        ],
        Status = notice.News switch { EhrNews.Cancelled => "cancelled", EhrNews.Missed => "noshow", _ => "booked" },
        ServiceType = notice.Service is { } service ? new Coding(SystemOf(service.System), service.Code) : null,
        Start = notice.Booking.Start,
        End = notice.Booking.End,
        Patient = new Reference(Literal: null, "Patient", new Identifier(PatientSystem, notice.PatientId.ToString("D")), Display: null),
        Practitioner = new Reference(Literal: null, "Practitioner", new Identifier(FhirSystems.Npi, notice.Booking.PractitionerNpi), Display: null),
        Location = new Reference(Literal: null, "Location", new Identifier(FhirSystems.PlaceOfService, notice.Booking.PlaceOfService), Display: null),
    }.Build();

    public Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel)
    {
        var payload = new OriginalId(answer.Transmission.PayloadId);
        var at = EventCodec.Microseconds(answer.At);
        AppointmentCommand? command = answer.Kind switch
        {
            AnswerKind.Acknowledged => new RecordEhrUpdate(payload, IdIn(answer.Body), at),
            AnswerKind.Rejected => new RecordEhrRefusal(payload, answer.Status ?? 400, at),
            _ => SilenceOf(answer, payload, at),
        };
        return Task.FromResult(Deciding(answer.Transmission.SubjectId, command));
    }

    public static DecideOnAnswer Deciding(Guid appointmentId, AppointmentCommand? command) => command is null
        ? static (_, _) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, []))
        : (work, c) => work.DecideAsync(appointmentId, command, c);

    /// <summary>Somebody is told once after some attempts; the message itself goes on being sent.</summary>
    public static AppointmentCommand? SilenceOf(TransmissionAnswer answer, OriginalId payload, DateTimeOffset at) =>
        answer.Transmission.Attempts >= SchedulingRules.Built.Ehr.SilentFrom ? new RecordEhrSilence(payload, answer.Transmission.Attempts, at) : null;

    // An id of another form may be a record number, and is not taken over.
    private static string? IdIn(ReadOnlyMemory<byte> body) =>
        FhirJson.Parse(body).TryGet(out var document) && document.Root["id"].Text is { } id && IsId(id) ? id : null;

    /// <summary>An id as FHIR writes ids.</summary>
    public static bool IsId(string text) => FhirId().IsMatch(text);

    public static string SystemOf(string name) => name switch
    {
        "CPT" => FhirSystems.Cpt,
        "HCPCS" => FhirSystems.Hcpcs,
        "X12-1365" => FhirSystems.X12ServiceType,
        _ => name,
    };

    [GeneratedRegex(@"\A[A-Za-z0-9.-]{1,64}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FhirId();
}
