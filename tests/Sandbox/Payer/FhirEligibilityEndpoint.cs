using Healthcare.Fhir;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Payer;

/// <summary>CoverageEligibilityRequest in, CoverageEligibilityResponse out, by the same scripts as the 270.</summary>
internal static class FhirEligibilityEndpoint
{
    internal static async Task<IResult> HandleAsync(string payerId, HttpContext http, Exchange exchange, IOptions<SandboxOptions> options, TimeProvider clock, CancellationToken cancel)
    {
        if (options.Value.Find(payerId) is not { } payer) return TypedResults.NotFound();
        if (!Bodies.Is(http.Request, Bodies.Fhir, Bodies.Json)) return SubmitEndpoint.Outcome(415, FhirIssue.Invalid("Bundle", "unsupported-media-type", $"Send {Bodies.Fhir}."));
        var body = await Bodies.ReadAsync(http.Request, cancel);
        var read = EligibilityQuestion.Read(body);
        IReadOnlyList<FhirIssue> issues = read.TryGet(out var question) ? [.. read.Issues, .. FhirValidation.Check(body).Issues.Where(i => i.IsError)] : read.Issues;
        if (question is null || issues.Any(i => i.IsError))
        {
            exchange.Note(http, Subject.Of(payerId, Steps.Eligibility), body, StatusCodes.Status422UnprocessableEntity);
            return SubmitEndpoint.Outcome(question is null && read.HttpStatus != 200 ? read.HttpStatus : StatusCodes.Status422UnprocessableEntity, [.. issues]);
        }

        var subject = Subject.Of(payerId, Steps.Eligibility, ("trace", question.Trace.Value), ("member", question.Coverage.MemberNumber));
        return await exchange.AnswerAsync(http, subject, body, script => Bodies.Bytes(Answer(script), Bodies.Fhir), cancel);

        ReadOnlyMemory<byte> Answer(Script? script)
        {
            var answer = new EligibilityAnswer { ResponseId = Derived.Id("E", payerId, question.Trace.Value ?? ""), Outcome = "complete", CreatedAt = clock.GetUtcNow() };
            if (!question.Insurer.Identifiers.Any(i => payer.Answers(payerId, i.Value))) return (answer with { Outcome = "error", Errors = ["79"] }).Build(question);
            return (script?.Behaviour switch
            {
                "unavailable" => answer with { Outcome = "error", Errors = [script.Reason ?? "42"] },
                "not-found" => answer with { Outcome = "error", Errors = [script.Reason ?? "75"] },
                "inactive" => answer with { InForce = false },
                _ => answer with { InForce = true, AuthorizationRequired = true },
            }).Build(question);
        }
    }
}
