using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>A person takes an item for themselves; <paramref name="RolesHeld"/> are the roles of their token.</summary>
public sealed record ClaimWorkItem(Actor By, IReadOnlyList<string> RolesHeld, DateTimeOffset At) : WorkItemCommand(At);
