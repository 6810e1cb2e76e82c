using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.Net.Http.Headers;

namespace Healthcare.Scheduling.Appointments;

/// <summary>The EHR reports a finished encounter; what it does not say is null. <paramref name="PatientId"/> is our id, when it names the patient by that.</summary>
public sealed record AttendVisit(string EncounterId, string? PractitionerNpi, string? PlaceOfService, DateOnly ServiceDate, Guid? PatientId, OriginalId OriginalId, DateTimeOffset At)
    : AppointmentCommand(At);

/// <summary>What the EHR is told of an encounter that it sent.</summary>
internal sealed record EncounterReceipt(Guid AppointmentId, string EncounterId, DateOnly ServiceDate);

internal static class ReceiveEncounterEndpoint
{
    public static void Map(RouteGroupBuilder encounters) => encounters.MapPost("/", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith("system/Encounter.c"))
        .LimitingBody(FhirLimits.Default.MaxBytes)
        .Produces<EncounterReceipt>()
        .TakingBody(EhrAppointments.MediaType, "A finished FHIR R4 Encounter, at most 5 MB.", EncounterExample.Json)
        .Answering(KnownProblems.Unprocessable)
        .Described(
            "reportVisit",
            "Reports a visit: a finished FHIR R4 Encounter that names our appointment by its identifier. Told again it changes nothing",
            AppointmentRefusals.Unknown,
            AppointmentRefusals.NotBooked,
            AppointmentRefusals.AlreadyAttended,
            AppointmentRefusals.OfAnotherPatient);

    private static async Task<IResult> HandleAsync(HttpRequest request, Caller caller, IncomingEncounters incoming, CancellationToken cancel)
    {
        // Another partner's word on who was seen does not count, whatever its scopes.
        if (caller.PartnerId != EhrAppointments.Partner) return KnownProblems.NotPermitted.ToResult();
        if (!SpeaksJson(request)) return KnownProblems.MediaTypeUnsupported.ToResult($"Send the encounter as {EhrAppointments.MediaType}.");
        return await incoming.TakeAsync(request.Body, request.ContentType ?? EhrAppointments.MediaType, cancel);
    }

    private static bool SpeaksJson(HttpRequest request) =>
        request.ContentType is null
        || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Value?.ToLowerInvariant() is EhrAppointments.MediaType or "application/json");
}

/// <summary>Takes what the EHR sends: keeps the bytes first, reads them, and records the visit of the appointment that they name.</summary>
internal sealed class IncomingEncounters(
    OriginalStore originals, Streams<AppointmentCommand> appointments, Views<AppointmentDocument> views, CallScope scope, TimeProvider clock, ILogger<IncomingEncounters> logger)
{
    public async Task<IResult> TakeAsync(Stream body, string mediaType, CancellationToken cancel)
    {
        var bytes = await ReadAsync(body, cancel);
        if (await originals.KeepAsync(bytes, mediaType, EhrAppointments.Partner, cancel) is not Keeping.Kept kept) return KnownProblems.BodyTooLarge.ToResult();
        var read = EncounterReport.Read(bytes);
        var issues = read.Issues.Where(i => i.IsError).ToList();
        if (!read.TryGet(out var report) || issues.Count > 0) return Refuse(kept.Id, read.HttpStatus, issues);
        issues = [.. Missing(report)];
        if (issues.Count > 0 || report.Start?.Day is not { } day) return Refuse(kept.Id, StatusCodes.Status422UnprocessableEntity, issues);

        var named = report.AppointmentIdentifiers.FirstOrDefault(i => i.System == EhrAppointments.AppointmentSystem)?.Value;
        if (!Guid.TryParse(named, out var id) || await views.FindAsync(id, cancel) is not { } appointment) return Refuse(kept.Id, AppointmentRefusals.Unknown);
        await originals.AssignAsync(kept.Id, appointment.PatientId, cancel);
        scope.Context = scope.Context with { CaseId = appointment.CaseId, Sensitivity = Sensitivity.Phi };
        var visit = new AttendVisit(report.EncounterId, report.PractitionerNpi, report.PlaceOfService, day, PatientOf(report), kept.Id, EventCodec.Microseconds(clock.GetUtcNow()));
        var outcome = await appointments.ExecuteAsync(id, visit, cancel);
        if (outcome is Outcome.Refused refused) return Refuse(kept.Id, refused.Refusal);
        if (outcome is Outcome.Accepted { Events.Count: > 0 } done) logger.Attended(id, done.Version.Value);
        return outcome.ToHttp(_ => new EncounterReceipt(id, report.EncounterId, day));
    }

    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancel)
    {
        using var all = new MemoryStream();
        await body.CopyToAsync(all, cancel);
        return all.ToArray();
    }

    private static IEnumerable<FhirIssue> Missing(EncounterReport report)
    {
        if (!report.IsFinished) yield return FhirIssue.Invalid("Encounter.status", "encounter-not-finished", "Only a finished encounter is a visit that took place.");
        else if (report.Start?.Day is null) yield return FhirIssue.Required("Encounter.period.start", "missing-service-date", "The encounter does not say on which day it was.");
        if (!EhrAppointments.IsId(report.EncounterId)) yield return FhirIssue.Invalid("Encounter.id", "invalid-encounter-id", "The id is not of the form that FHIR ids have.");
        if (report.PractitionerNpi is { } npi && !ProviderNumber.IsNpi(npi))
            yield return FhirIssue.Invalid("Encounter.participant.individual", "invalid-npi", "A National Provider Identifier has ten digits, the last a check digit.");
        if (report.PlaceOfService is { } place && !(place.Length == 2 && place.All(char.IsAsciiDigit)))
            yield return FhirIssue.Invalid("Encounter.location.location", "invalid-place-of-service", "A CMS place of service code has two digits.");
    }

    private static Guid? PatientOf(EncounterReport report) =>
        report.Subject?.Identifier is { System: EhrAppointments.PatientSystem, Value: { } value } ? Guid.TryParse(value, out var id) ? id : Guid.Empty : null;

    private ProblemResult Refuse(OriginalId original, Refusal refusal)
    {
        logger.EncounterRefused(original, refusal.Code);
        return new ProblemResult(refusal.ToProblem());
    }

    // The first thing that is wrong gives the answer its code; all of them stand in it.
    private ProblemResult Refuse(OriginalId original, int status, IReadOnlyList<FhirIssue> issues)
    {
        var problem = status switch
        {
            StatusCodes.Status400BadRequest => KnownProblems.RequestInvalid,
            StatusCodes.Status413PayloadTooLarge => KnownProblems.BodyTooLarge,
            StatusCodes.Status415UnsupportedMediaType => KnownProblems.MediaTypeUnsupported,
            _ => KnownProblems.Unprocessable,
        };
        var code = issues.Select(i => i.Detail).FirstOrDefault(d => d is not null) ?? problem.Code;
        logger.EncounterRefused(original, code);
        return new ProblemResult(new ProblemAnswer(problem with { Code = code })
        {
            Errors = [.. issues.Select(i => new ProblemError(i.Expression ?? "Encounter", i.Detail ?? i.Code, i.Diagnostics))],
        });
    }
}
