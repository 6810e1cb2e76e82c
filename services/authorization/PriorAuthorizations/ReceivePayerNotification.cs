using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A payer's subscription notification (R4 backport, rest-hook): the whole answer to an authorization of that payer's own.</summary>
internal static class ReceivePayerNotification
{
    internal const string Scope = "system/ClaimResponse.c";

    private const string Example =
        """
        {
          "resourceType": "Bundle", "type": "history",
          "entry": [
            { "fullUrl": "urn:uuid:6a3f1c0e-7b55-4a52-8a52-0f7b5a1d9c01", "resource": { "resourceType": "Parameters", "parameter": [
              { "name": "subscription", "valueReference": { "reference": "https://payer.example/fhir/Subscription/1" } },
              { "name": "status", "valueCode": "active" }, { "name": "type", "valueCode": "event-notification" } ] } },
            { "fullUrl": "urn:uuid:6a3f1c0e-7b55-4a52-8a52-0f7b5a1d9c02", "resource": { "resourceType": "ClaimResponse", "status": "active", "use": "preauthorization", "outcome": "complete",
              "identifier": [{ "value": "01932b6c8f4e7c3d9a5b2e1f0a6d4c8b" }], "created": "2026-03-02T14:30:00Z", "preAuthRef": "AUTH0001",
              "item": [{ "itemSequence": 1, "adjudication": [{ "category": { "coding": [{ "code": "submitted" }] },
                "extension": [{ "url": "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewAction",
                  "extension": [{ "url": "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewActionCode", "valueCodeableConcept": { "coding": [{ "system": "https://codesystem.x12.org/005010/306", "code": "A1" }] } }] }] }] }] } }
          ]
        }
        """;

    internal static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/partner/v1/payer-notifications", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith(Scope))
        .SpeakingFhir()
        .TakingBody("application/fhir+json", "The subscription notification Bundle (R4 backport, full-resource) with one ClaimResponse, at most 5 MB.", Example)
        .Answering(KnownProblems.NotFound, KnownProblems.Unprocessable)
        .WithTags("payers")
        .Described("notifyAuthorization", "A payer's answer to an authorization, pushed as a subscription notification; handshakes and heartbeats are answered too", PriorAuthorizationRefusals.NotSubmitted);

    private static async Task<Results<CommandResult, NoContent, ProblemResult>> HandleAsync(
        HttpRequest request,
        Caller caller,
        OriginalStore originals,
        Streams<PriorAuthorizationCommand> authorizations,
        CallScope scope,
        TimeProvider clock,
        ILogger<PasSubmissions> logger,
        CancellationToken cancel)
    {
        var payer = caller.PartnerId ?? "";
        if (!IsFhir(request.ContentType)) return KnownProblems.MediaTypeUnsupported.ToResult();
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        var bytes = new ReadOnlyMemory<byte>(body.GetBuffer(), 0, (int)body.Length);
        if (await originals.KeepAsync(bytes, "application/fhir+json", payer, cancel) is not Keeping.Kept original) return KnownProblems.BodyTooLarge.ToResult();

        var read = PasNotification.Read(bytes);
        if (!read.IsAcceptable || !read.TryGet(out var notification)) return NotUnderstood(read, payer, logger);
        // Handshakes and heartbeats only want to be heard.
        if (notification.Response is not { } response) return TypedResults.NoContent();

        if (PayerAnswers.AuthorizationOf(response.TraceNumber) is not { } id) return NotTheirs(payer, "trace-number-unknown", logger);
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(id, cancel);
        if (state is not PriorAuthorization.Begun { Request: var asked } || asked.PayerId != payer) return NotTheirs(payer, "other-payers-authorization", logger);

        await originals.AssignAsync(original.Id, asked.PatientId, cancel);
        scope.Context = scope.Context with { CaseId = asked.CaseId };
        var outcome = await authorizations.ExecuteAsync(id, Command(response, asked, original.Id, clock.GetUtcNow()), cancel);
        logger.Notified(payer, id, response.Status);
        return outcome.ToHttp();
    }

    private static PriorAuthorizationCommand Command(PasResponse response, RequestFacts asked, OriginalId original, DateTimeOffset at) => response.Status == PasStatus.Error
        ? new ReportPayerError(PayerAnswers.ErrorCodes(response), original.Value, at)
        : new RecordPayerAnswer(response.CreatedAt <= at && response.CreatedAt > at.AddHours(-1) ? response.CreatedAt : at, PayerAnswers.Words(response, asked), original.Value, at);

    // What is not this payer's is answered like what is not there.
    private static ProblemResult NotTheirs(string payer, string reason, ILogger logger)
    {
        logger.NotApplied(payer, reason);
        return KnownProblems.NotFound.ToResult("No authorization of yours has this trace number.");
    }

    private static ProblemResult NotUnderstood(FhirRead<PasNotification> read, string payer, ILogger logger)
    {
        logger.NotApplied(payer, read.Fault == FhirFault.None ? "unacceptable" : Codes.Kebab(read.Fault.ToString()));
        var problem = read.HttpStatus switch
        {
            413 => KnownProblems.BodyTooLarge,
            415 => KnownProblems.MediaTypeUnsupported,
            422 => KnownProblems.Unprocessable,
            _ => KnownProblems.BodyMalformed,
        };
        return new ProblemResult(new ProblemAnswer(problem)
        {
            Errors = [.. read.Issues.Where(i => i.IsError).Select(i => new ProblemError(i.Expression ?? "Bundle", i.Detail ?? i.Code, i.Diagnostics))],
        });
    }

    private static bool IsFhir(string? contentType) =>
        contentType?.Split(';')[0].Trim() is { } type && (type.Equals("application/fhir+json", StringComparison.OrdinalIgnoreCase) || type.Equals("application/json", StringComparison.OrdinalIgnoreCase));
}
