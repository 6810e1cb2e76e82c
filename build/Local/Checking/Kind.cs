using Healthcare.EventStore;

namespace Healthcare.Local.Checking;

/// <summary>One kind of stream, without its types, so that a world holds many.</summary>
internal abstract class Kind(string name, object initial, Type states, Type commands, IReadOnlyList<string>? named)
{
    public string Name => name;

    public object Initial => initial;

    /// <summary>Every state that it can be in and every command that it can be given.</summary>
    public IEnumerable<(string State, string Command)> Cells { get; } =
        [.. (named ?? [.. Concrete(states).Select(s => s.Name)]).SelectMany(s => Concrete(commands).Select(c => (s, c.Name)))];

    public bool Takes(Type command) => command.IsAssignableTo(commands);

    /// <summary>What a state is counted under: its type, or its name where one type stands for several.</summary>
    public virtual object KeyOf(object state) => state.GetType();

    public abstract (IReadOnlyList<object> Events, Refusal? Refusal) Decide(object state, object command);

    public abstract object Evolve(object state, object happened);

    public abstract IEnumerable<FollowUp> Follows(object state, Guid stream, Guid? caseId, object happened);

    public abstract IEnumerable<DeadlineChange> Deadlines(Guid stream, Guid? caseId, object happened);

    public static Kind Of<TState, TCommand, TEvent>(Aggregate<TState, TCommand, TEvent> aggregate)
        where TState : notnull
        where TCommand : notnull
        where TEvent : class => new Typed<TState, TCommand, TEvent>(aggregate, nameOf: null, named: null);

    /// <summary>The same for an aggregate of one type of state, which <paramref name="nameOf"/> tells apart.</summary>
    public static Kind Of<TState, TCommand, TEvent>(Aggregate<TState, TCommand, TEvent> aggregate, Func<TState, string> nameOf, params IReadOnlyList<string> named)
        where TState : notnull
        where TCommand : notnull
        where TEvent : class => new Typed<TState, TCommand, TEvent>(aggregate, nameOf, named);

    private static IEnumerable<Type> Concrete(Type root) => root.Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsSubclassOf(root)).OrderBy(t => t.Name, StringComparer.Ordinal);

    private sealed class Typed<TState, TCommand, TEvent>(Aggregate<TState, TCommand, TEvent> aggregate, Func<TState, string>? nameOf, IReadOnlyList<string>? named)
        : Kind(aggregate.Name, aggregate.Initial, typeof(TState), typeof(TCommand), named)
        where TState : notnull
        where TCommand : notnull
        where TEvent : class
    {
        public override (IReadOnlyList<object> Events, Refusal? Refusal) Decide(object state, object command)
        {
            var decision = aggregate.Decide((TState)state, (TCommand)command);
            return (decision.Events, decision.Refusal);
        }

        public override object KeyOf(object state) => nameOf is null ? base.KeyOf(state) : nameOf((TState)state);

        public override object Evolve(object state, object happened) => aggregate.Evolve((TState)state, (TEvent)happened);

        public override IEnumerable<FollowUp> Follows(object state, Guid stream, Guid? caseId, object happened) =>
            aggregate.Follows?.Invoke((TState)state, new Happened<TEvent>(stream, caseId, (TEvent)happened)) ?? [];

        public override IEnumerable<DeadlineChange> Deadlines(Guid stream, Guid? caseId, object happened) =>
            aggregate.Deadlines?.Invoke(new Happened<TEvent>(stream, caseId, (TEvent)happened)) ?? [];
    }
}
