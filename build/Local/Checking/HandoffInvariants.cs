using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Messaging;

namespace Healthcare.Local.Checking;

/// <summary>
/// What must hold of handoffs, work items, notifications and deadlines whatever happens, watched event by event;
/// one and the same for generated histories and for any database.
/// </summary>
internal sealed class HandoffInvariants(Action<string, Guid, string> violated)
{
    public const string Owned = "every open state has an owner role";
    public const string Due = "every open state keeps its next deadline, and no settled one does";
    public const string Chained = "every open state has an escalation chain";
    public const string OneOutcome = "every attempt of a crossing has exactly one outcome";
    public const string Linked = "attempts follow each other without a gap";
    public const string Conditioned = "blocked work is not accepted";
    public const string Applied = "a late answer is applied";
    public const string PeopleDecide = "no AI actor stands on a judgment event";
    public const string Exclusive = "an item is in one person's hand";
    public const string Told = "each escalation tells its level";
    public const string ToldOnce = "nothing is told twice";
    public const string Upwards = "an escalation does not go down within an attempt";
    public const string FiredOnce = "no deadline has an effect twice, or after it was cleared";
    public const string TwoPeople = "rules are changed by two people";
    public const string SaidOnce = "a dependency goes, and comes back, once";
    public const string HandledOnce = "a message that waits is let go once";
    public const string ItemsFollow = "no item of a settled crossing is open";

    private readonly Dictionary<Guid, Memory> streams = [];

    public void Forget() => streams.Clear();

    /// <summary>What happened, in the order of its stream.</summary>
    public void Observe(Guid stream, object happened)
    {
        switch (happened)
        {
            case HandoffEvent e:
                Observe(stream, e, Of(stream));
                break;
            case WorkItemEvent e:
                Observe(stream, e, Of(stream));
                break;
            case DefinitionApproved e:
                if (e.Approver.Id == e.Author.Id) violated(TwoPeople, stream, $"version {e.Version}");
                if (e.Approver.Kind != ActorKind.Human || e.Author.Kind != ActorKind.Human) violated(PeopleDecide, stream, nameof(DefinitionApproved));
                break;
            case DefinitionProposed { Author.Kind: not ActorKind.Human } or DefinitionReviewed { By.Kind: not ActorKind.Human }:
                violated(PeopleDecide, stream, happened.GetType().Name);
                break;
            case OutageEvent:
                var isLost = happened is DependencyLost;
                if (Of(stream).IsAway == isLost) violated(SaidOnce, stream, happened.GetType().Name);
                Of(stream).IsAway = isLost;
                break;
            case ParkingEvent e:
                Observe(stream, e, Of(stream));
                break;
            case NotificationSent when ++Of(stream).Told > 1:
                violated(ToldOnce, stream, "was sent twice");
                break;
        }
    }

    /// <summary>How a stream stands after its last event, with the deadline that is kept for it.</summary>
    public void Stands(Guid stream, object state, DateTimeOffset? kept)
    {
        switch (state)
        {
            case Handoff.Begun h:
                var over = h is Handoff.Accepted or Handoff.Closed;
                Keeps(stream, h.GetType().Name, over ? null : h.Crossing.NextAt, over, kept);
                if (over) break;
                if (h.Crossing.Terms.OwnerRole.Length == 0) violated(Owned, stream, h.GetType().Name);
                if (h.Crossing.Terms.Levels.Count == 0) violated(Chained, stream, h.GetType().Name);
                break;
            case WorkItem.Opened i:
                var done = i is WorkItem.Resolved;
                Keeps(stream, i.GetType().Name, done ? null : i.Assignment.WakesAt ?? i.Assignment.NextAt, done, kept);
                if (!done && i.Assignment.Role.Length == 0) violated(Owned, stream, i.GetType().Name);
                if (!done && i.Assignment.Levels.Count == 0 && !Of(stream).HasCrossing) violated(Chained, stream, i.GetType().Name);
                break;
        }
    }

    /// <summary>A work item whose crossing is settled is settled too.</summary>
    public void StandTogether(Guid item, object itemState, object? crossing)
    {
        if (itemState is WorkItem.Free or WorkItem.Claimed && crossing is Handoff.Accepted or Handoff.Closed) violated(ItemsFollow, item, crossing.GetType().Name);
    }

