using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>The stream of a work item and the deadline it keeps.</summary>
public static class WorkItemAggregate
{
    public const string Name = "work_item";

    /// <summary>The one deadline that an item keeps: always its next one.</summary>
    public const string Deadline = "work-item/next";

    public static Aggregate<WorkItem, WorkItemCommand, WorkItemEvent> Value { get; } =
        new(Name, WorkItem.Initial, WorkItem.Evolve, WorkItemDecider.Decide) { Deadlines = DeadlinesOf, Follows = FollowsOf };

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<WorkItemEvent> happened) => happened.Event switch
    {
        WorkItemOpened e => [Next(happened, e.NextAt)],
        WorkItemRenewed e => [Next(happened, e.NextAt)],
        WorkItemDueChanged e => [Next(happened, e.NextAt)],
        WorkItemOverdue e => [Next(happened, e.NextAt)],
        WorkItemNudged e => [Next(happened, e.NextAt)],
        WorkItemEscalated { NextAt: { } next } => [Next(happened, next)],
        WorkItemResolved => [Next(happened, dueAt: null)],
        WorkItemSnoozed e => [Next(happened, e.Until)],
        WorkItemWoken e => [Next(happened, e.NextAt)],
        _ => [],
    };

    private static IEnumerable<FollowUp> FollowsOf(WorkItem item, Happened<WorkItemEvent> happened)
    {
        if (item is not WorkItem.Opened { Assignment: var a }) return [];
        return happened.Event switch
        {
            WorkItemOverdue e => [DigestAggregate.Remind(a.Role, e.At)],
            WorkItemNudged e => [DigestAggregate.Remind(e.Role, e.At)],
            // Where a crossing's chain escalates its item, the crossing tells the level.
            WorkItemEscalated e when a.Levels.Count > 0 =>
            [
                NotificationAggregate.Tell(
                    happened.StreamId,
                    new NotificationQueued(NotificationKind.Escalation, e.Role, e.Level, happened.StreamId, e.Cause ?? a.ReasonCode, e.At) { CaseId = happened.CaseId, DueAt = a.DueAt }),
            ],
            _ => [],
        };
    }

    private static DeadlineChange Next(Happened<WorkItemEvent> happened, DateTimeOffset? dueAt) => new(happened.StreamId, Deadline, dueAt);
}
