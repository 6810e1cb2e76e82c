using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Messaging;

namespace Healthcare.Local.Checking;

/// <summary>The streams and deadlines of one history in memory: a command and what follows from it commit together or not at all, as in the store.</summary>
internal sealed class World
{
    public static readonly IReadOnlyList<Kind> Kinds =
    [
        Kind.Of(HandoffAggregate.Value), Kind.Of(WorkItemAggregate.Value), Kind.Of(NotificationAggregate.Value), Kind.Of(DigestAggregate.Value), Kind.Of(DutyAggregate.Value), Kind.Of(TransmissionDecider.Aggregate),
        Kind.Of(DefinitionAggregate.Value, d => d.Proposal is null ? "Settled" : "Proposed", "Settled", "Proposed"),
        Kind.Of(Outage.Aggregate, o => o.IsAway ? "Away" : "There", "There", "Away"),
        Kind.Of(new Aggregate<Parking, ParkingCommand, ParkingEvent>("parking", new Parking([]), Parking.Evolve, Parking.Decide), StateOf, "Empty", "Held", "Parked", "Replaying"),
    ];

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, Kind> KindOf = new();

    private readonly Dictionary<Guid, (Kind Kind, object State)> streams = [];
    private readonly Dictionary<Guid, (Kind Kind, object State)> staged = [];
    private readonly Dictionary<Guid, (string Name, DateTimeOffset DueAt)> deadlines = [];
    private readonly List<(Guid Stream, object Event)> events = [];
    private readonly List<DeadlineChange> changes = [];
    private readonly Dictionary<Guid, Guid> crossingOfItem = [];
    private readonly HandoffInvariants invariants;
    private readonly Action<string, Guid, string> violated;
    private readonly Hits hits;
    private readonly Plant plant;
    private int tellings;

    public World(Hits hits, Plant plant, Action<string, Guid, string> violated)
    {
        this.hits = hits;
        this.plant = plant;
        this.violated = violated;
        invariants = new HandoffInvariants(violated);
    }

    /// <summary>Hears what is asked and what happens, for whoever reads one history.</summary>
    public Action<string>? Trace { get; set; }

    public List<Guid> Items { get; } = [];

    public List<Guid> Notifications { get; } = [];

    public void Clear()
    {
        streams.Clear();
        deadlines.Clear();
        crossingOfItem.Clear();
        Items.Clear();
        Notifications.Clear();
        invariants.Forget();
    }

    private static string StateOf(Parking parking) => parking.Messages switch
    {
        [] => "Empty",
        [{ ReplayRequested: true }, ..] => "Replaying",
        [{ ParkedBecause: not null }, ..] => "Parked",
        _ => "Held",
    };

    public object? StateOf(Guid stream) => streams.TryGetValue(stream, out var entry) ? entry.State : null;

    /// <summary>The earliest deadline, if any.</summary>
    public DueDeadline? Next()
    {
        DueDeadline? next = null;
        foreach (var (stream, (name, dueAt)) in deadlines)
        {
            if (next is null || dueAt < next.DueAt) next = new DueDeadline(stream, name, dueAt);
        }

        return next;
    }

    /// <summary>Fires a deadline as the clock does; true when it had an effect.</summary>
    public bool Fire(DueDeadline due, DateTimeOffset now)
    {
        object command = due.Name switch
        {
            HandoffAggregate.Deadline => new FireHandoffDeadline(due.DueAt, now),
            WorkItemAggregate.Deadline => new FireWorkItemDeadline(due.DueAt, now),
            DigestAggregate.Deadline => new FireDigestDeadline(due.DueAt, now),
            _ => new FireDutyDeadline(due.DueAt, now),
        };
        var isKept = deadlines.TryGetValue(due.StreamId, out var kept) && kept.DueAt == due.DueAt;
        var happened = Execute(due.StreamId, command, crash: false);
        if (happened && !isKept) violated(HandoffInvariants.FiredOnce, due.StreamId, due.Name);
        return happened;
    }

