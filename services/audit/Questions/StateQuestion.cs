using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Audit.Questions;

internal static class StateQuestionEndpoint
{
    /// <param name="CaseId">The case that it is about.</param>
    /// <param name="PatientId">The patient that it is about.</param>
    /// <param name="Purpose">HL7 purpose of use, such as <c>PATRQT</c>.</param>
    internal sealed record Request(Guid? CaseId = null, Guid? PatientId = null, string? Purpose = null);

    public static void Map(RouteGroupBuilder questions) => questions.MapPut("/{questionId:guid}/scope", HandleAsync).Validating<Request>()
        .Described("stateQuestion", "Says what a blocked question is missing; what was said before stays, and it is answered or owed from here", QuestionRefusals.Unknown, QuestionRefusals.Stated);

    private static Task<CommandResult> HandleAsync(
        Guid questionId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, QuestionDesk desk, CancellationToken cancel)
    {
        var said = new AskedOfTrail(request.CaseId, request.PatientId, request.Purpose);
        return desk.AnswerAsync(questionId, version, said, caller, (answer, by, at) => new StateQuestion(said, answer, by, at), cancel);
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Purpose).Purpose();
    }
}
