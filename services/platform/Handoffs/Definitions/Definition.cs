using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>The definition of one boundary over time: the version in force, and what is proposed.</summary>
public sealed record Definition(int Approved, DefinitionProposed? Proposal)
{
    public static readonly Definition Initial = new(0, Proposal: null);

    public static Definition Evolve(Definition definition, DefinitionEvent happened) => happened switch
    {
        DefinitionProposed e => definition with { Proposal = e },
        DefinitionApproved e => new Definition(e.Version, Proposal: null),
        _ => definition,
    };
}

/// <summary>What may be asked of a definition; rules are changed by people alone.</summary>
public abstract record DefinitionCommand(DateTimeOffset At) : IJudgment;

/// <summary>Proposes a version; <paramref name="InForce"/> is the version that applies now.</summary>
public sealed record ProposeDefinition(string Boundary, int Version, DateOnly Effective, string Text, int InForce, string ReasonCode, Actor By, DateTimeOffset At) : DefinitionCommand(At);

/// <summary>Approves the proposal that <paramref name="Hash"/> names, so that nobody approves what they have not read.</summary>
public sealed record ApproveDefinition(string Hash, Actor By, DateTimeOffset At) : DefinitionCommand(At);

/// <summary>Says that the definition in force was gone through and is right.</summary>
public sealed record ReviewDefinition(string Boundary, int Version, Actor By, DateTimeOffset At) : DefinitionCommand(At);

/// <summary>Why a definition says no.</summary>
public static class DefinitionRefusals
{
    public static readonly Refusal Unknown = new("definition-unknown", "No contract file states this boundary.");
    public static readonly Refusal NotHeld = new("definition-not-held", "Another service holds this boundary; propose the change there.");
    public static readonly Refusal VersionNotHigher = new("definition-version-not-higher", "The proposed version must be higher than the one in force.");
    public static readonly Refusal NothingProposed = new("definition-nothing-proposed", "Nothing is proposed for this boundary.");
    public static readonly Refusal OtherProposal = new("definition-other-proposal", "Something else is proposed than what you have read.");
    public static readonly Refusal ApprovedByAuthor = new("definition-approved-by-author", "Another person than the author has to approve a change.");
    public static readonly Refusal PersonMustDecide = new("person-must-decide", "Only people change the rules.");
}

/// <summary>The stream of a boundary's definition.</summary>
public static class DefinitionAggregate
{
    public const string Name = "definition";

    public static Aggregate<Definition, DefinitionCommand, DefinitionEvent> Value { get; } = new(Name, Definition.Initial, Definition.Evolve, Decide);

    public static Guid IdOf(string boundary) => DerivedId.Of($"definition/{boundary}");

    /// <summary>SHA-256 of a contract's text, lower-case hexadecimal, line ends as LF.</summary>
    public static string HashOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))));
    }

    private static Decision<DefinitionEvent> Decide(Definition definition, DefinitionCommand command) => (definition, command) switch
    {
        (_, ProposeDefinition { By.Kind: not ActorKind.Human } or ApproveDefinition { By.Kind: not ActorKind.Human } or ReviewDefinition { By.Kind: not ActorKind.Human }) => DefinitionRefusals.PersonMustDecide,
        (_, ProposeDefinition c) when c.Version <= Math.Max(c.InForce, definition.Approved) => DefinitionRefusals.VersionNotHigher,
        ({ Proposal: { } open }, ProposeDefinition c) when open.Hash == HashOf(c.Text) && open.Author.Id == c.By.Id => [],
        (_, ProposeDefinition c) => new DefinitionProposed(c.Boundary, c.Version, c.Effective, c.Text, HashOf(c.Text), c.ReasonCode, c.By, c.At),
        ({ Proposal: null }, ApproveDefinition) => DefinitionRefusals.NothingProposed,
        ({ Proposal: { } open }, ApproveDefinition c) when open.Hash != c.Hash => DefinitionRefusals.OtherProposal,
        ({ Proposal: { } open }, ApproveDefinition c) when open.Author.Id == c.By.Id => DefinitionRefusals.ApprovedByAuthor,
        ({ Proposal: { } open }, ApproveDefinition c) => new DefinitionApproved(open.Boundary, open.Version, open.Effective, open.Hash, open.Author, c.By, c.At),
        (_, ReviewDefinition c) => new DefinitionReviewed(c.Boundary, c.Version, c.By, c.At),
        _ => [],
    };
}
