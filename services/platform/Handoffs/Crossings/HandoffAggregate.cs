using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>The stream of a crossing, the deadline it keeps, and the work item that a person sees of it.</summary>
public static class HandoffAggregate
{
    public const string Name = "handoff";

    /// <summary>The one deadline that a crossing keeps: always its next one.</summary>
    public const string Deadline = "handoff/next";

    public static Aggregate<Handoff, HandoffCommand, HandoffEvent> Value { get; } =
        new(Name, Handoff.Initial, Handoff.Evolve, HandoffDecider.Decide) { Deadlines = DeadlinesOf, Follows = FollowsOf };

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<HandoffEvent> happened) => happened.Event switch
    {
        HandoffOffered e => [Next(happened, e.Terms.FirstDeadline(e.At))],
        HandoffProceeded e => [Next(happened, e.Terms.FirstDeadline(e.At))],
        HandoffExtended e => [Next(happened, e.Terms.FirstDeadline(e.At))],
        HandoffNudged e => [Next(happened, e.DueAt)],
        HandoffTimedOut e => [Next(happened, e.EscalatesAt)],
        HandoffReturned { Rework: { } rework } => [Next(happened, rework.DueAt)],
        HandoffEscalated { NextAt: { } next } => [Next(happened, next)],
        HandoffAccepted or HandoffClosed => [Next(happened, dueAt: null)],
        _ => [],
    };

    private static DeadlineChange Next(Happened<HandoffEvent> happened, DateTimeOffset? dueAt) => new(happened.StreamId, Deadline, dueAt);

    private static IEnumerable<FollowUp> FollowsOf(Handoff handoff, Happened<HandoffEvent> happened)
    {
        if (handoff is not Handoff.Begun { Crossing: var crossing }) return [];
        var item = WorkItemId.For(happened.StreamId);
        return happened.Event switch
        {
            HandoffOffered e when e.Conditions.All(c => c.IsMet) => Close("offered-again"),
            HandoffBlocked e when Wanted(AttentionMoment.Blocked) => Open(e.Unmet[0].Predicate, crossing.Terms.DueAt),
            HandoffReturned { Rework: { } rework } e when Wanted(AttentionMoment.Returned) => Open(e.Requirements[0].Code, rework.DueAt),
            HandoffTimedOut e when Wanted(AttentionMoment.TimedOut) => Open("timed-out", e.DueAt),
            HandoffEscalated e => [.. Open(YamlReader.KebabOf(e.Cause.ToString()), crossing.Terms.DueAt), new FollowUp(item, new EscalateWorkItem(e.Level, e.Role, e.At)), Tell(e)],
            HandoffNudged e => [DigestAggregate.Remind(e.Role, e.At)],
            HandoffCleared => Close("conditions-met"),
            HandoffProceeded => Close("proceeded"),
            HandoffAccepted => Close("accepted"),
            HandoffClosed e => Close(e.ReasonCode),
            _ => [],
        };

        FollowUp Tell(HandoffEscalated e) => NotificationAggregate.Tell(
            happened.StreamId,
            new NotificationQueued(NotificationKind.Escalation, e.Role, e.Level, happened.StreamId, YamlReader.KebabOf(e.Cause.ToString()), e.At)
            {
                Boundary = crossing.Terms.Boundary,
                CaseId = crossing.CaseId,
                DueAt = crossing.Terms.DueAt,
            },
            e.Attempt);

        bool Wanted(AttentionMoment moment) => crossing.Terms.Attention.Contains(moment);

        IEnumerable<FollowUp> Close(string reason) => crossing.HasItem ? [new FollowUp(item, new CloseWorkItem(reason, happened.Event.At))] : [];

        IEnumerable<FollowUp> Open(string reason, DateTimeOffset dueAt) =>
        [
            new FollowUp(item, new OpenWorkItem("handoff", crossing.Terms.OwnerRole, reason, crossing.SubjectId, dueAt, happened.Event.At)
            {
                Boundary = crossing.Terms.Boundary,
                CaseId = crossing.CaseId,
                // The crossing's own chain escalates the item, so that a level is told once.
                Repeat = crossing.Terms.Repeat,
            }),
        ];
    }
}
