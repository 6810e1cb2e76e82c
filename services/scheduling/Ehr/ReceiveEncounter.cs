using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Originals;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Calendars;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Healthcare.Scheduling.Ehr;

/// <summary>What the EHR is told of what it sent; <paramref name="Outcome"/> is <c>attended</c>, <c>booked</c>, <c>missed</c> or <c>cancelled</c>.</summary>
internal sealed record EncounterReceipt(Guid AppointmentId, string? EncounterId, DateOnly? ServiceDate, string Outcome);

internal static class ReceiveEncounterEndpoint
{
    private static readonly string[] Hl7 = [EhrNotices.MediaType, "x-application/hl7-v2+er7"];

    public static void Map(RouteGroupBuilder encounters) => encounters.MapPost("/", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith("system/Encounter.c"))
        .LimitingBody(FhirLimits.Default.MaxBytes)
        .Produces<EncounterReceipt>()
        .TakingBody(EhrAppointments.MediaType, "A FHIR R4 Encounter (finished, cancelled) or Appointment (booked, noshow, cancelled), at most 5 MB; or an SIU^S12, S13, S15 or S26 as application/hl7-v2, which is answered with its ACK.", EncounterExample.Json)
        .Answering(KnownProblems.Unprocessable)
        .Described(
            "reportVisit",
            "Reports what became of an appointment that is named by our identifier: attended, booked, moved, missed or cancelled. Told again it changes nothing",
            AppointmentRefusals.Unknown,
            AppointmentRefusals.NotBooked,
            AppointmentRefusals.NotReleased,
            AppointmentRefusals.AlreadyAttended,
            AppointmentRefusals.OfAnotherPatient,
            AppointmentRefusals.OfAnotherTime,
            AppointmentRefusals.OutsideAuthorizedDates,
            AppointmentRefusals.OutsideAuthorizedPlace,
            CalendarRefusals.TimeTaken);

    private static async Task<IResult> HandleAsync(
        HttpRequest request, Caller caller, IncomingEncounters encounters, IncomingNotices notices, IOptions<EhrOptions> options, CancellationToken cancel)
    {
        // Another partner's word on who was seen does not count, whatever its scopes.
        if (caller.PartnerId is not { } partner || !options.Value.IsEhr(partner)) return KnownProblems.NotPermitted.ToResult();
        var type = MediaTypeOf(request);
        if (Hl7.Contains(type, StringComparer.Ordinal)) return await notices.TakeAsync(await ReadAsync(request.Body, cancel), partner, cancel);
        return type is EhrAppointments.MediaType or "application/json"
            ? await encounters.TakeAsync(await ReadAsync(request.Body, cancel), type, partner, cancel)
            : KnownProblems.MediaTypeUnsupported.ToResult($"Send the encounter as {EhrAppointments.MediaType}, or a message as {EhrNotices.MediaType}.");
    }

    private static string? MediaTypeOf(HttpRequest request) =>
        request.ContentType is null ? EhrAppointments.MediaType : MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.Value?.ToLowerInvariant() : null;

    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancel)
    {
        using var all = new MemoryStream();
        await body.CopyToAsync(all, cancel);
        return all.ToArray();
    }
}

/// <summary>Keeps what the EHR sent, finds the appointment that it names, and decides.</summary>
internal sealed class IncomingVisits(
    OriginalStore originals, Streams<AppointmentCommand> appointments, Views<AppointmentDocument> views, CallScope scope, TimeProvider clock, ILogger<IncomingVisits> logger)
{
    /// <summary>Null when it is too large to be kept.</summary>
    public async Task<OriginalId?> KeepAsync(ReadOnlyMemory<byte> bytes, string mediaType, string partner, CancellationToken cancel) =>
        await originals.KeepAsync(bytes, mediaType, partner, cancel) is Keeping.Kept kept ? kept.Id : null;

    public async Task<Outcome> ExecuteAsync(string? named, OriginalId original, Func<AppointmentDocument, DateTimeOffset, AppointmentCommand> commandOf, CancellationToken cancel)
    {
        if (!Guid.TryParse(named, out var id) || await views.FindAsync(id, cancel) is not { } appointment) return Refused(original, AppointmentRefusals.Unknown);
        await originals.AssignAsync(original, appointment.PatientId, cancel);
        scope.Context = scope.Context with { CaseId = appointment.CaseId, Sensitivity = Sensitivity.Phi };
        var command = commandOf(appointment, EventCodec.Microseconds(clock.GetUtcNow()));
        var outcome = await appointments.ExecuteAsync(id, command, cancel);
        if (outcome is Outcome.Refused refused) return Refused(original, refused.Refusal);
        if (outcome is Outcome.Accepted { Events.Count: > 0 } done) logger.Done(id, command.GetType().Name, done.Version.Value);
        return outcome;
    }

    public void Refuse(OriginalId original, string code) => logger.EncounterRefused(original, code);

    private Outcome.Refused Refused(OriginalId original, Refusal refusal)
    {
        Refuse(original, refusal.Code);
        return new Outcome.Refused(refusal);
    }
}
