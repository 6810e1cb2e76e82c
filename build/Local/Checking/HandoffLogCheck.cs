using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Local.Checking;

/// <summary>What a walk over a service's log found of its handoffs and work items.</summary>
public sealed record WorkReport(long Crossings, long Items, long Open, IReadOnlyList<Violation> Violations);

/// <summary>Holds the handoffs, work items and notifications of any database against the same invariants as generated histories.</summary>
public static class HandoffLogCheck
{
    private const int AppendsPerPage = 2_000;
    private static readonly DateTimeOffset EndOfTime = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // An assistant's contributions, and what records that it looked.
    private static readonly string[] Suggestions = ["work_item_commented.v1", "access_recorded.v1"];

    /// <summary>The events that it folds.</summary>
    public static EventTypes Types { get; } = TypesOf();

    public static async Task<WorkReport> RunAsync(IEventStore store, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        var violations = new List<Violation>();
        var invariants = new HandoffInvariants((rule, stream, what) => violations.Add(new Violation(rule, stream.ToString("D"), what)));
        var states = new Dictionary<Guid, object>();
        var subjects = new Dictionary<Guid, Guid>();
        await foreach (var events in store.ReadWholeLogAsync(AppendsPerPage, cancel))
        {
            foreach (var recorded in events)
            {
                if (recorded.Envelope.Actor.Kind == ActorKind.Ai && !Suggestions.Contains(recorded.Type, StringComparer.Ordinal) && !recorded.Type.Contains("suggest", StringComparison.Ordinal))
                    violations.Add(new Violation(HandoffInvariants.PeopleDecide, recorded.StreamId.ToString("D"), recorded.Type));
                Fold(recorded, states, subjects, invariants);
            }
        }

        await StandAsync(store, states, subjects, invariants, cancel);
        return new WorkReport(states.Values.Count(s => s is Handoff), states.Values.Count(s => s is WorkItem), states.Values.Count(IsOpen), violations);
    }

    private static void Fold(Recorded recorded, Dictionary<Guid, object> states, Dictionary<Guid, Guid> subjects, HandoffInvariants invariants)
    {
        var stream = recorded.StreamId;
        switch (recorded.Event)
        {
            case HandoffEvent e:
                states[stream] = Handoff.Evolve(states.TryGetValue(stream, out var handoff) ? (Handoff)handoff : Handoff.Initial, e);
                break;
            case WorkItemEvent e:
                states[stream] = WorkItem.Evolve(states.TryGetValue(stream, out var item) ? (WorkItem)item : WorkItem.Initial, e);
                if (e is WorkItemOpened { Kind: "handoff", Boundary: { } boundary } opened) subjects[stream] = HandoffId.For(boundary, opened.SubjectId);
                break;
        }

        invariants.Observe(stream, recorded.Event);
    }

    private static async Task StandAsync(IEventStore store, Dictionary<Guid, object> states, Dictionary<Guid, Guid> subjects, HandoffInvariants invariants, CancellationToken cancel)
    {
        var kept = (await store.DueDeadlinesAsync(EndOfTime, int.MaxValue, cancel))
            .Where(d => d.Name is HandoffAggregate.Deadline or WorkItemAggregate.Deadline).ToDictionary(d => d.StreamId, d => d.DueAt);
        foreach (var (stream, state) in states)
        {
            invariants.Stands(stream, state, kept.TryGetValue(stream, out var due) ? due : null);
            if (subjects.TryGetValue(stream, out var crossing)) invariants.StandTogether(stream, state, states.GetValueOrDefault(crossing));
        }
    }

    private static bool IsOpen(object state) => state is Handoff.Begun and not (Handoff.Accepted or Handoff.Closed) or WorkItem.Free or WorkItem.Claimed;

    private static EventTypes TypesOf()
    {
        var types = new EventTypes();
        foreach (var family in new[] { typeof(HandoffEvent), typeof(WorkItemEvent), typeof(NotificationEvent) }) types.AddFamily(family);
        return types;
    }
}
