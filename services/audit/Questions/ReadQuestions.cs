using Healthcare.Audit.Trail;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Questions;

/// <summary>What a question was answered with, the earliest first.</summary>
internal sealed record AnswerPage(IReadOnlyList<Audited> Items, string? Next);

internal static class ReadQuestionsEndpoint
{
    public static void Map(RouteGroupBuilder questions)
    {
        questions.MapGet("/", ListAsync).Described("listQuestions", "Questions of compliance, those that are due first at the head; `open=true` for those that are not answered");
        questions.MapGet("/{questionId:guid}", GetAsync).Described("readQuestion", "A question: its scope, its purpose, by when it is due, what it is missing, and its answer's figures", QuestionRefusals.Unknown);
        questions.MapGet("/{questionId:guid}/answer", AnswerAsync).Described(
            "readAnswer",
            "The answer itself, page by page as it was given: the disclosures of an accounting, or every event of the scope. A page may hold few or none while `next` goes on",
            QuestionRefusals.Unknown,
            QuestionRefusals.NotAnswered);
    }

    private static async Task<Results<Ok<Page<QuestionDocument>>, ProblemResult>> ListAsync(
        bool? open, string? after, int? limit, Accessed accessed, Views<QuestionDocument> questions, CancellationToken cancel)
    {
        if (!Cursor.TryRead(after, out var cursor)) return Cursor.Invalid;
        var page = await questions.PageAsync(open == true ? QuestionView.Open : QuestionView.All, cursor, Math.Clamp(limit ?? 50, 1, 200), cancel);
        foreach (var question in page.Documents) Scope.Seen(accessed, question);
        return TypedResults.Ok(new Page<QuestionDocument>(page.Documents, Cursor.Write(page.Next)));
    }

    private static async Task<Results<VersionedResult<QuestionDocument>, ProblemResult>> GetAsync(Guid questionId, QuestionDesk desk, CancellationToken cancel) =>
        await desk.SeeAsync(questionId, cancel) is { } question ? question.At(new StreamVersion(question.Version)) : new ProblemResult(QuestionRefusals.Unknown.ToProblem());

    private static async Task<Results<Ok<AnswerPage>, ProblemResult>> AnswerAsync(
        Guid questionId, string? cursor, int? limit, QuestionDesk desk, TrailAnswers answers, CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        if (await desk.SeeAsync(questionId, cancel) is not { } question) return new ProblemResult(QuestionRefusals.Unknown.ToProblem());
        if (question.Answer is not { } answer) return new ProblemResult(QuestionRefusals.NotAnswered.ToProblem());
        await foreach (var (events, next) in answers.PagesAsync(Scope.AskedIn(question), answer.From, answer.Until, after, Math.Clamp(limit ?? 50, 1, 200), cancel))
            return TypedResults.Ok(new AnswerPage([.. events.Where(e => question.AsksFor != QuestionKinds.Accounting || Disclosures.Lists(e))], Cursor.Write(next)));
        return TypedResults.Ok(new AnswerPage([], Next: null));
    }
}
