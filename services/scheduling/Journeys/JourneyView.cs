using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Scheduling.Journeys;

/// <summary>A stage as people see it: how far it is, what it waits for and from whom, and until when.</summary>
public sealed record StageDocument
{
    public required Stage Stage { get; init; }

    public required StageState State { get; init; }

    /// <summary>Whose it is now.</summary>
    public required string Role { get; init; }

    /// <summary>The stages that it waits for, and whose those are.</summary>
    public IReadOnlyList<StageAwaited> WaitingFor { get; init; } = [];

    /// <summary>What its exit contract still asks for, alternatives in one.</summary>
    public IReadOnlyList<EvidenceRule> Missing { get; init; } = [];

    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>Why it was returned.</summary>
    public IReadOnlyList<string> Gaps { get; init; } = [];

    /// <summary>Why it is open again.</summary>
    public string? Cause { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When what was done stops counting.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The ground on which a person lets the care go on without it.</summary>
    public string? PassedOn { get; init; }

    public string? By { get; init; }

    public required DateTimeOffset Since { get; init; }
}

/// <summary>A stage that another waits for.</summary>
public sealed record StageAwaited(Stage Stage, string Role);

/// <summary>The estimate that counts.</summary>
public sealed record EstimateOnFile(int Version, decimal Amount, DateTimeOffset ExpiresAt);

/// <summary>A case's journey in codes.</summary>
public sealed record JourneyDocument
{
    public required Guid JourneyId { get; init; }

    public required Guid CaseId { get; init; }

    public required long Version { get; init; }

    public required Journey State { get; init; }

    public IReadOnlyList<StageDocument> Stages { get; init; } = [];

    public EstimateOnFile? Estimate { get; init; }

    public string? Ending { get; init; }

    public required DateTimeOffset Since { get; init; }
}

/// <summary>Journeys by case, folded with the aggregate's own rules so that the two cannot disagree.</summary>
internal sealed class JourneyView : View<JourneyDocument>
{
    public const string All = "all";

    public override string Name => "journeys_v1";

    public override string? InlineOf => JourneyAggregate.Name;

    public override JourneyDocument? Apply(string key, JourneyDocument? document, object happened, EventEnvelope envelope)
    {
        if (happened is not JourneyEvent e) return document;
        var before = document ?? new JourneyDocument { JourneyId = envelope.StreamId, CaseId = envelope.CaseId ?? Guid.Empty, Version = 0, State = Journey.Initial, Since = e.At };
        var state = Journey.Evolve(before.State, e);
        return before with
        {
            Version = envelope.Version,
            State = state,
            Stages = [.. (state.Begun?.Definition.Stages ?? []).Select(rule => StageOf(state, rule, e is JourneyBegun ? null : before.Stages.FirstOrDefault(s => s.Stage == rule.Stage), e))],
            Estimate = e is EstimateIssued estimate ? new EstimateOnFile(estimate.Version, estimate.Amount, estimate.ExpiresAt) : before.Estimate,
            Ending = e switch { JourneyEnded ended => ended.Ending, JourneyBegun => null, _ => before.Ending },
            Since = e is JourneyBegun ? e.At : before.Since,
        };
    }

    public override IEnumerable<string> TermsOf(JourneyDocument document) => [All];

    public override string SortOf(JourneyDocument document) => (long.MaxValue - document.Since.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    private static StageDocument StageOf(Journey journey, StageRule rule, StageDocument? before, JourneyEvent e)
    {
        var standing = journey.At(rule.Stage);
        var stage = before ?? new StageDocument { Stage = rule.Stage, State = standing.State, Role = rule.Role, Since = e.At };
        stage = stage with
        {
            State = standing.State,
            WaitingFor = [.. journey.WaitingFor(rule).Select(w => new StageAwaited(w, journey.Begun?.Definition.RuleOf(w)?.Role ?? rule.Role))],
            Missing = [.. rule.MissingIn(standing.Evidence)],
            Evidence = standing.Evidence,
            Gaps = standing.Gaps,
            ExpiresAt = standing.ExpiresAt,
            Since = standing.State == stage.State ? stage.Since : e.At,
        };
        return e switch
        {
            StageReady r when r.Stage == rule.Stage => stage with { Role = r.Role, DueAt = r.DueAt, By = null },
            StageBlocked b when b.Stage == rule.Stage => stage with { DueAt = null },
            StageStarted s when s.Stage == rule.Stage => stage with { DueAt = s.DueAt ?? stage.DueAt, By = s.By?.Id },
            StageCompleted c when c.Stage == rule.Stage => stage with { DueAt = null, Cause = null, By = c.By?.Id },
            StageReturned r when r.Stage == rule.Stage => stage with { Role = r.Role, DueAt = r.DueAt, By = r.By?.Id },
            StageReopened r when r.Stage == rule.Stage => stage with { Role = r.Role, DueAt = r.DueAt, Cause = r.Cause, By = null },
            StageExpired x when x.Stage == rule.Stage => stage with { Role = x.Role, DueAt = x.DueAt, Cause = x.Cause, By = null },
            StagesPassed p when p.Stages.Contains(rule.Stage) => stage with { PassedOn = p.Ground },
            _ => stage,
        };
    }
}
