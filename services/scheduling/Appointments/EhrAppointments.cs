using System.Text.RegularExpressions;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Originals;

namespace Healthcare.Scheduling.Appointments;

/// <summary>The EHR took what it was sent. Never refused.</summary>
public sealed record RecordEhrUpdate(OriginalId PayloadId, string? EhrId, DateTimeOffset At) : AppointmentCommand(At);

/// <summary>The EHR refused what it was sent. Never refused.</summary>
public sealed record RecordEhrRefusal(OriginalId PayloadId, int Status, DateTimeOffset At) : AppointmentCommand(At);

/// <summary>Appointments as the EHR gets them (FHIR R4 Appointment), and what its answers mean.</summary>
internal sealed partial class EhrAppointments : ITransmissionKind
{
    public const string KindName = "ehr-appointment";
    public const string Partner = "ehr";
    public const string MediaType = "application/fhir+json";

    /// <summary>The system of our appointments' identifiers, by which an encounter names the appointment that it fulfilled.</summary>
    public const string AppointmentSystem = "urn:healthcare:appointment";

    /// <summary>The system of our patients' identifiers; they say nothing about the person.</summary>
    public const string PatientSystem = "urn:healthcare:patient";

    public string Kind => KindName;

    /// <summary>The same booking gives the same bytes, so that it is kept and sent once.</summary>
    public static byte[] Write(Guid appointmentId, Guid patientId, ServiceApproved? service, Booking booking) => new AppointmentWriteBack
    {
        AppointmentId = appointmentId.ToString("D"),
        Identifiers = [new Identifier(AppointmentSystem, appointmentId.ToString("D"))],
        Status = "booked",
        ServiceType = service is null ? null : new Coding(SystemOf(service.System), service.Code),
        Start = booking.Start,
        End = booking.End,
        Patient = new Reference(Literal: null, "Patient", new Identifier(PatientSystem, patientId.ToString("D")), Display: null),
        Practitioner = new Reference(Literal: null, "Practitioner", new Identifier(FhirSystems.Npi, booking.PractitionerNpi), Display: null),
        Location = new Reference(Literal: null, "Location", new Identifier(FhirSystems.PlaceOfService, booking.PlaceOfService), Display: null),
    }.Build();

    public Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel)
    {
        var payload = new OriginalId(answer.Transmission.PayloadId);
        var at = EventCodec.Microseconds(answer.At);
        AppointmentCommand? command = answer.Kind switch
        {
            AnswerKind.Acknowledged => new RecordEhrUpdate(payload, IdIn(answer.Body), at),
            AnswerKind.Rejected => new RecordEhrRefusal(payload, answer.Status ?? 400, at),
            _ => null,
        };
        return Task.FromResult<DecideOnAnswer>(command is null
            ? static (_, _) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, []))
            : (work, c) => work.DecideAsync(answer.Transmission.SubjectId, command, c));
    }

    // An id of another form may be a record number, and is not taken over.
    private static string? IdIn(ReadOnlyMemory<byte> body) =>
        FhirJson.Parse(body).TryGet(out var document) && document.Root["id"].Text is { } id && IsId(id) ? id : null;

    /// <summary>An id as FHIR writes ids.</summary>
    public static bool IsId(string text) => FhirId().IsMatch(text);

    private static string SystemOf(string name) => name switch
    {
        "CPT" => FhirSystems.Cpt,
        "HCPCS" => FhirSystems.Hcpcs,
        "X12-1365" => FhirSystems.X12ServiceType,
        _ => name,
    };

    [GeneratedRegex(@"\A[A-Za-z0-9.-]{1,64}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FhirId();
}
