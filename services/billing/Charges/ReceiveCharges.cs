using Healthcare.Billing.Encounters;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Hl7v2;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Healthcare.Billing.Charges;

/// <summary>What an EHR is told of charges: to which encounter they belong, and what they still lack.</summary>
internal sealed record ChargesReceipt(Guid EncounterId, Guid OriginalId, int Charges, IReadOnlyList<string> Gaps);

/// <summary>Charges and the end of an encounter as the EHR sends them: DFT^P03 and ADT^A03, acknowledged, or FHIR.</summary>
internal static class ReceiveChargesEndpoint
{
    internal const string Hl7 = "application/hl7-v2";
    internal const string Fhir = "application/fhir+json";

    private const string Example =
        """
        {
          "resourceType": "Bundle", "type": "collection",
          "entry": [
            { "fullUrl": "urn:uuid:01932b6c-8f4e-7c3d-9a5b-2e1f0a6d4c81", "resource": {
              "resourceType": "Encounter", "id": "ENC-0001", "status": "finished",
              "contained": [{ "resourceType": "Practitioner", "id": "practitioner", "identifier": [{ "system": "http://hl7.org/fhir/sid/us-npi", "value": "1987654328" }] }],
              "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" },
              "subject": { "type": "Patient", "identifier": { "system": "urn:healthcare:patient", "value": "01932b6c-8f4e-7c3d-9a5b-2e1f0a6d4c8b" } },
              "participant": [{ "individual": { "reference": "#practitioner" } }],
              "appointment": [{ "type": "Appointment", "identifier": { "system": "urn:healthcare:appointment", "value": "01932b6c-8f4e-7c3d-9a5b-2e1f0a6d4c8c" } }],
              "period": { "start": "2026-03-16T09:30:00-04:00", "end": "2026-03-16T10:00:00-04:00" } } },
            { "fullUrl": "urn:uuid:01932b6c-8f4e-7c3d-9a5b-2e1f0a6d4c82", "resource": {
              "resourceType": "ChargeItem", "id": "charge-1", "status": "billable",
              "code": { "coding": [{ "system": "http://www.ama-assn.org/go/cpt", "code": "99243" }] },
              "subject": { "identifier": { "system": "urn:healthcare:patient", "value": "01932b6c-8f4e-7c3d-9a5b-2e1f0a6d4c8b" } },
              "occurrenceDateTime": "2026-03-16", "quantity": { "value": 1 } } }
          ]
        }
        """;

    internal static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/partner/v1/charges", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith("system/Encounter.c"))
        .Produces<ChargesReceipt>()
        .TakingBody(Fhir, "A FHIR R4 bundle of an Encounter and its ChargeItems, at most 5 MB; or a DFT^P03 or ADT^A03 as application/hl7-v2, which is answered with its ACK.", Example)
        .Answering(KnownProblems.Unprocessable)
        .WithTags("ehr")
        .Described("reportCharges", "Reports what was done at a visit, by whom, how long and how often, and that the visit is over. Told again it changes nothing", EncounterRefusals.Unknown, EncounterRefusals.NotClosed);

    private static async Task<IResult> HandleAsync(HttpRequest request, Caller caller, IncomingCharges charges, IOptions<BillingOptions> options, CancellationToken cancel)
    {
        if (caller.PartnerId is not { } partner || partner != options.Value.Ehr) return KnownProblems.NotPermitted.ToResult();
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var given) ? given.MediaType.Value?.ToLowerInvariant() : null;
        if (type is not (Hl7 or Fhir or "application/json")) return KnownProblems.MediaTypeUnsupported.ToResult($"Send {Fhir} or {Hl7}.");
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        return type == Hl7 ? await charges.TakeMessageAsync(body.ToArray(), partner, cancel) : await charges.TakeResourceAsync(body.ToArray(), partner, cancel);
    }
}

