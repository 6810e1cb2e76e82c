using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>What happens to the definition of a boundary.</summary>
public abstract record DefinitionEvent(DateTimeOffset At);

/// <summary>Somebody proposes a new version of a contract; <paramref name="Text"/> is the whole file, <paramref name="Hash"/> its SHA-256.</summary>
[StoredAs("definition_proposed.v1")]
public sealed record DefinitionProposed(string Boundary, int Version, DateOnly Effective, string Text, string Hash, string ReasonCode, Actor Author, DateTimeOffset At) : DefinitionEvent(At);

/// <summary>Another person approved what was proposed; it applies from its effective date.</summary>
[StoredAs("definition_approved.v1")]
public sealed record DefinitionApproved(string Boundary, int Version, DateOnly Effective, string Hash, Actor Author, Actor Approver, DateTimeOffset At) : DefinitionEvent(At);

/// <summary>A person went through the definition in force and found it right.</summary>
[StoredAs("definition_reviewed.v1")]
public sealed record DefinitionReviewed(string Boundary, int Version, Actor By, DateTimeOffset At) : DefinitionEvent(At);
