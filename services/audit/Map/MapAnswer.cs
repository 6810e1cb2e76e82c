using Healthcare.Audit.Trail;

namespace Healthcare.Audit.Map;

/// <summary>
/// What stands at every boundary at a moment, and what came through since another. Everything that the services had recorded until <paramref name="AsOf"/> is in it, which is
/// <paramref name="LagMilliseconds"/> ago; both are absent while a service has not been heard of yet.
/// </summary>
/// <param name="At">The moment that is shown.</param>
/// <param name="From">Since when crossings, returns and breaches are counted.</param>
/// <param name="Complete">Everything recorded until the moment is in it: asked again at any later time, the answer is the same.</param>
/// <param name="Waiting">Pieces of work that stand at a boundary.</param>
/// <param name="Late">Of these, those whose time is up.</param>
internal sealed record MapAnswer(
    DateTimeOffset At, DateTimeOffset From, bool Complete, long Waiting, long Late, IReadOnlyList<MapBoundary> Boundaries, DateTimeOffset? AsOf, long? LagMilliseconds, IReadOnlyList<ServiceLag> Lag);

/// <summary>One boundary on the map, in the order of the journey.</summary>
/// <param name="Phase">The part of the journey, in words.</param>
/// <param name="OwnerRole">The one role that is accountable.</param>
/// <param name="Allowed">How long crossing may take, in words; other clocks of the same boundary are in its definition.</param>
/// <param name="Pace">How what stands there is against the clock.</param>
/// <param name="Ages">How long what stands there has been there; absent when nothing does.</param>
/// <param name="ValueAtStake">US dollars of what stands there, as far as the recorded events say an amount.</param>
internal sealed record MapBoundary(
    string Boundary, string Name, string From, string To, string Phase, string? OwnerRole, string? Allowed, Pace Pace, Standing Standing, Ages? Ages, decimal? ValueAtStake, Flow Flow);

/// <summary>Nine in ten of what stands at a boundary have used no more of their time than this.</summary>
internal enum Pace
{
    /// <summary>Nothing stands there.</summary>
    Clear,

    /// <summary>Less than three quarters.</summary>
    InTime,

    /// <summary>Three quarters or more.</summary>
    NearDue,

    /// <summary>More than all.</summary>
    Late,

    /// <summary>More than twice what was allowed.</summary>
    VeryLate,
}

/// <summary>What stands at a boundary at the moment.</summary>
/// <param name="All">Everything that was offered and is neither accepted nor closed.</param>
/// <param name="Open">Of these, attempts under way.</param>
/// <param name="Blocked">Of the open, those that a condition keeps.</param>
/// <param name="Returned">Given back: the sender has to answer.</param>
/// <param name="TimedOut">Nobody answered in time, and a late answer is awaited.</param>
/// <param name="Late">Those whose time is up, whatever they wait for.</param>
/// <param name="Escalated">Those of which a level of the chain was told.</param>
internal sealed record Standing(long All, long Open, long Blocked, long Returned, long TimedOut, long Late, long Escalated)
{
    public static readonly Standing None = new(0, 0, 0, 0, 0, 0, 0);
}

/// <summary>Since work was first offered at the boundary, in seconds.</summary>
internal sealed record Ages(long P50Seconds, long P90Seconds, long OldestSeconds);

/// <summary>What happened at a boundary since <c>from</c>; each attempt that is offered comes out in exactly one way.</summary>
/// <param name="Crossed">Accepted: what came through.</param>
/// <param name="Breaches">Times at which a clock ran out, of an attempt or of what the sender had to answer.</param>
/// <param name="BounceRate">Returned, of what was answered; absent when nothing was.</param>
internal sealed record Flow(long Offered, long Crossed, long Returned, long TimedOut, long Closed, long Breaches, long Escalations, decimal? BounceRate)
{
    public static readonly Flow None = new(0, 0, 0, 0, 0, 0, 0, BounceRate: null);
}
