using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Healthcare.EventStore;
using NUnit.Framework;

namespace Healthcare.Testing;

/// <summary>Starts a spec of a decider: <c>Spec.Of(Claims.Aggregate).Given(Drafted).When(new SubmitClaim(…)).ThenRefused(…)</c>.</summary>
public static class Spec
{
    public static DeciderSpec<TState, TCommand, TEvent> Of<TState, TCommand, TEvent>(Aggregate<TState, TCommand, TEvent> aggregate)
        where TState : notnull
        where TCommand : notnull
        where TEvent : notnull => new(aggregate, []);
}

/// <summary>Facts that are given, for a command to meet; immutable, so one may be shared by many tests.</summary>
public sealed class DeciderSpec<TState, TCommand, TEvent>
    where TState : notnull
    where TCommand : notnull
    where TEvent : notnull
{
    private readonly Aggregate<TState, TCommand, TEvent> aggregate;
    private readonly TEvent[] given;

    internal DeciderSpec(Aggregate<TState, TCommand, TEvent> aggregate, TEvent[] given)
    {
        this.aggregate = aggregate;
        this.given = given;
    }

    public DeciderSpec<TState, TCommand, TEvent> Given(params TEvent[] events) => new(aggregate, [.. given, .. events]);

    /// <summary>Gives the facts that a command brings, where writing them out would only repeat another spec.</summary>
    public DeciderSpec<TState, TCommand, TEvent> GivenDone(params TCommand[] commands)
    {
        var spec = this;
        foreach (var command in commands)
        {
            var decision = aggregate.Decide(spec.State, command);
            if (decision.Refusal is { } refusal) Assert.Fail($"{command} was given as done and is refused: {refusal.Code}.");
            spec = spec.Given([.. decision.Events]);
        }

        return spec;
    }

    /// <summary>What the given facts fold to.</summary>
    public TState State => given.Aggregate(aggregate.Initial, aggregate.Evolve);

    public IReadOnlyList<TEvent> Events => given;

    public Decided<TState, TCommand, TEvent> When(TCommand command)
    {
        var state = State;
        return new Decided<TState, TCommand, TEvent>(aggregate, state, command, aggregate.Decide(state, command));
    }
}

/// <summary>What a decider answered.</summary>
public sealed class Decided<TState, TCommand, TEvent>
    where TState : notnull
    where TCommand : notnull
    where TEvent : notnull
{
    private readonly Aggregate<TState, TCommand, TEvent> aggregate;
    private readonly TState before;
    private readonly TCommand command;

    internal Decided(Aggregate<TState, TCommand, TEvent> aggregate, TState before, TCommand command, Decision<TEvent> decision)
    {
        this.aggregate = aggregate;
        this.before = before;
        this.command = command;
        Decision = decision;
    }

    public Decision<TEvent> Decision { get; }

    /// <summary>The state afterwards.</summary>
    public TState State => Decision.Events.Aggregate(before, aggregate.Evolve);

    /// <summary>Exactly these facts, in this order.</summary>
    public void Then(params TEvent[] events)
    {
        if (Decision.Refusal is { } refusal) Assert.Fail($"{Facts.Text(command)} was refused: {refusal.Code}.");
        var expected = events.Select(e => Facts.Text(e)).ToList();
        Assert.That(Decision.Events.Select(e => Facts.Text(e)), Is.EqualTo(expected), () => $"What {Facts.Text(command)} brings");
    }

    /// <summary>Facts of these kinds, in this order.</summary>
    public Decided<TState, TCommand, TEvent> ThenKinds(params Type[] kinds)
    {
        if (Decision.Refusal is { } refusal) Assert.Fail($"{Facts.Text(command)} was refused: {refusal.Code}.");
        Assert.That(Decision.Events.Select(e => e.GetType()), Is.EqualTo(kinds), () => $"What {Facts.Text(command)} brings");
        return this;
    }

    public void ThenRefused(Refusal refusal) =>
        Assert.That(Decision.Refusal, Is.EqualTo(refusal), () => $"What {Facts.Text(command)} brings: {string.Join(", ", Decision.Events.Select(e => Facts.Text(e)))}");

    /// <summary>It was true already.</summary>
    public void ThenNothing()
    {
        if (Decision.Refusal is { } refusal) Assert.Fail($"{Facts.Text(command)} was refused: {refusal.Code}.");
        Assert.That(Decision.Events.Select(e => Facts.Text(e)), Is.Empty);
    }

    /// <summary>The deadlines that what happened sets and clears, on a stream of the test's choice.</summary>
    public IReadOnlyList<DeadlineChange> Deadlines(Guid streamId) =>
        [.. Decision.Events.SelectMany(e => aggregate.Deadlines?.Invoke(new Happened<TEvent>(streamId, CaseId: null, e)) ?? [])];

    /// <summary>The commands to other streams that follow in the same transaction.</summary>
    public IReadOnlyList<FollowUp> FollowUps(Guid streamId, Guid? caseId = null)
    {
        var state = before;
        var follow = new List<FollowUp>();
        foreach (var happened in Decision.Events)
        {
            state = aggregate.Evolve(state, happened);
            follow.AddRange(aggregate.Follows?.Invoke(state, new Happened<TEvent>(streamId, caseId, happened)) ?? []);
        }

        return follow;
    }
}

/// <summary>Writes a fact out in full, lists and sealed values included, so that two are compared by what they say.</summary>
public static class Facts
{
    public static string Text(object? value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    private static void Write(object? value, StringBuilder text)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string s:
                text.Append('\'').Append(s).Append('\'');
                break;
            case DateTimeOffset time:
                text.Append(time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture));
                break;
            case Enum or IFormattable:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case IDictionary map:
                WriteAll(map.Keys.Cast<object>().OrderBy(k => k.ToString(), StringComparer.Ordinal).Select(k => (k.ToString() + ": ", map[k])), '{', '}', text);
                break;
            case IEnumerable list:
                WriteAll(list.Cast<object?>().Select(item => ("", item)), '[', ']', text);
                break;
            case var other when other.GetType().IsGenericType && other.GetType().GetGenericTypeDefinition() == typeof(Sealed<>):
                WriteMembers(other, BindingFlags.Instance | BindingFlags.NonPublic, text);
                break;
            case var other:
                WriteMembers(other, BindingFlags.Instance | BindingFlags.Public, text);
                break;
        }
    }

    private static void WriteMembers(object value, BindingFlags visible, StringBuilder text)
    {
        text.Append(value.GetType().Name.Split('`')[0]);
        var members = value.GetType().GetProperties(visible)
            .Where(p => p.GetIndexParameters().Length == 0 && p.Name != "EqualityContract")
            .DistinctBy(p => p.Name)
            .OrderBy(p => p.Name, StringComparer.Ordinal);
        WriteAll(members.Select(p => (p.Name + ": ", p.GetValue(value))), '(', ')', text);
    }

    private static void WriteAll(IEnumerable<(string Name, object? Value)> members, char open, char close, StringBuilder text)
    {
        text.Append(open);
        var first = true;
        foreach (var (name, value) in members)
        {
            if (!first) text.Append(", ");
            first = false;
            text.Append(name);
            Write(value, text);
        }

        text.Append(close);
    }
}
