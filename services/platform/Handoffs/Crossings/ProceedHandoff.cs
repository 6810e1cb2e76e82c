using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>A named person sends the work on although a condition is not met; <paramref name="Reason"/> is sealed before it is stored.</summary>
public sealed record ProceedHandoff(string Ground, string Reason, DateTimeOffset DueAt, Actor By, DateTimeOffset At) : HandoffCommand(At);
