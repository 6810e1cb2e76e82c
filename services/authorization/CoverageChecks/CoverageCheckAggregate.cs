using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>The stream of a coverage check, its deadlines, and what follows from it: the inquiry is queued, exceptions become work items.</summary>
internal static class CoverageCheckAggregate
{
    public const string Name = "coverage_check";
    public const string DeadlinePrefix = "coverage-check/";

    public static Aggregate<CoverageCheck, CoverageCheckCommand, CoverageCheckEvent> Value { get; } =
        new(Name, CoverageCheck.Initial, CoverageCheck.Evolve, CoverageCheckDecider.Decide) { Follows = FollowsOf, Deadlines = DeadlinesOf };

    /// <summary>A case asks about its cover once; whoever knows the case knows the stream.</summary>
    public static Guid IdOf(Guid caseId) => DerivedId.Of($"coverage-check/{caseId:D}");

    private static IEnumerable<FollowUp> FollowsOf(CoverageCheck check, Happened<CoverageCheckEvent> happened)
    {
        if (check is not CoverageCheck.Begun { Question: var question } begun) yield break;
        var at = happened.Event.At;
        if (begun.ClosedItem is { } needless) yield return Boundaries.Settled(AuthorizationHandoffs.ToPayer, needless, happened.StreamId, "answered", at);
        switch (happened.Event)
        {
            case CoverageInquiryMade e:
                yield return TransmissionHosting.Queue(question.PayerId, EligibilityInquiries.Kind, e.Inquiry.OriginalId, EligibilityInquiries.MediaType, happened.StreamId, at);
                break;
            case CoverageInquiryNotMade or CoverageFoundInactive or CoverageInquiryRefused or CoverageAnswerUnusable or CoverageAnswerOverdue when begun.OpenItem is { } exception:
                yield return AuthorizationHandoffs.Boundaries.Exception(AuthorizationHandoffs.ToPayer, exception, happened.StreamId, question.CaseId, at);
                break;
            default:
                break;
        }
    }

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<CoverageCheckEvent> happened)
    {
        return happened.Event switch
        {
            CoverageInquiryMade e => [Answer(e.At + CoverageCheckDecider.AnswerWithin), Retry(dueAt: null)],
            CoverageInquiryRefused e => [Answer(dueAt: null), Retry(e.RetryAt)],
            CoverageAnswerOverdue => [Answer(dueAt: null)],
            CoverageConfirmed or CoverageFoundInactive or CoverageAnswerUnusable => [Answer(dueAt: null), Retry(dueAt: null)],
            _ => [],
        };

        DeadlineChange Answer(DateTimeOffset? dueAt) => new(happened.StreamId, CoverageCheckDecider.AnswerDeadline, dueAt);

        DeadlineChange Retry(DateTimeOffset? dueAt) => new(happened.StreamId, CoverageCheckDecider.RetryDeadline, dueAt);
    }
}
