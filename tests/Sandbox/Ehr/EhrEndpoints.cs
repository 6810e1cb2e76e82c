using Healthcare.Fhir;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;

namespace Healthcare.Sandbox.Ehr;

/// <summary>An appointment as the EHR holds it.</summary>
internal sealed record BookedVisit(string EhrId, IReadOnlyList<Identifier> Identifiers, FhirElement Patient, string Npi, string PlaceOfService, DateTimeOffset Start, DateTimeOffset End, Subject Subject);

/// <summary>Takes appointments that scheduling writes back.</summary>
internal static class EhrEndpoints
{
    internal const string Partner = "ehr";

    internal static void Map(WebApplication app) => app.MapPost("/ehr/Appointment", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, Exchange exchange, Visits visits, CancellationToken cancel)
    {
        if (!Bodies.Is(http.Request, Bodies.Fhir, Bodies.Json)) return Outcome(415, FhirIssue.Invalid("Appointment", "unsupported-media-type", $"Send {Bodies.Fhir}."));
        var body = await Bodies.ReadAsync(http.Request, cancel);
        var (visit, status, issues) = AppointmentReading.Read(body);
        if (visit is null)
        {
            exchange.Note(http, Subject.Of(Partner, Steps.Appointment), body, status);
            return Outcome(status, [.. issues]);
        }

        return await exchange.AnswerAsync(http, visit.Subject, body, script => Take(script), cancel);

        IResult Take(Script? script)
        {
            if (script?.Behaviour == "refuse") return Outcome(409, FhirIssue.Invalid("Appointment.start", "slot-taken", "The time is taken in the EHR."));
            visits.Book(visit);
            http.Response.Headers.Location = $"{http.Request.Scheme}://{http.Request.Host}/ehr/Appointment/{visit.EhrId}";
            return Bodies.Bytes(AppointmentReading.Echo(body, visit.EhrId), Bodies.Fhir, StatusCodes.Status201Created);
        }
    }

    private static IResult Outcome(int status, params FhirIssue[] issues) => Bodies.Bytes(OperationOutcome.Write(issues), Bodies.Fhir, status);
}
