namespace Healthcare.EventStore;

/// <summary>A command for another stream that follows from an event, decided and appended in the same transaction.</summary>
public sealed record FollowUp(Guid StreamId, object Command);

/// <summary>One kind of stream: how its state folds, how it decides, and what follows from its events.</summary>
public sealed record Aggregate<TState, TCommand, TEvent>(
    string Name,
    TState Initial,
    Func<TState, TEvent, TState> Evolve,
    Func<TState, TCommand, Decision<TEvent>> Decide) : IAggregate
    where TState : notnull
    where TCommand : notnull
    where TEvent : notnull
{
    /// <summary>Pure: commands to other streams that an event of this one brings, in the same transaction.</summary>
    public Func<TState, Happened<TEvent>, IEnumerable<FollowUp>>? Follows { get; init; }

    /// <summary>Pure: deadlines that an event of this stream sets and clears, in the same transaction.</summary>
    public Func<Happened<TEvent>, IEnumerable<DeadlineChange>>? Deadlines { get; init; }

    Type IAggregate.CommandType => typeof(TCommand);

    Type IAggregate.EventType => typeof(TEvent);

    object IAggregate.Initial => Initial;

    object IAggregate.Evolve(object state, object happened) => happened is TEvent e ? Evolve((TState)state, e) : state;

    (IReadOnlyList<object> Events, Refusal? Refusal) IAggregate.Decide(object state, object command)
    {
        var decision = Decide((TState)state, (TCommand)command);
        return ([.. decision.Events.Cast<object>()], decision.Refusal);
    }

    IEnumerable<FollowUp> IAggregate.Follows(object state, Guid streamId, Guid? caseId, object happened) =>
        Follows is not null && happened is TEvent e ? Follows((TState)state, new Happened<TEvent>(streamId, caseId, e)) : [];

    IEnumerable<DeadlineChange> IAggregate.Deadlines(Guid streamId, Guid? caseId, object happened) =>
        Deadlines is not null && happened is TEvent e ? Deadlines(new Happened<TEvent>(streamId, caseId, e)) : [];
}

/// <summary>An event with the stream and the case that it happened to.</summary>
public sealed record Happened<TEvent>(Guid StreamId, Guid? CaseId, TEvent Event);

/// <summary>Sets a stream's named deadline, or clears it when <paramref name="DueAt"/> is null; kept durable in the transaction of its event.</summary>
public sealed record DeadlineChange(Guid StreamId, string Name, DateTimeOffset? DueAt);

internal interface IAggregate
{
    string Name { get; }

    Type CommandType { get; }

    Type EventType { get; }

    object Initial { get; }

    object Evolve(object state, object happened);

    (IReadOnlyList<object> Events, Refusal? Refusal) Decide(object state, object command);

    IEnumerable<FollowUp> Follows(object state, Guid streamId, Guid? caseId, object happened);

    IEnumerable<DeadlineChange> Deadlines(Guid streamId, Guid? caseId, object happened);
}
