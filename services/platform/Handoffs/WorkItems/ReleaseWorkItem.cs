using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>A person puts an item back into the queue.</summary>
public sealed record ReleaseWorkItem(Actor By, DateTimeOffset At) : WorkItemCommand(At);
