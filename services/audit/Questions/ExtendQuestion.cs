using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Audit.Questions;

internal static class ExtendQuestionEndpoint
{
    /// <param name="Statement">The written statement that the patient is given: the reasons of the delay. Sealed.</param>
    /// <param name="ExpectedAt">The date by which the accounting will be given, as the statement says it; at most 30 days after it was due.</param>
    internal sealed record Request(string Statement, DateTimeOffset ExpectedAt);

    /// <summary>What a patient was told of a delay.</summary>
    internal sealed record Extension(string? Statement, DateTimeOffset ExpectedAt, DateTimeOffset StatedAt, string By);

    public static void Map(RouteGroupBuilder questions)
    {
        questions.MapPut("/{questionId:guid}/extension", HandleAsync).Validating<Request>().Described(
            "extendQuestion",
            "Extends an accounting of disclosures, once and within its sixty days, by at most thirty: with the written statement of the reasons and the date that the patient is given (45 CFR 164.528(c)(1)(ii))",
            QuestionRefusals.Unknown,
            QuestionRefusals.NotStated,
            QuestionRefusals.NotExtendable,
            QuestionRefusals.Extended);
        questions.MapGet("/{questionId:guid}/extension", ReadAsync).Described(
            "readExtension", "The statement that was given with an extension, and the date that it promises", QuestionRefusals.Unknown, QuestionRefusals.NotExtended);
    }

    private static Task<CommandResult> HandleAsync(
        Guid questionId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, QuestionDesk desk, CancellationToken cancel) => desk.DecideAsync(
            questionId,
            version,
            caller,
            (question, by, at) => new ExtendQuestion(request.Statement, EventCodec.Microseconds(request.ExpectedAt), ComplianceHandoffs.ExtendableTo(question?.ReceivedAt ?? at), by, at),
            cancel);

    private static async Task<Results<Ok<Extension>, ProblemResult>> ReadAsync(Guid questionId, QuestionDesk desk, IEventStore store, Vault vault, CancellationToken cancel)
    {
        if (await desk.SeeAsync(questionId, cancel) is null) return new ProblemResult(QuestionRefusals.Unknown.ToProblem());
        var happened = await store.ReadStreamAsync(questionId, afterVersion: 0, cancel);
        return happened.Select(h => h.Event).OfType<QuestionExtended>().FirstOrDefault() is { } extended
            ? TypedResults.Ok(new Extension(await vault.OpenAsync(extended.Statement, cancel), extended.DueAt, extended.At, extended.By.Id))
            : new ProblemResult(QuestionRefusals.NotExtended.ToProblem());
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Statement).NotEmpty().MaximumLength(4000);
    }
}
