using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>Free text on an item, sealed before it is stored.</summary>
public sealed record CommentWorkItem(string Text, Actor By, DateTimeOffset At) : WorkItemCommand(At);