    private void Keeps(Guid stream, string state, DateTimeOffset? next, bool over, DateTimeOffset? kept)
    {
        if (over && kept is not null) violated(Due, stream, $"{state} keeps {kept:O}");
        if (over) return;
        if (next is null || kept is null || EventCodec.Microseconds(next.Value) != EventCodec.Microseconds(kept.Value)) violated(Due, stream, $"{state} decides by {next:O} and keeps {(kept is null ? "nothing" : kept.Value.ToString("O"))}");
    }

    private void Observe(Guid stream, HandoffEvent happened, Memory m)
    {
        switch (happened)
        {
            case HandoffOffered e:
                if (e.Attempt != m.Attempt + 1 || (e.Attempt == 1) != (e.Prior is null) || e.Prior >= e.Attempt) violated(Linked, stream, $"attempt {e.Attempt} after {m.Attempt}");
                if (m.Attempt > 0 && m.Outcomes != 1) violated(OneOutcome, stream, $"attempt {m.Attempt} has {m.Outcomes}");
                (m.Attempt, m.Outcomes, m.IsBlocked, m.Level) = (e.Attempt, 0, false, 0);
                break;
            case HandoffBlocked:
                m.IsBlocked = true;
                break;
            case HandoffCleared or HandoffProceeded:
                m.IsBlocked = false;
                break;
            case HandoffAccepted or HandoffReturned or HandoffTimedOut:
                if (happened is HandoffAccepted && m.IsBlocked) violated(Conditioned, stream, $"attempt {happened.Attempt}");
                if (happened.Attempt != m.Attempt || ++m.Outcomes > 1) violated(OneOutcome, stream, $"attempt {happened.Attempt} has {m.Outcomes}");
                break;
            case HandoffEscalated e:
                if (e.Level < m.Level) violated(Upwards, stream, $"level {e.Level} after {m.Level}");
                m.Level = e.Level;
                break;
        }

        var by = happened switch
        {
            HandoffAccepted e => e.By,
            HandoffReturned e => e.By,
            HandoffProceeded e => e.By,
            HandoffExtended e => e.By,
            HandoffClosed e => e.By,
            _ => null,
        };
        if (by?.Kind == ActorKind.Ai) violated(PeopleDecide, stream, happened.GetType().Name);
    }

    private void Observe(Guid stream, WorkItemEvent happened, Memory m)
    {
        Actor? by = null;
        switch (happened)
        {
            case WorkItemOpened e:
                m.HasCrossing = e is { Kind: "handoff", Boundary: not null };
                break;
            case WorkItemClaimed e:
                if (m.IsClaimed) violated(Exclusive, stream, "claimed while claimed");
                (m.IsClaimed, by) = (true, e.By);
                break;
            case WorkItemReleased e:
                (m.IsClaimed, by) = (false, e.By);
                break;
            case WorkItemReassigned e:
                (m.IsClaimed, by) = (false, e.By);
                break;
            case WorkItemSnoozed e:
                (m.IsClaimed, by) = (false, e.By);
                break;
            case WorkItemResolved e:
                (m.IsClaimed, by) = (false, e.By);
                break;
            case WorkItemDueChanged e:
                by = e.By;
                break;
        }

        if (by?.Kind == ActorKind.Ai) violated(PeopleDecide, stream, happened.GetType().Name);
    }

    private void Observe(Guid stream, ParkingEvent happened, Memory m)
    {
        switch (happened)
        {
            case MessageParked e:
                m.Held.Add(e.Message.Count);
                break;
            case MessageHeld e:
                m.Held.Add(e.Message.Count);
                break;
            case MessageReleased e when !m.Held.Remove(e.Count):
                violated(HandledOnce, stream, $"message {e.Count} was released and does not wait");
                break;
            case MessageDismissed e when !m.Held.Remove(e.Count):
                violated(HandledOnce, stream, $"message {e.Count} was dismissed and does not wait");
                break;
        }
    }

    private Memory Of(Guid stream)
    {
        if (!streams.TryGetValue(stream, out var memory)) streams.Add(stream, memory = new Memory());
        return memory;
    }

    private sealed class Memory
    {
        public int Attempt { get; set; }

        public int Outcomes { get; set; }

        public bool IsBlocked { get; set; }

        public int Level { get; set; }

        public bool HasCrossing { get; set; }

        public bool IsClaimed { get; set; }

        public int Told { get; set; }

        public bool IsAway { get; set; }

        /// <summary>Messages that wait, by their count.</summary>
        public SortedSet<long> Held => field ??= [];
    }
}
