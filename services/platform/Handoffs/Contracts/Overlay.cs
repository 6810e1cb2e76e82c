namespace Healthcare.Handoffs;

/// <summary>Where a piece of work belongs, so that what differs there applies to it; ids and codes as the organization uses them.</summary>
public sealed record HandoffScope
{
    public string? Payer { get; init; }

    /// <summary>The CMS place of service code of the visit, such as <c>24</c>; absent until it is known.</summary>
    public string? Site { get; init; }

    public string? ServiceLine { get; init; }

    /// <summary>An acquired practice or hospital that still works its own way.</summary>
    public string? Entity { get; init; }

    /// <summary>True when everything that this one names is so in <paramref name="work"/>.</summary>
    public bool Covers(HandoffScope work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Fits(Payer, work.Payer) && Fits(Site, work.Site) && Fits(ServiceLine, work.ServiceLine) && Fits(Entity, work.Entity);
    }

    // The more an overlay says of the work, the later it is laid; of two that say as much, the payer's has the last word, because its contract binds.
    internal int Weight => ((Payer is null ? 0 : 1) + (Site is null ? 0 : 1) + (ServiceLine is null ? 0 : 1) + (Entity is null ? 0 : 1)) * 16
        + (Payer is null ? 0 : 8) + (ServiceLine is null ? 0 : 4) + (Site is null ? 0 : 2) + (Entity is null ? 0 : 1);

    public override string ToString() => string.Join(
        ", ",
        new[] { ("payer", Payer), ("site", Site), ("service line", ServiceLine), ("entity", Entity) }.Where(p => p.Item2 is not null).Select(p => $"{p.Item1} {p.Item2}"));

    private static bool Fits(string? asked, string? actual) => asked is null || string.Equals(asked, actual, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What differs from the base contracts for some payer, site, service line or acquired entity: one file of <c>contracts/handoffs/overlays</c>.</summary>
internal sealed record Overlay(string Name, int Version, DateOnly Effective, HandoffScope Applies, IReadOnlyList<OverlayChange> Changes, string File)
{
    public string Reference => $"{Name}.v{Version}";
}

/// <summary>What an overlay says of one boundary; what it does not say stays as the base says.</summary>
internal sealed record OverlayChange(string Boundary, string Because, int Line)
{
    public (string Role, int Line)? OwnerRole { get; init; }

    public (int Percent, int Line)? Nudge { get; init; }

    /// <summary>By name of the clock; empty for the contract's own.</summary>
    public IReadOnlyDictionary<string, ClockChange> Clocks { get; init; } = new Dictionary<string, ClockChange>(StringComparer.Ordinal);

    public (EscalationChain Chain, int Line)? Escalation { get; init; }

    public IReadOnlyList<ConditionChange> Conditions { get; init; } = [];

    public (IReadOnlyList<string> Grounds, int Line)? Grounds { get; init; }

    public (IReadOnlyList<AttentionMoment> Moments, int Line)? Attention { get; init; }
}

internal sealed record ClockChange(string? Duration, DayCount? Days, string? TimeZone, BusinessCalendar? Calendar, int Line);

/// <summary>A condition more, or other parameters of one that the base has.</summary>
internal sealed record ConditionChange(string Predicate, string? Sentence, string? From, Parameters? Parameters, int Line);

/// <summary>Which way an overlay departs from the base.</summary>
public enum DeviationKind
{
    Narrower,
    Wider,
    Different,
}

/// <summary>One thing that an overlay says otherwise than the base contract, and why.</summary>
public sealed record Deviation(string Boundary, string Overlay, HandoffScope Scope, string What, string Base, string Overlaid, DeviationKind Kind, string Because, string File, int Line)
{
    public override string ToString() => $"{Boundary} for {Scope}: {What} {Overlaid} instead of {Base} ({YamlReader.KebabOf(Kind.ToString())}; {Overlay}): {Because}";
}
