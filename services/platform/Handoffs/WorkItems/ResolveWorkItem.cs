using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>The person who claimed an item has done what it asked for.</summary>
public sealed record ResolveWorkItem(string ReasonCode, Actor By, DateTimeOffset At) : WorkItemCommand(At);
