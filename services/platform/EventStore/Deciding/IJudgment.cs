namespace Healthcare.EventStore;

/// <summary>A command that only a person may give (the judgment set): clinical necessity, coverage, adverse outcomes, disputes, rule changes. An actor of kind <c>ai</c> is refused whatever the route.</summary>
public interface IJudgment;

/// <summary>What an <see cref="IJudgment"/> answers to an <c>ai</c>.</summary>
public static class Judgments
{
    public static readonly Refusal PersonMustDecide = new("person-must-decide", "An assistant may suggest this; only a person may decide it.");
}
