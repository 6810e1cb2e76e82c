namespace Healthcare.EventStore;

/// <summary>A rule said no: <paramref name="Code"/> is API and never changes, <paramref name="Sentence"/> is for people; neither names a patient.</summary>
public sealed record Refusal(string Code, string Sentence);