    /// <summary>Decides and commits; with <paramref name="crash"/> everything was decided and nothing committed.</summary>
    public bool Execute(Guid stream, object command, bool crash)
    {
        staged.Clear();
        events.Clear();
        changes.Clear();
        tellings = 0;
        Trace?.Invoke($"{(crash ? "crashed after " : "")}{stream.ToString()[..8]} {command}");
        var accepted = Decide(stream, Planting.Command(plant, command), caseId: null, depth: 0);
        if (!accepted || crash || events.Count == 0) return false;
        foreach (var (id, entry) in staged) streams[id] = entry;
        foreach (var change in changes)
        {
            if (change.DueAt is { } due) deadlines[change.StreamId] = (change.Name, EventCodec.Microseconds(due));
            else deadlines.Remove(change.StreamId);
        }

        var escalated = 0;
        foreach (var (id, happened) in events)
        {
            Trace?.Invoke($"  {id.ToString()[..8]} {happened}");
            invariants.Observe(id, happened);
            if (happened is WorkItemOpened) Items.Add(id);
            if (happened is WorkItemOpened { Kind: "handoff", Boundary: { } boundary } opened) crossingOfItem[id] = HandoffId.For(boundary, opened.SubjectId);
            if (happened is HandoffEscalated) escalated++;
            if (happened is WorkItemEscalated && staged[id].State is WorkItem.Opened { Assignment.Levels.Count: > 0 }) escalated++;
            if (happened is NotificationQueued) Notifications.Add(id);
        }

        if (escalated != tellings) violated(HandoffInvariants.Told, stream, $"{escalated} escalated, {tellings} told");
        foreach (var (id, entry) in staged)
        {
            invariants.Stands(id, entry.State, deadlines.TryGetValue(id, out var kept) ? kept.DueAt : null);
            if (entry.State is Handoff && streams.TryGetValue(WorkItemId.For(id), out var its)) invariants.StandTogether(WorkItemId.For(id), its.State, entry.State);
            else if (crossingOfItem.TryGetValue(id, out var crossing)) invariants.StandTogether(id, entry.State, StateOf(crossing));
        }

        return true;
    }

    private bool Decide(Guid stream, object command, Guid? caseId, int depth)
    {
        var kind = KindOf.GetOrAdd(command.GetType(), static t => Kinds.First(k => k.Takes(t)));
        if (!staged.TryGetValue(stream, out var entry) && !streams.TryGetValue(stream, out entry)) entry = (kind, kind.Initial);
        var before = entry.State;
        var (decided, refusal) = Planting.Decision(plant, before, command, kind.Decide(before, command));
        hits.Count(kind, kind.KeyOf(before), command.GetType(), refusal is not null ? Hits.Refused : decided.Count == 0 ? Hits.Nothing : decided[^1].GetType().Name);
        if (refusal is not null)
        {
            if (before is Handoff.TimedOut { Unmet.Count: 0 } && command is AcceptHandoff { By.Kind: not ActorKind.Ai }) violated(HandoffInvariants.Applied, stream, refusal.Code);
            if (depth > 0) violated("what follows from an event is not refused", stream, $"{command.GetType().Name}: {refusal.Code}");
            return false;
        }

        if (decided.Count == 0) return true;
        var follow = new List<FollowUp>();
        var state = before;
        foreach (var happened in decided)
        {
            state = kind.Evolve(state, happened);
            events.Add((stream, happened));
            follow.AddRange(kind.Follows(state, stream, caseId, happened));
            if (!Planting.Drops(plant, happened)) changes.AddRange(kind.Deadlines(stream, caseId, happened));
            else changes.Add(new DeadlineChange(stream, HandoffAggregate.Deadline, DueAt: null));
        }

        staged[stream] = (kind, state);
        foreach (var next in follow)
        {
            if (next.Command is QueueNotification { What.Kind: NotificationKind.Escalation }) tellings++;
            if (!Planting.Drops(plant, next) && !Decide(next.StreamId, next.Command, caseId, depth + 1)) return false;
        }

        return true;
    }
}
