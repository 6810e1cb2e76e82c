namespace Healthcare.Local.Checking;

/// <summary>An invariant that does not hold, and where; generated histories say which, so that it can be run again.</summary>
public sealed record Violation(string Rule, string Where, string What);
