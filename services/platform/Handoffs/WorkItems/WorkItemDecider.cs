using Healthcare.EventStore;

namespace Healthcare.Handoffs;

internal static class WorkItemDecider
{
    /// <summary>From this reassignment on, each one tells the next level of the chain.</summary>
    public const int Bounces = 3;

    public static Decision<WorkItemEvent> Decide(WorkItem item, WorkItemCommand command) => (item, command) switch
    {
        // Disputes, write-offs and the like end in a person's hand; an AI's contribution is a comment.
        (_, ClaimWorkItem { By.Kind: not ActorKind.Human } or ResolveWorkItem { By.Kind: not ActorKind.Human } or ReleaseWorkItem { By.Kind: not ActorKind.Human }
            or SnoozeWorkItem { By.Kind: not ActorKind.Human } or ReassignWorkItem { By.Kind: not ActorKind.Human } or ChangeWorkItemDue { By.Kind: not ActorKind.Human }) => WorkItemRefusals.PersonMustDecide,

        (WorkItem.NotOpened, OpenWorkItem c) => Open(c),
        (WorkItem.Resolved, OpenWorkItem c) => Renew(c),
        (WorkItem.Opened s, OpenWorkItem c) => s.Assignment.ReasonCode == c.ReasonCode ? [] : Renew(c),

        (WorkItem.NotOpened or WorkItem.Resolved, CloseWorkItem or EscalateWorkItem or FireWorkItemDeadline or TellUnstaffedWorkItem) => [],
        (WorkItem.Opened, CloseWorkItem c) => [new WorkItemResolved(c.ReasonCode, By: null, c.At)],
        (WorkItem.Opened s, EscalateWorkItem c) => s.Assignment.EscalatedTo == c.Role && s.Assignment.Level == c.Level ? [] : [new WorkItemEscalated(c.Level, c.Role, NextAt: null, c.At)],
        (WorkItem.Opened { Assignment: { WakesAt: { } wakes } a }, FireWorkItemDeadline c) =>
            EventCodec.Microseconds(wakes) == EventCodec.Microseconds(c.DueAt) ? [new WorkItemWoken(a.NextAt, c.At)] : [],
        (WorkItem.Opened s, FireWorkItemDeadline c) => EventCodec.Microseconds(s.Assignment.NextAt) == EventCodec.Microseconds(c.DueAt) ? Fire(s.Assignment, c) : [],

        (WorkItem.Free { Assignment: { Level: 0, Levels.Count: > 0 } a }, TellUnstaffedWorkItem c) when a.Role == c.Role => [Unstaffed(a, c)],
        (WorkItem.Opened, TellUnstaffedWorkItem) => [],

        (WorkItem.NotOpened, _) => WorkItemRefusals.Unknown,
        (WorkItem.Opened s, CommentWorkItem c) => [new WorkItemCommented(Sealed.For(s.Assignment.SealSubject, c.Text), c.By, c.At)],
        (WorkItem.Resolved, _) => WorkItemRefusals.Resolved,

        (WorkItem.Free s, ClaimWorkItem c) => Holds(c.RolesHeld, s.Assignment) ? [new WorkItemClaimed(c.By, c.At)] : WorkItemRefusals.RoleNotHeld,
        (WorkItem.Claimed s, ClaimWorkItem c) => s.By == c.By.Id ? [] : WorkItemRefusals.ClaimedByOther,

        (WorkItem.Free, ReleaseWorkItem) => [],
        (WorkItem.Claimed s, ReleaseWorkItem c) => s.By == c.By.Id ? [new WorkItemReleased(c.By, c.At)] : WorkItemRefusals.ClaimedByOther,

        (WorkItem.Free, ResolveWorkItem) => WorkItemRefusals.NotClaimed,
        (WorkItem.Claimed s, ResolveWorkItem c) => s.By == c.By.Id ? [new WorkItemResolved(c.ReasonCode, c.By, c.At)] : WorkItemRefusals.ClaimedByOther,

        (WorkItem.Opened s, ReassignWorkItem c) when !MayChange(s, c.By, c.RolesHeld) => Whose(s),
        (WorkItem.Opened s, ReassignWorkItem c) when s.Assignment.Role == c.Role => [],
        (WorkItem.Opened s, ReassignWorkItem c) => [new WorkItemReassigned(c.Role, c.ReasonCode, c.By, c.At), .. Bounced(s.Assignment, c.At)],

        (WorkItem.Opened s, SnoozeWorkItem c) when !MayChange(s, c.By, c.RolesHeld) => Whose(s),
        // What is put aside must come back before anybody is told that it is late.
        (WorkItem.Opened s, SnoozeWorkItem c) when c.Until <= c.At || c.Until >= s.Assignment.NextAt => WorkItemRefusals.SnoozedTooLong,
        (WorkItem.Opened s, SnoozeWorkItem c) when s.Assignment.SnoozedUntil is { } until && EventCodec.Microseconds(until) == EventCodec.Microseconds(c.Until) => [],
        (WorkItem.Opened, SnoozeWorkItem c) => [new WorkItemSnoozed(EventCodec.Microseconds(c.Until), c.ReasonCode, c.By, c.At)],

        (WorkItem.Opened s, ChangeWorkItemDue c) when !MayChange(s, c.By, c.RolesHeld) => Whose(s),
        (WorkItem.Opened, ChangeWorkItemDue c) when c.DueAt <= c.At => WorkItemRefusals.DueInThePast,
        (WorkItem.Opened s, ChangeWorkItemDue c) => ChangeDue(s.Assignment, c),

        _ => WorkItemRefusals.Unknown,
    };

