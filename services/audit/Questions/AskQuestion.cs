using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Questions;

internal static class AskQuestionEndpoint
{
    /// <param name="AsksFor"><c>who-saw-what</c>, or <c>disclosure-accounting</c> for what 45 CFR 164.528 gives a patient.</param>
    /// <param name="CaseId">The case that it is about; a case or a patient has to be named before it is answered.</param>
    /// <param name="PatientId">The patient that it is about.</param>
    /// <param name="Purpose">HL7 purpose of use, such as <c>PATRQT</c> or <c>HLEGAL</c>; has to be stated before it is answered.</param>
    /// <param name="ReceivedAt">When the request reached the organization, from which its clock runs; now, if left out.</param>
    internal sealed record Request(string AsksFor, Guid? CaseId = null, Guid? PatientId = null, string? Purpose = null, DateTimeOffset? ReceivedAt = null);

    public static void Map(RouteGroupBuilder questions) => questions.MapPost("/", HandleAsync).Validating<Request>().Described(
        "askQuestion",
        "Asks the trail of a case or a patient, for a stated purpose: answered at once, or owed by its clock (60 days from receipt for an accounting of disclosures); without scope or purpose it is blocked and says what is missing");

    private static async Task<Results<CreatedResult<QuestionDocument>, ProblemResult>> HandleAsync(
        Request request, Caller caller, Accessed accessed, IdempotentIds ids, TrailAnswers answers, Streams<QuestionCommand> questions, Views<QuestionDocument> views, TimeProvider clock, CancellationToken cancel)
    {
        var now = EventCodec.Microseconds(clock.GetUtcNow());
        var receivedAt = EventCodec.Microseconds(request.ReceivedAt ?? now);
        if (receivedAt > now) return new ProblemResult(new ProblemAnswer(KnownProblems.RequestInvalid) { Errors = [new ProblemError("$.receivedAt", "future", "A request is received before it is asked of the trail.")] });
        var asked = new AskedOfTrail(request.CaseId, request.PatientId, request.Purpose);
        Scope.Seen(accessed, asked);
        var id = ids.For(Question.AggregateName);
        var answer = await answers.AnswerAsync(request.AsksFor, asked, receivedAt, cancel);
        var outcome = await questions.ExecuteAsync(
            id, new AskQuestion(request.AsksFor, asked, receivedAt, ComplianceHandoffs.DueAt(request.AsksFor, receivedAt), answer, caller.ToActor(), now), cancel);
        return await views.FindAsync(id, cancel) is { } document
            ? outcome.ToCreated($"/compliance/questions/{id:D}", _ => document)
            : new ProblemResult(QuestionRefusals.Unknown.ToProblem());
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.AsksFor).Must(k => k is QuestionKinds.Trail or QuestionKinds.Accounting).WithErrorCode("asks-for").WithMessage("who-saw-what or disclosure-accounting.");
            RuleFor(r => r.Purpose).Purpose();
        }
    }
}

/// <summary>What the questions' routes say alike of whom they are about.</summary>
internal static class Scope
{
    /// <summary>A code of HL7 PurposeOfUse, so that no name of a patient ends up in one.</summary>
    public static void Purpose<T>(this IRuleBuilder<T, string?> rule) => rule.Matches("^[A-Z]{2,20}$").WithErrorCode("purpose").WithMessage("A code of HL7 PurposeOfUse, such as PATRQT.");

    public static void Seen(Accessed accessed, AskedOfTrail asked)
    {
        if (asked.CaseId is { } caseId) accessed.Case(caseId);
        if (asked.PatientId is { } patientId) accessed.Patient(patientId);
    }

    public static void Seen(Accessed accessed, QuestionDocument question) => Seen(accessed, AskedIn(question));

    public static AskedOfTrail AskedIn(QuestionDocument question) => new(question.CaseId, question.PatientId, question.Purpose);
}
