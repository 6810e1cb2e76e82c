using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>A person gives an item another due time, with a reason; the chain moves with it.</summary>
public sealed record ChangeWorkItemDue(DateTimeOffset DueAt, string ReasonCode, Actor By, IReadOnlyList<string> RolesHeld, DateTimeOffset At) : WorkItemCommand(At);
