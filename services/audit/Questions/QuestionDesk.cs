using Healthcare.EventStore;
using Healthcare.ServiceDefaults;

namespace Healthcare.Audit.Questions;

/// <summary>Where a question that was asked is taken further: whom it is about is recorded as read, the trail is asked anew, and what is decided on it is carried out.</summary>
internal sealed class QuestionDesk(Views<QuestionDocument> questions, TrailAnswers answers, Streams<QuestionCommand> streams, Accessed accessed, TimeProvider clock)
{
    private DateTimeOffset Now => EventCodec.Microseconds(clock.GetUtcNow());

    /// <summary>Decides with what the trail holds of the question now, what is <paramref name="said"/> included.</summary>
    public async Task<CommandResult> AnswerAsync(
        Guid questionId, StreamVersion version, AskedOfTrail said, Caller caller, Func<TrailAnswer?, Actor, DateTimeOffset, QuestionCommand> deciding, CancellationToken cancel)
    {
        Scope.Seen(accessed, said);
        var answer = await SeeAsync(questionId, cancel) is { } question
            ? await answers.AnswerAsync(question.AsksFor, Scope.AskedIn(question).With(said), question.ReceivedAt, cancel)
            : null;
        return await ExecuteAsync(questionId, version, deciding(answer, caller.ToActor(), Now), cancel);
    }

    /// <summary>Decides with the question as it is known; null where there is none.</summary>
    public async Task<CommandResult> DecideAsync(Guid questionId, StreamVersion version, Caller caller, Func<QuestionDocument?, Actor, DateTimeOffset, QuestionCommand> deciding, CancellationToken cancel) =>
        await ExecuteAsync(questionId, version, deciding(await SeeAsync(questionId, cancel), caller.ToActor(), Now), cancel);

    /// <summary>A question, recorded as read.</summary>
    public async Task<QuestionDocument?> SeeAsync(Guid questionId, CancellationToken cancel)
    {
        var question = await questions.FindAsync(questionId, cancel);
        if (question is not null) Scope.Seen(accessed, question);
        return question;
    }

    private async Task<CommandResult> ExecuteAsync(Guid questionId, StreamVersion version, QuestionCommand command, CancellationToken cancel) =>
        (await streams.ExecuteAsync(questionId, version, command, cancel)).ToHttp();
}
