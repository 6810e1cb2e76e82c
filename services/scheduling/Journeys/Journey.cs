using System.Collections.Immutable;
using Healthcare.EventStore;
using Healthcare.Scheduling.Appointments;

namespace Healthcare.Scheduling.Journeys;

/// <summary>How far a stage is.</summary>
public enum StageState
{
    Blocked,
    Ready,
    InProgress,
    Done,
    Returned,
    Expired,
}

/// <summary>A stage as it stands; evidence may be there before the stage is ready.</summary>
public sealed record StageStanding(StageState State)
{
    public IReadOnlyList<string> Evidence { get; init; } = [];

    public IReadOnlyList<string> Gaps { get; init; } = [];

    /// <summary>The authorization that the evidence is of.</summary>
    public Guid? Source { get; init; }

    /// <summary>A person lets the care go on without it.</summary>
    public bool IsPassed { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was done last.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Whether what waits for it need wait no longer.</summary>
    public bool IsSettled => State == StageState.Done || IsPassed;
}

/// <summary>A case's way to its procedure and after it: a graph of stages, of which some hold and some wait.</summary>
public sealed record Journey
{
    public static readonly Journey Initial = new();
    private const string NotNeeded = "not-needed";

    /// <summary>Null until the referral is there; what the payer says before that is kept.</summary>
    public JourneyBegun? Begun { get; init; }

    public bool IsEnded { get; init; }

    public ImmutableSortedDictionary<Stage, StageStanding> Stages { get; init; } = ImmutableSortedDictionary<Stage, StageStanding>.Empty;

    public IReadOnlyList<string> Causes { get; init; } = [];

    public bool MayHoldTime { get; init; } = true;

    public IReadOnlyList<ServiceAsked> Services { get; init; } = [];

    public int Change { get; init; }

    public EstimateIssued? Estimate { get; init; }

    /// <summary>The day that was held last.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Where the time is that was held last, as a CMS place of service code.</summary>
    public string? Place { get; init; }

    /// <summary>The payer's catalogue, in its version, that says whether an authorization is needed.</summary>
    public string? Rule { get; init; }

    /// <summary>What the catalogue said, as <see cref="RequirementHeard.Need"/>.</summary>
    public string? Need { get; init; }

    /// <summary>Stages whose work is offered to the stage behind the boundary and not taken.</summary>
    public ImmutableSortedSet<Stage> Offered { get; init; } = [];

    /// <summary>Stages whose work the last event took over a boundary.</summary>
    public ImmutableSortedSet<Stage> Taken { get; init; } = [];

    public bool IsUnderway => Begun is not null && !IsEnded;

    public StageStanding At(Stage stage) => Stages.GetValueOrDefault(stage) ?? new StageStanding(StageState.Blocked);

    public bool IsOn(Stage stage) => Begun?.Definition.RuleOf(stage) is not null;

    /// <summary>Nobody is asked for an authorization before the payer's catalogue says that it may be needed: cover and catalogue are asked at once, and answer in either order.</summary>
    public bool AsksFor(Stage stage) => stage != Stage.Authorization || (Rule is not null && Need is not NotNeeded);

    /// <summary>What a stage waits for.</summary>
    public IReadOnlyList<Stage> WaitingFor(StageRule rule) => [.. rule.WaitsFor.Where(w => !At(w).IsSettled)];

    public static Journey Evolve(Journey journey, JourneyEvent happened) => JourneyHandoffs.After(Folded(journey, happened), happened);

