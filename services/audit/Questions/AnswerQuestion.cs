using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Audit.Questions;

internal static class AnswerQuestionEndpoint
{
    private static readonly AskedOfTrail NothingNew = new(CaseId: null, PatientId: null, Purpose: null);

    public static void Map(RouteGroupBuilder questions) => questions.MapPut("/{questionId:guid}/answer", HandleAsync).Described(
        "answerQuestion",
        "Answers what is owed, from the trail as it stands now",
        QuestionRefusals.Unknown,
        QuestionRefusals.NotStated,
        QuestionRefusals.TrailBehind);

    private static Task<CommandResult> HandleAsync(Guid questionId, [FromHeader(Name = "If-Match")] StreamVersion version, Caller caller, QuestionDesk desk, CancellationToken cancel) =>
        desk.AnswerAsync(questionId, version, NothingNew, caller, (answer, by, at) => new AnswerQuestion(answer, by, at), cancel);
}
