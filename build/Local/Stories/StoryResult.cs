using Healthcare.Local.Demo;

namespace Healthcare.Local.Stories;

/// <summary>What became of a story.</summary>
internal sealed record StoryResult(
    string Name, string Tells, string? TrackingId, string? CaseId, string Stage, TimeSpan Took, Money? Money, IReadOnlyList<Said> Said, IReadOnlyList<Boundary> Boundaries, IReadOnlyList<Step> Steps, string? Problem)
{
    public bool AsTold => Problem is null;

    /// <summary>Names all that happened, whatever it was called: another run of the same seed on a new data folder has the same. Only of a story told alone.</summary>
    public string? EventsHash { get; init; }
}

/// <summary>What the story saw on its way, in words.</summary>
internal sealed record Said(TimeSpan At, string Text);

/// <summary>A boundary that the case crossed: who owned it, for how long, how it ended, and why it waited.</summary>
internal sealed record Boundary(string Name, string Service, string OwnerRole, DateTimeOffset From, DateTimeOffset? To, string Outcome, IReadOnlyList<string> WaitedFor);
