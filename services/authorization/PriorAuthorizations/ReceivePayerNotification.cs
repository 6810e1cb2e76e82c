using Healthcare.Authorization.Payers;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Healthcare.X12;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A payer's subscription notification (R4 backport, rest-hook): the whole answer to an authorization of that payer's own.</summary>
internal static class ReceivePayerNotification
{
    internal const string Scope = "system/ClaimResponse.c";
    private const string X12 = "application/edi-x12";

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
        .TakingBody("application/fhir+json", "For payers that speak PAS: the subscription notification Bundle (R4 backport, full-resource) with one ClaimResponse, at most 5 MB. Payers that speak X12 send their 278 response as application/edi-x12.", Example)
        .Answering(KnownProblems.NotFound, KnownProblems.Unprocessable)
        .WithTags("payers")
        .Described("notifyAuthorization", "A payer's answer to an authorization, pushed as a subscription notification or as a 278 response; handshakes and heartbeats are answered too", PriorAuthorizationRefusals.NotSubmitted);

    private static async Task<Results<CommandResult, NoContent, ProblemResult>> HandleAsync(
        HttpRequest request,
        Caller caller,
        OriginalStore originals,
        Streams<PriorAuthorizationCommand> authorizations,
        Transactions transactions,
        PayerDirectory payers,
        CallScope scope,
        TimeProvider clock,
        ILogger<PasSubmissions> logger,
        CancellationToken cancel)
    {
        var payer = caller.PartnerId ?? "";
        var isX12 = IsOf(request.ContentType, X12);
        if (!isX12 && !IsOf(request.ContentType, PasTransport.FhirMediaType, "application/json")) return KnownProblems.MediaTypeUnsupported.ToResult();
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        var bytes = new ReadOnlyMemory<byte>(body.GetBuffer(), 0, (int)body.Length);
        if (await originals.KeepAsync(bytes, isX12 ? X12 : PasTransport.FhirMediaType, payer, cancel) is not Keeping.Kept original) return KnownProblems.BodyTooLarge.ToResult();

        var heard = isX12 ? HearX12(bytes) : Hear(bytes);
        if (heard.Problem is { } problem)
        {
            logger.NotApplied(payer, problem.Reason);
            return problem.Answer;
        }

        // Handshakes and heartbeats only want to be heard.
        if (heard.IsQuiet) return TypedResults.NoContent();
        if (heard.AuthorizationId is not { } id) return NotTheirs(payer, "trace-number-unknown", logger);
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(id, cancel);
        if (state is not PriorAuthorization.Begun { Request: var asked } begun || asked.PayerId != payer) return NotTheirs(payer, "other-payers-authorization", logger);

        await originals.AssignAsync(original.Id, asked.PatientId, cancel);
        scope.Context = scope.Context with { CaseId = asked.CaseId };
        var at = clock.GetUtcNow();
        var command = heard.Command(begun, payers[payer], original.Id.Value, at);
        var outcome = await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var decided = await work.DecideAsync(id, command, c);
                return decided is Outcome.Accepted ? await Endings.CloseAsync(work, id, at, decided, c) : decided;
            },
            cancel);
        logger.Notified(payer, id, command.GetType().Name);
        return command is RecordUnusableAnswer { Clauses: { Count: > 0 } clauses } ? NotConforming(clauses) : outcome.ToHttp();
    }

    private static Heard Hear(ReadOnlyMemory<byte> bytes)
    {
        var read = PasNotification.Read(bytes);
        if (!read.IsAcceptable || !read.TryGet(out var notification)) return new Heard(AuthorizationId: null) { Problem = NotUnderstood(read) };
        if (notification.Response is not { } response) return new Heard(AuthorizationId: null) { IsQuiet = true };
        var clauses = notification.ResponseBundle is { } bundle ? Codes.Clauses(FhirValidation.Check(bundle.ToUtf8()).Issues) : [];
        return new Heard(PayerAnswers.AuthorizationOf(response.TraceNumber))
        {
            Command = (state, payer, original, at) => clauses.Count > 0
                ? new RecordUnusableAnswer("not-conforming", original, at, clauses)
                : response.Status == PasStatus.Error
                    ? new ReportPayerError(PayerAnswers.ErrorCodes(response), original, at)
                    : new RecordPayerAnswer(ReceivedAt(response.CreatedAt, at), PayerAnswers.Words(response, state, payer), original, at),
        };
    }

    private static Heard HearX12(ReadOnlyMemory<byte> bytes)
    {
        var findings = new X12Findings();
        if (ServicesReview.Read(bytes, findings) is not [var review, ..] || findings.Errors > 0)
            return new Heard(AuthorizationId: null) { Problem = ("not-the-278", KnownProblems.Unprocessable.ToResult("The body is no 278 response with a whole envelope.")) };
        return new Heard(X12ReviewAnswers.AuthorizationOf(review))
        {
            Command = (state, payer, original, at) => X12ReviewAnswers.ErrorCodes(review) is { Count: > 0 } errors
                ? new ReportPayerError(errors, original, at)
                : new RecordPayerAnswer(ReceivedAt(new DateTimeOffset(review.At, TimeSpan.Zero), at), X12ReviewAnswers.Words(review, state, payer), original, at),
        };
    }

    private static DateTimeOffset ReceivedAt(DateTimeOffset createdAt, DateTimeOffset at) => createdAt <= at && createdAt > at.AddHours(-1) ? createdAt : at;

    /// <summary>What was heard: about which authorization, and what to tell it.</summary>
    private sealed record Heard(Guid? AuthorizationId)
    {
        public bool IsQuiet { get; init; }

        public (string Reason, ProblemResult Answer)? Problem { get; init; }

        public Func<PriorAuthorization.Begun, PayerProfile, Guid, DateTimeOffset, PriorAuthorizationCommand> Command { get; init; } =
            (_, _, original, at) => new RecordUnusableAnswer("not-understood", original, at);
    }

    // What is not this payer's is answered like what is not there.
    private static ProblemResult NotTheirs(string payer, string reason, ILogger logger)
    {
        logger.NotApplied(payer, reason);
        return KnownProblems.NotFound.ToResult("No authorization of yours has this trace number.");
    }

    private static (string Reason, ProblemResult Answer) NotUnderstood(FhirRead<PasNotification> read)
    {
        var problem = read.HttpStatus switch
        {
            413 => KnownProblems.BodyTooLarge,
            415 => KnownProblems.MediaTypeUnsupported,
            422 => KnownProblems.Unprocessable,
            _ => KnownProblems.BodyMalformed,
        };
        var answer = new ProblemResult(new ProblemAnswer(problem)
        {
            Errors = [.. read.Issues.Where(i => i.IsError).Select(i => new ProblemError(i.Expression ?? "Bundle", i.Detail ?? i.Code, i.Diagnostics))],
        });
        return (read.Fault == FhirFault.None ? "unacceptable" : Codes.Kebab(read.Fault.ToString()), answer);
    }

    private static ProblemResult NotConforming(IReadOnlyList<string> clauses) => new(new ProblemAnswer(KnownProblems.Unprocessable)
    {
        Errors = [.. clauses.Select(c => new ProblemError("Bundle", c, "The answer breaks this clause of the guide."))],
    });

    private static bool IsOf(string? contentType, params ReadOnlySpan<string> known)
    {
        var bare = contentType?.Split(';')[0].Trim();
        foreach (var type in known)
        {
            if (type.Equals(bare, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
