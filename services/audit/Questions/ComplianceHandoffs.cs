using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Audit.Questions;

/// <summary>The boundary that audit holds, from any system to compliance (B27), and what a question's events mean at it.</summary>
internal static class ComplianceHandoffs
{
    public const string ToCompliance = "B27";

    /// <summary>The exception route of a question that the trail cannot answer completely.</summary>
    public const string TrailIncomplete = "trail-incomplete";

    private const string Extended = "disclosure-accounting-extended";

    public static Boundaries Boundaries { get; } = Boundaries.Of(h => h.Boundary(ToCompliance)
        .Predicate<AskedOfTrail>("scope-named", (asked, _) => Verdict.Of(asked.NamesSomebody, ("case", asked.CaseId), ("patient", asked.PatientId)))
        .Predicate<AskedOfTrail>("purpose-stated", (asked, _) => Verdict.Of(asked.Purpose is not null, ("purpose", asked.Purpose))));

    /// <summary>By when a question of a kind is answered that was received at a time.</summary>
    public static DateTimeOffset DueAt(string kind, DateTimeOffset receivedAt) => Boundaries.Terms(ToCompliance, receivedAt, ClockOf(kind)).DueAt;

    /// <summary>As late as an accounting of disclosures may be promised that was received at a time.</summary>
    public static DateTimeOffset ExtendableTo(DateTimeOffset receivedAt) => Boundaries.Terms(ToCompliance, receivedAt, Extended).DueAt;

    // A question is of no case: it keeps none waiting, and no partner is told of it.
    public static IEnumerable<FollowUp> FollowsOf(Question question, Happened<QuestionEvent> happened) => (question, happened.Event) switch
    {
        (Question.Open q, QuestionAsked or QuestionStated) => [Offered(happened.StreamId, q, happened.Event.At)],
        (Question.Open q, QuestionExtended e) => [Later(happened.StreamId, q, e)],
        (_, QuestionOwed e) => [Boundaries.Exception(ToCompliance, TrailIncomplete, happened.StreamId, caseId: null, e.At)],
        (Question.Answered { WasOwed: true }, QuestionAnswered e) => [Taken(happened.StreamId, e), Boundaries.Settled(ToCompliance, TrailIncomplete, happened.StreamId, "answered", e.At)],
        (_, QuestionAnswered e) => [Taken(happened.StreamId, e)],
        _ => [],
    };

    private static FollowUp Offered(Guid questionId, Question.Open question, DateTimeOffset at)
    {
        var asked = question.Asked;
        var context = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{question.AsksFor}/{asked.CaseId:D}/{asked.PatientId:D}/{asked.Purpose}")));
        return Boundaries.Offer(ToCompliance, questionId, caseId: null, asked, context, at, question.ReceivedAt, ClockOf(question.AsksFor));
    }

    // Due when the patient was told, which may be earlier than the last day that the regulation gives.
    private static FollowUp Later(Guid questionId, Question.Open question, QuestionExtended e) =>
        new(HandoffId.For(ToCompliance, questionId), new ExtendHandoff(Boundaries.Terms(ToCompliance, question.ReceivedAt, Extended).DueOn(e.DueAt), "accounting-extended", e.By, e.At));

    private static FollowUp Taken(Guid questionId, QuestionAnswered e) => Boundaries.Accept(ToCompliance, questionId, e.By, e.At);

    private static string? ClockOf(string kind) => kind == QuestionKinds.Accounting ? QuestionKinds.Accounting : null;
}
