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

    /// <summary>A case asks about its cover in one stream; whoever knows the case knows the stream, and by it the case's authorization.</summary>
    public static Guid IdOf(Guid caseId) => DerivedId.Of($"coverage-check/{caseId:D}");

    private static IEnumerable<FollowUp> FollowsOf(CoverageCheck check, Happened<CoverageCheckEvent> happened)
    {
        if (check is not CoverageCheck.Begun { Question: var question } begun) yield break;
        var at = happened.Event.At;
        if (begun.ClosedItem is { } needless) yield return Boundaries.Settled(AuthorizationHandoffs.ToCoverage, needless, happened.StreamId, "answered", at);
        switch (happened.Event)
        {
            case CoverageCheckRequested or CoverageRequestedAnew or CoverageStale:
                yield return AuthorizationHandoffs.OfferToCoverage(happened.StreamId, begun, question.HasMember ?? true, at);
                break;
            case CoverageConfirmed:
                // Whoever is confirmed has a member number after all.
                yield return AuthorizationHandoffs.OfferToCoverage(happened.StreamId, begun, hasMember: true, at);
                yield return AuthorizationHandoffs.Boundaries.Accept(AuthorizationHandoffs.ToCoverage, happened.StreamId, new Actor(question.PayerId, ActorKind.Partner, "partner"), at);
                break;
            case CoverageInquiryMade e:
                yield return TransmissionHosting.Queue(
                    question.PayerId, e.Inquiry.Kind ?? EligibilityInquiries.Kind, e.Inquiry.OriginalId, EligibilityInquiries.MediaTypeOf(e.Inquiry.Kind), happened.StreamId, at);
                break;
            case CoverageInquiryNotMade or CoverageFoundInactive or CoverageInquiryRefused or CoverageAnswerUnusable or CoverageAnswerOverdue when begun.OpenItem is { } exception:
                yield return AuthorizationHandoffs.Boundaries.Exception(AuthorizationHandoffs.ToCoverage, exception, happened.StreamId, question.CaseId, at);
                break;
            default:
                break;
        }
    }

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<CoverageCheckEvent> happened)
    {
        return happened.Event switch
        {
            CoverageRequestedAnew => [Answer(dueAt: null), Retry(dueAt: null), Stale(dueAt: null)],
            CoverageInquiryMade e => [Answer(e.At + CoverageCheckDecider.AnswerWithin), Retry(dueAt: null)],
            CoverageInquiryRefused e => [Answer(dueAt: null), Retry(e.RetryAt)],
            CoverageAnswerOverdue => [Answer(dueAt: null)],
            CoverageConfirmed { Next: not null } e => [Answer(dueAt: null), Retry(dueAt: null), Stale(e.FreshUntil)],
            CoverageConfirmed or CoverageFoundInactive or CoverageAnswerUnusable => [Answer(dueAt: null), Retry(dueAt: null)],
            CoverageStale => [Stale(dueAt: null)],
            CoverageCheckClosed => [Answer(dueAt: null), Retry(dueAt: null), Stale(dueAt: null)],
            _ => [],
        };

        DeadlineChange Answer(DateTimeOffset? dueAt) => new(happened.StreamId, CoverageCheckDecider.AnswerDeadline, dueAt);

        DeadlineChange Retry(DateTimeOffset? dueAt) => new(happened.StreamId, CoverageCheckDecider.RetryDeadline, dueAt);

        DeadlineChange Stale(DateTimeOffset? dueAt) => new(happened.StreamId, CoverageCheckDecider.StaleDeadline, dueAt);
    }
}
