using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Originals;
using Healthcare.Scheduling.Appointments;
using Healthcare.ServiceDefaults;

namespace Healthcare.Scheduling.Ehr;

/// <summary>The EHR reports a finished encounter; what it does not say is null. <paramref name="PatientId"/> is our id, when it names the patient by that.</summary>
public sealed record AttendVisit(string EncounterId, string? PractitionerNpi, string? PlaceOfService, DateOnly ServiceDate, Guid? PatientId, OriginalId OriginalId, DateTimeOffset At)
    : AppointmentCommand(At);

/// <summary>Takes what the EHR sends in FHIR: an Encounter is a visit that took place or was cancelled, an Appointment one that was booked, moved, missed or cancelled there.</summary>
internal sealed class IncomingEncounters(IncomingVisits visits)
{
    public async Task<IResult> TakeAsync(ReadOnlyMemory<byte> bytes, string mediaType, string partner, CancellationToken cancel)
    {
        if (await visits.KeepAsync(bytes, mediaType, partner, cancel) is not { } original) return KnownProblems.BodyTooLarge.ToResult();
        if (FhirJson.Parse(bytes).TryGet(out var document) && document.ResourceType == "Appointment") return await TakeAsync(document.Root, original, new Actor(partner, ActorKind.Partner, "partner"), cancel);
        var read = EncounterReport.Read(bytes);
        var issues = read.Issues.Where(i => i.IsError).ToList();
        if (!read.TryGet(out var report) || issues.Count > 0) return Refuse(original, read.HttpStatus, issues);
        var named = NamedIn(report.AppointmentIdentifiers);
        if (report.Status == "cancelled")
        {
            var cancelled = await visits.ExecuteAsync(
                named, original, (_, at) => new CancelVisit("cancelled-in-ehr", "provider", new Actor(partner, ActorKind.Partner, "partner"), at) { OriginalId = original, Start = report.Start?.Instant }, cancel);
            return Answer(cancelled, new EncounterReceipt(IdOf(named), report.EncounterId, report.Start?.Day, "cancelled"));
        }

        issues = [.. Missing(report)];
        if (issues.Count > 0 || report.Start?.Day is not { } day) return Refuse(original, StatusCodes.Status422UnprocessableEntity, issues);
        var attended = await visits.ExecuteAsync(
            named, original, (_, at) => new AttendVisit(report.EncounterId, report.PractitionerNpi, report.PlaceOfService, day, PatientOf(report.Subject), original, at), cancel);
        return Answer(attended, new EncounterReceipt(IdOf(named), report.EncounterId, day, "attended"));
    }

    private async Task<IResult> TakeAsync(FhirElement appointment, OriginalId original, Actor by, CancellationToken cancel)
    {
        var named = NamedIn(appointment.Identifiers());
        var (start, end) = (appointment["start"].Date?.Instant, appointment["end"].Date?.Instant);
        Func<AppointmentDocument, DateTimeOffset, AppointmentCommand>? commandOf = appointment["status"].Text switch
        {
            "noshow" => (_, at) => new MissVisit(by, at) { OriginalId = original, Start = start },
            "cancelled" => (_, at) => new CancelVisit("cancelled-in-ehr", CancelledBy(appointment), by, at) { OriginalId = original, Start = start },
            "booked" when start is { } from && end > from => (found, at) => new BookAppointment(BookingOf(appointment, found, from, end.Value), original, by, at) { Route = new EhrRoute(by.Id, EhrRoute.NotSent) },
            _ => null,
        };
        if (commandOf is null) return Refuse(original, StatusCodes.Status422UnprocessableEntity, [Unknown(appointment)]);
        var outcome = await visits.ExecuteAsync(named, original, commandOf, cancel);
        return Answer(outcome, new EncounterReceipt(IdOf(named), EncounterId: null, appointment["start"].Date?.Day, appointment["status"].Text switch { "noshow" => "missed", "cancelled" => "cancelled", _ => "booked" }));
    }

    private static FhirIssue Unknown(FhirElement appointment) => appointment["status"].Text == "booked"
        ? FhirIssue.Required("Appointment.start", "missing-time", "A booked appointment says when it begins and ends.")
        : FhirIssue.Invalid("Appointment.status", "appointment-status-not-taken", "booked, noshow or cancelled is taken here; a visit that took place is an Encounter.");

    // Who sees the patient and where is as it was, unless the EHR says otherwise.
    private static Booking BookingOf(FhirElement appointment, AppointmentDocument found, DateTimeOffset start, DateTimeOffset end)
    {
        var identifiers = appointment.Each("participant").Select(p => p["actor"]["identifier"].AsIdentifier()).OfType<Identifier>().ToList();
        var before = found.Booking ?? found.Hold?.Booking;
        return TimeRequest.BookingOf(
            identifiers.Find(i => i.System == FhirSystems.Npi && ProviderNumber.IsNpi(i.Value))?.Value ?? before?.PractitionerNpi ?? "",
            start,
            end,
            identifiers.Find(i => i.System == FhirSystems.PlaceOfService)?.Value ?? before?.PlaceOfService ?? "11");
    }

    // HL7 appointment-cancellation-reason: pat and what stands under it is the patient's side.
    private static string CancelledBy(FhirElement appointment) =>
        appointment["cancelationReason"].AsConcept()?.Codings.Any(c => c.Code == "pat" || c.Code?.StartsWith("pat-", StringComparison.Ordinal) is true) is true ? "patient" : "provider";

    private static string? NamedIn(IEnumerable<Identifier> identifiers) => identifiers.FirstOrDefault(i => i.System == EhrAppointments.AppointmentSystem)?.Value;

    private static Guid IdOf(string? named) => Guid.TryParse(named, out var id) ? id : Guid.Empty;

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

    private static Guid? PatientOf(Reference? subject) =>
        subject?.Identifier is { System: EhrAppointments.PatientSystem, Value: { } value } ? Guid.TryParse(value, out var id) ? id : Guid.Empty : null;

    private static IResult Answer(Outcome outcome, EncounterReceipt receipt) =>
        outcome is Outcome.Refused refused ? new ProblemResult(refused.Refusal.ToProblem()) : outcome.ToHttp(_ => receipt);

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
        visits.Refuse(original, code);
        return new ProblemResult(new ProblemAnswer(problem with { Code = code })
        {
            Errors = [.. issues.Select(i => new ProblemError(i.Expression ?? "Encounter", i.Detail ?? i.Code, i.Diagnostics))],
        });
    }
}
