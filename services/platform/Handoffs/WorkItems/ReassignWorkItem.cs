using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>A person moves an item to another role's queue.</summary>
public sealed record ReassignWorkItem(string Role, string ReasonCode, Actor By, IReadOnlyList<string> RolesHeld, DateTimeOffset At) : WorkItemCommand(At);
