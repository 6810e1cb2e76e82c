using Healthcare.Fhir;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;

namespace Healthcare.Sandbox.Ehr;

/// <summary>An appointment as the EHR holds it; <paramref name="Identifiers"/> are ours, by which it names the appointment again.</summary>
internal sealed record BookedVisit(string EhrId, IReadOnlyList<Identifier> Identifiers, FhirElement Patient, string Npi, string PlaceOfService, DateTimeOffset Start, DateTimeOffset End, Subject Subject)
{
    /// <summary>Which booking of the appointment it is.</summary>
    internal int Count { get; init; } = 1;

    /// <summary>It came as SIU, and news of it goes as SIU.</summary>
    internal bool TakesHl7 { get; init; }

    internal string PatientId { get; init; } = "";

    internal bool IsSameTime(BookedVisit other) => (Start, End, Npi, PlaceOfService) == (other.Start, other.End, other.Npi, other.PlaceOfService);
}

/// <summary>Takes appointments that scheduling writes back, in FHIR or as SIU.</summary>
internal static class EhrEndpoints
{
    internal const string Partner = "ehr";

    internal static void Map(WebApplication app)
    {
        app.MapPost("/ehr/Appointment", HandleAsync);
        app.MapPost("/ehr/siu", TakeNoticeAsync);
    }

    /// <summary>The EHR's own number of an appointment, the same for every message about it.</summary>
    internal static string IdOf(IEnumerable<Identifier> identifiers) => Derived.Id("EHR", [.. identifiers.Select(i => $"{i.System}|{i.Value}")]);

    private static async Task<IResult> HandleAsync(HttpContext http, Exchange exchange, Visits visits, CancellationToken cancel)
    {
        if (!Bodies.Is(http.Request, Bodies.Fhir, Bodies.Json)) return Outcome(415, FhirIssue.Invalid("Appointment", "unsupported-media-type", $"Send {Bodies.Fhir}."));
        var body = await Bodies.ReadAsync(http.Request, cancel);
        var (visit, appointmentStatus, status, issues) = AppointmentReading.Read(body);
        if (visit is null)
        {
            exchange.Note(http, Subject.Of(Partner, Steps.Appointment), body, status);
            return Outcome(status, [.. issues]);
        }

        return await exchange.AnswerAsync(http, visit.Subject, body, script => Take(script), cancel);

        IResult Take(Script? script)
        {
            if (script?.Behaviour == "refuse") return Outcome(409, FhirIssue.Invalid("Appointment.start", "slot-taken", "The time is taken in the EHR."));
            var isOver = appointmentStatus is "cancelled" or "noshow";
            if (isOver && !visits.Drop(visit.EhrId)) return Outcome(404, FhirIssue.Invalid("Appointment.identifier", "appointment-unknown", "No such appointment is booked in the EHR."));
            if (!isOver) visits.Book(visit);
            http.Response.Headers.Location = $"{http.Request.Scheme}://{http.Request.Host}/ehr/Appointment/{visit.EhrId}";
            return Bodies.Bytes(AppointmentReading.Echo(body, visit.EhrId), Bodies.Fhir, isOver ? StatusCodes.Status200OK : StatusCodes.Status201Created);
        }
    }

    private static async Task<IResult> TakeNoticeAsync(HttpContext http, Exchange exchange, Notices notices, CancellationToken cancel)
    {
        if (!Bodies.Is(http.Request, Bodies.Hl7)) return Bodies.WrongType(Bodies.Hl7);
        var body = await Bodies.ReadAsync(http.Request, cancel);
        var notice = Notices.Read(body);
        return await exchange.AnswerAsync(http, notice.Subject, body, script => Bodies.Bytes(notices.Take(notice, script?.Behaviour), Bodies.Hl7), cancel);
    }

    private static IResult Outcome(int status, params FhirIssue[] issues) => Bodies.Bytes(OperationOutcome.Write(issues), Bodies.Fhir, status);
}
