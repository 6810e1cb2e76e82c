using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Audit.Questions;

internal static class AnswerQuestionEndpoint
{
    public static void Map(RouteGroupBuilder questions) => questions.MapPut("/{questionId:guid}/answer", HandleAsync).Described(
        "answerQuestion",
        "Answers what is owed, from the trail as it stands now",
        QuestionRefusals.Unknown,
        QuestionRefusals.NotStated,
        QuestionRefusals.TrailBehind);

    private static async Task<CommandResult> HandleAsync(
        Guid questionId,
        [FromHeader(Name = "If-Match")] StreamVersion version,
        Caller caller,
        Accessed accessed,
        TrailAnswers answers,
        Streams<QuestionCommand> questions,
        Views<QuestionDocument> views,
        TimeProvider clock,
        CancellationToken cancel)
    {
        TrailAnswer? answer = null;
        if (await views.FindAsync(questionId, cancel) is { } question)
        {
            Scope.Seen(accessed, question);
            answer = await answers.AnswerAsync(question.AsksFor, Scope.AskedIn(question), question.ReceivedAt, cancel);
        }

        return (await questions.ExecuteAsync(questionId, version, new AnswerQuestion(answer, caller.ToActor(), EventCodec.Microseconds(clock.GetUtcNow())), cancel)).ToHttp();
    }
}