    private static Decision<WorkItemEvent> Open(OpenWorkItem c)
    {
        var dueAt = EventCodec.Microseconds(c.DueAt);
        return new WorkItemOpened(c.Kind, c.Role, c.ReasonCode, c.SubjectId, dueAt, First(dueAt, c), c.At)
        {
            Boundary = c.Boundary,
            CaseId = c.CaseId,
            Levels = c.Levels,
            Repeat = c.Repeat,
            ValueAtStake = c.ValueAtStake,
        };
    }

    private static Decision<WorkItemEvent> Renew(OpenWorkItem c)
    {
        var dueAt = EventCodec.Microseconds(c.DueAt);
        return new WorkItemRenewed(c.Role, c.ReasonCode, dueAt, First(dueAt, c), c.Levels, c.At);
    }

    // An item that is opened because something is late is not late itself on the spot.
    private static DateTimeOffset First(DateTimeOffset dueAt, OpenWorkItem c) =>
        dueAt > c.At ? dueAt : c.Levels.FirstOrDefault(l => l.At > c.At)?.At ?? EventCodec.Microseconds(c.At + c.Repeat);

    private static Decision<WorkItemEvent> ChangeDue(Assignment assignment, ChangeWorkItemDue c)
    {
        var dueAt = EventCodec.Microseconds(c.DueAt);
        if (dueAt == assignment.DueAt) return [];
        return new WorkItemDueChanged(dueAt, dueAt, [.. assignment.Levels.Select(l => l with { At = l.At + (dueAt - assignment.DueAt) })], c.ReasonCode, c.By, c.At);
    }

    private static Decision<WorkItemEvent> Fire(Assignment assignment, FireWorkItemDeadline c)
    {
        if (!assignment.IsOverdue && assignment.Level == 0) return new WorkItemOverdue(c.DueAt, Next(assignment, 0, c), c.At);
        if (assignment.Levels.Count == 0) return new WorkItemNudged(assignment.EscalatedTo ?? assignment.Role, c.DueAt, Next(assignment, 0, c), c.At);
        var level = Math.Min(assignment.Level + 1, assignment.Levels.Count);
        return new WorkItemEscalated(level, assignment.Levels[level - 1].Role, Next(assignment, level, c), c.At);
    }

    private static DateTimeOffset Next(Assignment assignment, int level, FireWorkItemDeadline c) => Next(assignment, level, c.DueAt, c.At);

    private static DateTimeOffset Next(Assignment assignment, int level, DateTimeOffset dueAt, DateTimeOffset at)
    {
        if (level < assignment.Levels.Count && assignment.Levels[level].At > dueAt) return assignment.Levels[level].At;
        var again = EventCodec.Microseconds(dueAt + assignment.Repeat);
        return again > at ? again : EventCodec.Microseconds(at + assignment.Repeat);
    }

    // Whoever is told must be there: the first level that somebody is on duty for, or the last.
    private static WorkItemEscalated Unstaffed(Assignment assignment, TellUnstaffedWorkItem c)
    {
        var level = 1;
        while (level < assignment.Levels.Count && c.Unstaffed.Contains(assignment.Levels[level - 1].Role)) level++;
        return new WorkItemEscalated(level, assignment.Levels[level - 1].Role, Next(assignment, level, c.At, c.At), c.At) { Cause = "role-unstaffed" };
    }

    private static IEnumerable<WorkItemEvent> Bounced(Assignment assignment, DateTimeOffset at)
    {
        if (assignment.Reassignments + 1 < Bounces || assignment.Levels.Count == 0) return [];
        var level = Math.Min(assignment.Level + 1, assignment.Levels.Count);
        return [new WorkItemEscalated(level, assignment.Levels[level - 1].Role, NextAt: null, at) { Cause = "bounced" }];
    }

    private static bool Holds(IReadOnlyCollection<string> roles, Assignment assignment) =>
        roles.Contains(assignment.Role, StringComparer.Ordinal) || (assignment.EscalatedTo is { } higher && roles.Contains(higher, StringComparer.Ordinal));

    // Whoever was told of it may take it out of the hands of the person who claimed it.
    private static bool MayChange(WorkItem.Opened item, Actor by, IReadOnlyCollection<string> roles) => item switch
    {
        WorkItem.Claimed c when c.By == by.Id => true,
        WorkItem.Claimed c => c.Assignment.EscalatedTo is { } higher && roles.Contains(higher, StringComparer.Ordinal),
        _ => Holds(roles, item.Assignment),
    };

    private static Refusal Whose(WorkItem.Opened item) => item is WorkItem.Claimed ? WorkItemRefusals.ClaimedByOther : WorkItemRefusals.RoleNotHeld;
}
