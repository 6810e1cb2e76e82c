using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>What may be asked of a crossing; whatever a contract says is in the command, so that deciding stays pure.</summary>
public abstract record HandoffCommand(DateTimeOffset At);

/// <summary>Made by <see cref="Boundaries.Offer"/>; <paramref name="Renewed"/> are the terms of a further attempt whose own clock has run out already.</summary>
public sealed record OfferHandoff(
    Guid SubjectId, Guid? CaseId, HandoffTerms Terms, HandoffTerms Renewed, string ContextHash, IReadOnlyList<ConditionSeen> Conditions, IReadOnlyList<Unmet> Unmet, DateTimeOffset At)
    : HandoffCommand(At);

public sealed record AcceptHandoff(Actor By, DateTimeOffset At) : HandoffCommand(At);

/// <summary>Made by <see cref="Boundaries.Return"/>.</summary>
public sealed record ReturnHandoff(IReadOnlyList<Requirement> Requirements, HandoffTerms Rework, Actor By, DateTimeOffset At) : HandoffCommand(At);

/// <summary>Made by <see cref="Boundaries.Extend"/>.</summary>
public sealed record ExtendHandoff(HandoffTerms Terms, string ReasonCode, Actor By, DateTimeOffset At) : HandoffCommand(At);

public sealed record CloseHandoff(string ReasonCode, Actor By, DateTimeOffset At) : HandoffCommand(At);

/// <summary>Nobody is on duty for the role that owns the work; <paramref name="Unstaffed"/> are all such roles. Never refuses.</summary>
public sealed record TellUnstaffedHandoff(string Role, IReadOnlyCollection<string> Unstaffed, DateTimeOffset At) : HandoffCommand(At);

/// <summary>The deadline clock's command: what was due at <paramref name="DueAt"/> is due.</summary>
public sealed record FireHandoffDeadline(DateTimeOffset DueAt, DateTimeOffset At) : HandoffCommand(At);
