using Healthcare.EventStore;

namespace Healthcare.Audit.Questions;

/// <summary>What may be asked of a question.</summary>
public abstract record QuestionCommand(DateTimeOffset At);

/// <summary>Asks; <paramref name="Answer"/> is what the trail holds, null where it is not complete or the question is not.</summary>
public sealed record AskQuestion(string AsksFor, AskedOfTrail Asked, DateTimeOffset ReceivedAt, DateTimeOffset DueAt, TrailAnswer? Answer, Actor By, DateTimeOffset At) : QuestionCommand(At);

/// <summary>Says what was missing; what was said before stays.</summary>
public sealed record StateQuestion(AskedOfTrail Said, TrailAnswer? Answer, Actor By, DateTimeOffset At) : QuestionCommand(At);

/// <summary>Answers what is owed.</summary>
public sealed record AnswerQuestion(TrailAnswer? Answer, Actor By, DateTimeOffset At) : QuestionCommand(At);

/// <summary>Gives a patient the written statement that their accounting of disclosures comes later, and when; <paramref name="Latest"/> is as late as the regulation lets it be.</summary>
public sealed record ExtendQuestion(string Statement, DateTimeOffset ExpectedAt, DateTimeOffset Latest, Actor By, DateTimeOffset At) : QuestionCommand(At);

/// <summary>Every rule of a question: it is answered as soon as it says of whom and why, if the trail is complete; otherwise it is owed.</summary>
internal static class QuestionDecider
{
    public static Decision<QuestionEvent> Decide(Question question, QuestionCommand command) => (question, command) switch
    {
        (Question.None, AskQuestion c) =>
        [
            new QuestionAsked(c.AsksFor, c.Asked.CaseId, c.Asked.PatientId, c.Asked.Purpose, c.ReceivedAt, c.DueAt, c.By, c.At),
            .. c.Asked.IsComplete ? [Outcome(c.Answer, c.By, c.At)] : Array.Empty<QuestionEvent>(),
        ],
        (Question.Open { Asked.IsComplete: true }, StateQuestion) => QuestionRefusals.Stated,
        (Question.Open q, StateQuestion c) when q.Asked.With(c.Said) is var asked =>
        [
            .. asked == q.Asked ? Array.Empty<QuestionEvent>() : [new QuestionStated(asked.CaseId, asked.PatientId, asked.Purpose, c.By, c.At)],
            .. asked.IsComplete ? [Outcome(c.Answer, c.By, c.At)] : Array.Empty<QuestionEvent>(),
        ],
        (Question.Open { Asked.IsComplete: false }, AnswerQuestion) => QuestionRefusals.NotStated,
        (Question.Open, AnswerQuestion { Answer: null }) => QuestionRefusals.TrailBehind,
        (Question.Open, AnswerQuestion { Answer: { } answer } c) => new QuestionAnswered(answer, c.By, c.At),
        (Question.Answered, StateQuestion) => QuestionRefusals.Stated,
        (Question.Open q, ExtendQuestion c) => Extend(q, c),
        (Question.Answered, ExtendQuestion) => QuestionRefusals.NotExtendable,
        (Question.None, _) => QuestionRefusals.Unknown,
        _ => [],
    };

    // 45 CFR 164.528(c)(1)(ii): only one, stated within the time that it extends, and no more than 30 days.
    private static Decision<QuestionEvent> Extend(Question.Open question, ExtendQuestion c)
    {
        if (!question.Asked.IsComplete) return QuestionRefusals.NotStated;
        if (question.ExtendedTo is { } known) return known == c.ExpectedAt ? [] : QuestionRefusals.Extended;
        if (question.AsksFor != QuestionKinds.Accounting || c.At > question.DueAt || c.ExpectedAt <= question.DueAt || c.ExpectedAt > c.Latest) return QuestionRefusals.NotExtendable;
        return new QuestionExtended(Sealed.For(question.Asked.SealSubject, c.Statement), c.ExpectedAt, c.By, c.At);
    }

    private static QuestionEvent Outcome(TrailAnswer? answer, Actor by, DateTimeOffset at) => answer is null ? new QuestionOwed(ComplianceHandoffs.TrailIncomplete, at) : new QuestionAnswered(answer, by, at);
}

internal static class QuestionRefusals
{
    public static readonly Refusal Unknown = new("question-unknown", "There is no such question.");

    public static readonly Refusal Stated = new("question-stated", "The question says of whom it is and why already; ask another.");

    public static readonly Refusal NotStated = new("question-not-stated", "The question does not say yet of whom it is, or why.");

    public static readonly Refusal TrailBehind = new("question-trail-behind", "The trail is behind what the services have recorded, so an answer would not be complete.");

    public static readonly Refusal NotExtendable =
        new("question-not-extendable", "Only an accounting of disclosures that is owed is extended: before its sixty days are over, to a date after them and at most thirty days later.");

    public static readonly Refusal Extended = new("question-extended", "The time for this accounting of disclosures was extended already, and the regulation permits one extension.");

    public static readonly Refusal NotExtended = new("question-not-extended", "The time for this question was not extended.");

    public static readonly Refusal NotAnswered = new("question-not-answered", "The question is not answered yet.");
}