    private static Journey Folded(Journey journey, JourneyEvent happened) => happened switch
    {
        // What was heard since it ended, or before it began, counts for what begins.
        JourneyBegun e => Initial with { Begun = e, Services = e.Services, Change = journey.Change, Estimate = journey.Estimate, Stages = journey.Stages, Rule = journey.Rule, Need = journey.Need },
        StageReady e => journey.With(e.Stage, s => s with { State = StageState.Ready }),
        StageBlocked e => journey.With(e.Stage, s => s with { State = StageState.Blocked }),
        StageStarted e => journey.With(e.Stage, s => s with { State = StageState.InProgress }),
        EvidenceNoted e => (e.Day is { } day ? journey with { Day = day, Place = e.Place ?? journey.Place } : journey).With(e.Stage, s => s with { Evidence = [.. s.Evidence.Append(e.Evidence).Distinct()], Source = e.Source ?? s.Source }),
        StageCompleted e => journey.With(e.Stage, s => s with { State = StageState.Done, Evidence = e.Evidence, Gaps = [], ExpiresAt = e.ExpiresAt, DoneAt = e.At }),
        StageReturned e => journey.With(e.Stage, s => Without(s, e.Lost) with { State = StageState.Returned, Gaps = e.Gaps }),
        StageReopened e => journey.With(e.Stage, s => Without(s, e.Lost) with { State = StageState.Ready, Gaps = [] }),
        StageExpired e => journey.With(e.Stage, s => Without(s, e.Lost) with { State = StageState.Expired }),
        RequirementHeard e => journey with { Rule = e.Rule, Need = e.Need },
        EstimateIssued e => journey with { Estimate = e },
        ProcedureChanged e => journey with { Change = e.Change, Services = e.Services },
        SchedulingHeld e => journey with { Causes = e.Causes, MayHoldTime = e.MayHoldTime },
        SchedulingHoldLifted => journey with { Causes = [], MayHoldTime = true },
        StagesPassed e => e.Stages.Aggregate(journey, (j, stage) => j.With(stage, s => s with { IsPassed = true })),
        JourneyEnded => Initial with { Begun = journey.Begun, IsEnded = true, Services = journey.Services, Change = journey.Change, Estimate = journey.Estimate, Offered = journey.Offered },
        _ => journey,
    };

    private static StageStanding Without(StageStanding standing, IReadOnlyList<string> lost) => standing with { Evidence = [.. standing.Evidence.Except(lost)], ExpiresAt = null };

    private Journey With(Stage stage, Func<StageStanding, StageStanding> change) => this with { Stages = Stages.SetItem(stage, change(At(stage))) };
}

/// <summary>The stream of a journey: one for each case.</summary>
public static class JourneyAggregate
{
    public const string Name = "journey";

    /// <summary>How the names of a journey's deadlines start.</summary>
    public const string Deadline = "journey/";

    /// <summary>When the estimate stops counting.</summary>
    public const string EstimateDeadline = "journey/estimate";

    private static readonly string[] Deadlines = [EstimateDeadline, .. Enum.GetValues<Stage>().Select(ClearanceOf)];

    public static Aggregate<Journey, JourneyCommand, JourneyEvent> Value { get; } =
        new(Name, Journey.Initial, Journey.Evolve, JourneyDecider.Decide) { Follows = JourneyFollowUps.Of, Deadlines = DeadlinesOf };

    public static Guid IdOf(Guid caseId) => DerivedId.Of($"journey/{caseId:D}");

    /// <summary>When a stage that was done stops counting.</summary>
    public static string ClearanceOf(Stage stage) => $"journey/clearance/{stage.CodeOf()}";

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<JourneyEvent> happened) => happened.Event switch
    {
        // What was needed for the procedure need not outlive it.
        StageCompleted { Stage: Stage.Procedure } or JourneyEnded => Deadlines.Select(name => new DeadlineChange(happened.StreamId, name, DueAt: null)),
        StageCompleted { ExpiresAt: { } until } e => [new DeadlineChange(happened.StreamId, ClearanceOf(e.Stage), until)],
        StageReturned e => [new DeadlineChange(happened.StreamId, ClearanceOf(e.Stage), DueAt: null)],
        StageReopened e => [new DeadlineChange(happened.StreamId, ClearanceOf(e.Stage), DueAt: null), .. OfEstimate(happened, e.Lost)],
        StageExpired e => [new DeadlineChange(happened.StreamId, ClearanceOf(e.Stage), DueAt: null), .. OfEstimate(happened, e.Lost)],
        EstimateIssued e => [new DeadlineChange(happened.StreamId, EstimateDeadline, e.ExpiresAt)],
        _ => [],
    };

    private static IEnumerable<DeadlineChange> OfEstimate(Happened<JourneyEvent> happened, IReadOnlyList<string> lost) =>
        lost.Contains(JourneyDecider.EstimateEvidence, StringComparer.Ordinal) ? [new DeadlineChange(happened.StreamId, EstimateDeadline, DueAt: null)] : [];
}
