using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>The stream of an authorization and the deadlines that it keeps; what follows from it is in <see cref="AuthorizationFollowUps"/>.</summary>
internal static class PriorAuthorizationAggregate
{
    public const string Name = "authorization";
    public const string DeadlinePrefix = "authorization/";

    public static Aggregate<PriorAuthorization, PriorAuthorizationCommand, PriorAuthorizationEvent> Value { get; } =
        new(Name, PriorAuthorization.Initial, PriorAuthorization.Evolve, PriorAuthorizationDecider.Decide) { Follows = AuthorizationFollowUps.Of, Deadlines = DeadlinesOf };

    /// <summary>The first request of a case; later ones have their counts in their id.</summary>
    public static Guid IdOf(Guid caseId, int attempt = 1, int request = 1) => attempt == 1 && request == 1
        ? DerivedId.Of($"authorization/{caseId:D}")
        : DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"authorization/{caseId:D}/{attempt}/{request}"));

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<PriorAuthorizationEvent> happened)
    {
        return happened.Event switch
        {
            SubmissionAcknowledged e => [Decision(e.DueAt)],
            UpdateSubmitted { DueAt: { } dueAt } => [Decision(dueAt), Contest(dueAt: null)],
            UpdateRefused or UpdateDenied => [Decision(dueAt: null), Deemed(dueAt: null)],
            DecisionOverdue e => [Decision(dueAt: null), Deemed(e.DeemedAt)],
            AuthorizationConcluded { ContestBy: { } contestBy } => [Decision(dueAt: null), Deemed(dueAt: null), Contest(contestBy)],
            DenialRouteChosen or ContestWindowClosed => [Contest(dueAt: null)],
            DecisionDeemedDenied or AuthorizationConcluded => [Decision(dueAt: null), Deemed(dueAt: null)],
            AuthorizationReleased { ExpiresAt: { } expiresAt } => [Expiry(expiresAt)],
            AuthorizationExpired or AuthorizationExhausted or AuthorizationVoided => [Expiry(dueAt: null)],
            AuthorizationWithdrawn or AuthorizationSuperseded => [Decision(dueAt: null), Deemed(dueAt: null), Expiry(dueAt: null), Contest(dueAt: null)],
            _ => [],
        };

        DeadlineChange Decision(DateTimeOffset? dueAt) => new(happened.StreamId, PriorAuthorizationDecider.DecisionDeadline, dueAt);

        DeadlineChange Deemed(DateTimeOffset? dueAt) => new(happened.StreamId, PriorAuthorizationDecider.DeemedDeadline, dueAt);

        DeadlineChange Contest(DateTimeOffset? dueAt) => new(happened.StreamId, PriorAuthorizationDecider.ContestDeadline, dueAt);

        DeadlineChange Expiry(DateTimeOffset? dueAt) => new(happened.StreamId, PriorAuthorizationDecider.ExpiryDeadline, dueAt);
    }
}
