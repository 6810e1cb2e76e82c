using Healthcare.Fhir;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Payer;

/// <summary>PAS Claim/$submit: a bundle in, a response bundle out; pended unless told otherwise, then decided by notification.</summary>
internal static class SubmitEndpoint
{
    internal static async Task<IResult> HandleAsync(
        string payerId, HttpContext http, Exchange exchange, Authorizations authorizations, Notifications notifications, IOptions<SandboxOptions> options, TimeProvider clock,
        CancellationToken cancel)
    {
        if (options.Value.Find(payerId) is not { } payer) return TypedResults.NotFound();
        if (!Bodies.Is(http.Request, Bodies.Fhir, Bodies.Json)) return Outcome(415, FhirIssue.Invalid("Bundle", "unsupported-media-type", $"Send {Bodies.Fhir}."));
        var body = await Bodies.ReadAsync(http.Request, cancel);
        var read = PasRequest.Read(body);
        var issues = read.TryGet(out var submission) ? [.. read.Issues, .. SubmissionCheck.Of(submission, payerId, payer), .. SubmissionCheck.OfUpdate(submission, payerId, authorizations)] : read.Issues;
        if (submission is null || issues.Any(i => i.IsError))
        {
            // A 4XX tells the sender that sending the same again is of no use.
            var status = submission is null && read.HttpStatus != 200 ? read.HttpStatus : StatusCodes.Status422UnprocessableEntity;
            exchange.Note(http, Subject.Of(payerId, Steps.Authorization), body, status);
            return Outcome(status, [.. issues]);
        }

        var subject = SubjectOf(payerId, submission);
        return await exchange.AnswerAsync(http, subject, body, script => Answer(script), cancel);

        IResult Answer(Script? script)
        {
            if (script?.Behaviour == "refuse") return Outcome(422, FhirIssue.Invalid("Claim", script.Reason ?? "not-our-member", "The payer does not take it, as its script says."));
            var baseUrl = $"{http.Request.Scheme}://{http.Request.Host}/payers/{payerId}";
            var file = authorizations.Keep(new AuthorizationFile(payerId, submission, baseUrl, Derived.Sha256(body), subject));
            if (file.Sha256 != Derived.Sha256(body))
                return Outcome(409, FhirIssue.Invalid("Bundle.identifier", "bundle-identifier-reused", "The identifier came before with another content; a resend is unchanged."));
            lock (file)
            {
                if (file.Answer is null)
                {
                    var behaviour = submission.IsUpdate ? Decisions.OfUpdate(submission, script?.Behaviour) : script?.Behaviour ?? Decisions.Usual;
                    var (now, later) = Decisions.Split(behaviour);
                    file.Answer = Decisions.Answer(file, now, script?.Reason, script?.Text, final: false, clock.GetUtcNow()).Build(submission, baseUrl);
                    file.Current = file.Answer;
                    if (later is not null) notifications.Schedule(file, later, script?.Reason, script?.Text);
                }

                return Bodies.Bytes(file.Answer.ToUtf8(), Bodies.Fhir);
            }
        }
    }

    internal static IResult Outcome(int status, params FhirIssue[] issues) => Bodies.Bytes(OperationOutcome.Write(issues), Bodies.Fhir, status);

    private static Subject SubjectOf(string payerId, PasSubmission submission) => Subject.Of(
        payerId,
        Steps.Authorization,
        [
            ("bundle", submission.Request.BundleIdentifier.Value),
            ("claim", submission.Request.ClaimId),
            ("trace", submission.Request.TraceNumber.Value),
            ("member", submission.Request.Coverage.MemberNumber),
            ("patient", submission.Request.Patient.Id),
            .. submission.Request.Patient.Identifiers.Select(i => ("patient", i.Value)),
            .. submission.Request.Items.Select(i => ("trace", i.TraceNumber?.Value)),
        ]);
}