/// <summary>Keeps what the EHR sent, finds the encounter that it names, and decides.</summary>
internal sealed class IncomingCharges(
    OriginalStore originals, Views<EncounterDocument> views, Streams<EncounterCommand> streams, EncounterWork encounters, ClosingEncounters closings, ChargeMaster master, CallScope scope, TimeProvider clock)
{
    private static readonly Hl7Path MessageType = new("MSH", 1, 9, 0, 1, 0);
    private static readonly Hl7Path VisitNumber = new("PV1", 1, 19, 0, 1, 0);

    public async Task<IResult> TakeMessageAsync(ReadOnlyMemory<byte> bytes, string partner, CancellationToken cancel)
    {
        if (await originals.KeepAsync(bytes, ReceiveChargesEndpoint.Hl7, partner, cancel) is not Keeping.Kept original) return KnownProblems.BodyTooLarge.ToResult();
        var responder = new Hl7Responder((received, c) => AnswerAsync(received, original.Id, c), () => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N")[..20], clock);
        var answers = await responder.RespondAsync(new MllpMessage(bytes, TooLong: false, From: null), cancel);
        return answers.Count == 0 ? TypedResults.Accepted((string?)null) : TypedResults.Bytes(answers.SelectMany(a => a.ToArray()).ToArray(), ReceiveChargesEndpoint.Hl7);
    }

    public async Task<IResult> TakeResourceAsync(ReadOnlyMemory<byte> bytes, string partner, CancellationToken cancel)
    {
        if (await originals.KeepAsync(bytes, ReceiveChargesEndpoint.Fhir, partner, cancel) is not Keeping.Kept original) return KnownProblems.BodyTooLarge.ToResult();
        var read = EncounterReport.Read(bytes);
        if (!read.IsAcceptable || read.Value is not { } encounter)
        {
            return new ProblemResult(new ProblemAnswer(read.HttpStatus == StatusCodes.Status400BadRequest ? KnownProblems.RequestInvalid : KnownProblems.Unprocessable)
            {
                Errors = [.. read.Issues.Where(i => i.IsError).Select(i => new ProblemError(i.Expression ?? "Encounter", i.Detail ?? i.Code, i.Diagnostics))],
            });
        }

        var (outcome, receipt) = await TakeAsync(EhrReportReading.Of(encounter, bytes), original.Id, cancel);
        return outcome is Outcome.Refused refused ? new ProblemResult(refused.Refusal.ToProblem()) : TypedResults.Ok(receipt);
    }

    private async ValueTask<Acknowledgement> AnswerAsync(Hl7Received received, OriginalId original, CancellationToken cancel)
    {
        if (received.Part is not Hl7Message message || !received.Proposed.IsPositive) return received.Proposed;
        if (EhrReportReading.Of(message) is not { } report) return Of(AcknowledgementCode.AR, message, MessageType, "200", "DFT^P03 and ADT^A03 are taken here");
        var (outcome, _) = await TakeAsync(report, original, cancel);
        return outcome is Outcome.Refused refused
            ? Of(AcknowledgementCode.AE, message, VisitNumber, refused.Refusal == EncounterRefusals.Unknown ? "204" : "207", $"{refused.Refusal.Code}: {refused.Refusal.Sentence}")
            : received.Proposed;
    }

    private async Task<(Outcome Outcome, ChargesReceipt? Receipt)> TakeAsync(EhrReport report, OriginalId original, CancellationToken cancel)
    {
        if (await FindAsync(report.VisitIds, cancel) is not { CaseId: { } caseId } found) return (new Outcome.Refused(EncounterRefusals.Unknown), null);
        scope.Context = scope.Context with { CaseId = caseId, Sensitivity = Sensitivity.Phi };
        if (found.Referral is { } known) await originals.AssignAsync(original, known.PatientId, cancel);
        if (report.Closed is { } closed && found is { Visit: null, Booking: { } booking }) await CloseAsync(found.EncounterId, closed, booking, cancel);
        var (state, _) = await streams.ReadAsync<Encounter>(found.EncounterId, cancel);
        if (report.Charges.Count == 0) return (new Outcome.Accepted(StreamVersion.None, []), new ChargesReceipt(found.EncounterId, original.Value, 0, (state as Encounter.Closed)?.Gaps ?? []));
        if (state is not Encounter.Closed { Referral: { } referral } visited) return (new Outcome.Refused(EncounterRefusals.NotClosed), null);
        var (charges, gaps) = master.Reported(referral.Services, visited.Visit, report.Charges);
        var outcome = await encounters.ExecuteAsync(
            found.EncounterId, (_, _) => Task.FromResult<EncounterCommand>(new ReportCharges(report.Source, report.MessageId, charges, gaps, clock.GetUtcNow())), cancel);
        return (outcome, new ChargesReceipt(found.EncounterId, original.Value, charges.Count, gaps));
    }

    // The EHR's own word that the visit is over closes it, whoever else says so later.
    private Task<Outcome> CloseAsync(Guid encounterId, ClosedVisit closed, BookingFacts booking, CancellationToken cancel)
    {
        var visit = new VisitFacts(
            booking.AppointmentId, closed.EncounterId, closed.PractitionerNpi ?? booking.PractitionerNpi, closed.PlaceOfService ?? booking.PlaceOfService, closed.Day, closed.EndedAt ?? clock.GetUtcNow());
        return encounters.ExecuteAsync(
            encounterId,
            async (encounter, c) => new NoteVisit(visit, encounter is Encounter.Awaited { Visit: null, Referral: { } referral } ? await closings.ReadAsync(referral, visit, c) : null, clock.GetUtcNow()),
            cancel);
    }

    private async Task<EncounterDocument?> FindAsync(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        foreach (var id in ids)
        {
            // A number that two encounters share says nothing.
            if ((await views.PageAsync(EncounterView.OfVisit(id), after: null, 2, cancel)).Documents is [var only]) return only;
        }

        return null;
    }

    private static Acknowledgement Of(AcknowledgementCode code, Hl7Message message, Hl7Path at, string error, string meaning) =>
        new(code, message.ControlId, [new AcknowledgementError(at, error, "E", meaning)]);
}
