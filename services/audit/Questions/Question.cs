using Healthcare.EventStore;

namespace Healthcare.Audit.Questions;

/// <summary>What compliance may ask of the trail.</summary>
public static class QuestionKinds
{
    /// <summary>Who did or saw what.</summary>
    public const string Trail = "who-saw-what";

    /// <summary>45 CFR 164.528: whom the organization has told of a patient, other than for treatment, payment and operations, in six years.</summary>
    public const string Accounting = "disclosure-accounting";
}

/// <summary>A question of compliance: asked with a scope and a purpose, answered from the trail.</summary>
public abstract record Question
{
    public const string AggregateName = "question";

    private Question() { }

    public sealed record None : Question;

    /// <summary>Waits for its scope, or for the trail.</summary>
    public sealed record Open(string AsksFor, AskedOfTrail Asked, DateTimeOffset ReceivedAt, DateTimeOffset DueAt) : Question
    {
        public bool IsOwed { get; init; }

        /// <summary>The date that the patient was promised, where the time was extended.</summary>
        public DateTimeOffset? ExtendedTo { get; init; }
    }

    public sealed record Answered(string AsksFor, AskedOfTrail Asked, TrailAnswer Answer) : Question
    {
        /// <summary>It was owed before, and an exception is to be ended.</summary>
        public bool WasOwed { get; init; }
    }

    public static Aggregate<Question, QuestionCommand, QuestionEvent> Aggregate { get; } =
        new(AggregateName, new None(), Evolve, QuestionDecider.Decide) { Follows = ComplianceHandoffs.FollowsOf };

    public static Question Evolve(Question question, QuestionEvent happened) => (question, happened) switch
    {
        (_, QuestionAsked e) => new Open(e.AsksFor, new AskedOfTrail(e.CaseId, e.PatientId, e.Purpose), e.ReceivedAt, e.DueAt),
        (Open q, QuestionStated e) => q with { Asked = new AskedOfTrail(e.CaseId, e.PatientId, e.Purpose) },
        (Open q, QuestionExtended e) => q with { ExtendedTo = e.DueAt },
        (Open q, QuestionOwed) => q with { IsOwed = true },
        (Open q, QuestionAnswered e) => new Answered(q.AsksFor, q.Asked, e.Answer) { WasOwed = q.IsOwed },
        _ => question,
    };
}

/// <summary>Of whom a question is, and why: a case or a patient, and an HL7 purpose of use.</summary>
public sealed record AskedOfTrail(Guid? CaseId, Guid? PatientId, string? Purpose)
{
    public bool NamesSomebody => CaseId is not null || PatientId is not null;

    /// <summary>Whose key seals what is written about it.</summary>
    public Guid SealSubject => PatientId ?? CaseId ?? Guid.Empty;

    public bool IsComplete => NamesSomebody && Purpose is not null;

    /// <summary>What is said now, over what was said before.</summary>
    public AskedOfTrail With(AskedOfTrail said) => new(CaseId ?? said.CaseId, PatientId ?? said.PatientId, Purpose ?? said.Purpose);
}
