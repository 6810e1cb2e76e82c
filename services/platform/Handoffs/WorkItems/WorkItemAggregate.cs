using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>The stream of a work item and the deadline it keeps.</summary>
public static class WorkItemAggregate
{
    public const string Name = "work_item";

    /// <summary>The one deadline that an item keeps: always its next one.</summary>
    public const string Deadline = "work-item/next";

    public static Aggregate<WorkItem, WorkItemCommand, WorkItemEvent> Value { get; } =
        new(Name, WorkItem.Initial, WorkItem.Evolve, WorkItemDecider.Decide) { Deadlines = DeadlinesOf };

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<WorkItemEvent> happened) => happened.Event switch
    {
        WorkItemOpened e => [Next(happened, e.NextAt)],
        WorkItemRenewed e => [Next(happened, e.NextAt)],
        WorkItemDueChanged e => [Next(happened, e.NextAt)],
        WorkItemOverdue e => [Next(happened, e.NextAt)],
        WorkItemNudged e => [Next(happened, e.NextAt)],
        WorkItemEscalated { NextAt: { } next } => [Next(happened, next)],
        WorkItemResolved => [Next(happened, dueAt: null)],
        _ => [],
    };

    private static DeadlineChange Next(Happened<WorkItemEvent> happened, DateTimeOffset? dueAt) => new(happened.StreamId, Deadline, dueAt);
}
