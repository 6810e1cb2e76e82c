using System.Text.Json;
using Healthcare.Handoffs;
using Healthcare.Scheduling.Appointments;

namespace Healthcare.Scheduling.Journeys;

/// <summary>The stages of a procedure's journey, in the order in which they usually come.</summary>
public enum Stage
{
    PreOpAssessment,
    SurgeryScheduling,
    InsuranceVerification,
    ClinicalDocumentation,
    Authorization,
    Procedure,
    PostOp,
}

/// <summary>Where evidence of an exit contract comes from; what people bring is only taken from people, and what the payer says only from the payer.</summary>
public enum EvidenceSource
{
    Staff,
    Payer,
    Calendar,
    Estimate,
    Ehr,
}

/// <summary>One thing that a stage must have before it is done: one of these codes, from there.</summary>
public sealed record EvidenceRule(IReadOnlyList<string> AnyOf, EvidenceSource From)
{
    public bool IsMetBy(IEnumerable<string> evidence) => evidence.Any(e => AnyOf.Contains(e, StringComparer.Ordinal));
}

/// <summary>A stage of a service line's journey: what it waits for, whose it is, how long it may take, and its exit contract.</summary>
public sealed record StageRule(Stage Stage, string Role, string Due, IReadOnlyList<Stage> WaitsFor, IReadOnlyList<EvidenceRule> Evidence)
{
    /// <summary>The kind of its work items; null where the appointment's own items stand for it.</summary>
    public string? WorkItem { get; init; }

    /// <summary>Who supplies what is missing when it is returned; its own role when null.</summary>
    public string? ReturnsTo { get; init; }

    /// <summary>How long it stays done (ISO 8601), as a clearance does.</summary>
    public string? ValidFor { get; init; }

    /// <summary>How long its estimate counts (ISO 8601).</summary>
    public string? EstimateValidFor { get; init; }

    public DateTimeOffset DueFrom(DateTimeOffset at) => SchedulingClocks.Of(Due, DayCount.Business).DueFrom(at);

    public IEnumerable<EvidenceRule> MissingIn(IReadOnlyCollection<string> evidence) => Evidence.Where(rule => !rule.IsMetBy(evidence));

    internal static DateTimeOffset? ValidUntil(string? duration, DateTimeOffset at) => duration is null ? null : SchedulingClocks.Of(duration, DayCount.Calendar).DueFrom(at);
}

/// <summary>The graph of a service line, pinned when a journey begins: a new version changes nothing that is under way.</summary>
public sealed record JourneyDefinition(string ServiceLine, string Version, IReadOnlyList<StageRule> Stages)
{
    public StageRule? RuleOf(Stage stage) => Stages.FirstOrDefault(s => s.Stage == stage);

    /// <summary>A stage and everything before it on its way.</summary>
    public IEnumerable<Stage> WayTo(Stage stage) => RuleOf(stage) is { } rule ? rule.WaitsFor.SelectMany(WayTo).Append(stage).Distinct() : [];
}

/// <summary>The journeys of every service line and who may change their services: data, with its version.</summary>
internal sealed record JourneyDefinitions(string Version, string Default, IReadOnlyList<string> ChangesServices, IReadOnlyDictionary<string, IReadOnlyList<StageRule>> Lines)
{
    public static JourneyDefinitions Built { get; } = Checked(SchedulingRules.Read<JourneyDefinitions>("journeys.json"));

    /// <summary>A service line that has no journey of its own takes the usual one.</summary>
    public JourneyDefinition For(string? serviceLine)
    {
        var line = serviceLine is not null && Lines.ContainsKey(serviceLine) ? serviceLine : Default;
        return new JourneyDefinition(line, Version, Lines[line]);
    }

    /// <exception cref="InvalidOperationException">The data is wrong, and the service must not start.</exception>
    internal static JourneyDefinitions Checked(JourneyDefinitions read)
    {
        if (!read.Lines.ContainsKey(read.Default)) throw new InvalidOperationException($"journeys.json has no line '{read.Default}'.");
        foreach (var (line, stages) in read.Lines)
        {
            var known = new HashSet<Stage>();
            foreach (var rule in stages)
            {
                if (rule.WaitsFor.FirstOrDefault(w => !known.Contains(w), rule.Stage) is var unknown && unknown != rule.Stage)
                    throw new InvalidOperationException($"journeys.json: {line}/{rule.Stage} waits for {unknown}, which does not stand before it.");
                if (!known.Add(rule.Stage)) throw new InvalidOperationException($"journeys.json: {line} has {rule.Stage} twice.");
                if (rule.Evidence.Count == 0) throw new InvalidOperationException($"journeys.json: {line}/{rule.Stage} has no exit contract.");
                _ = (rule.DueFrom(DateTimeOffset.UnixEpoch), StageRule.ValidUntil(rule.ValidFor, DateTimeOffset.UnixEpoch), StageRule.ValidUntil(rule.EstimateValidFor, DateTimeOffset.UnixEpoch));
            }

            if (!known.Contains(Stage.Procedure)) throw new InvalidOperationException($"journeys.json: {line} has no procedure.");
        }

        return read;
    }

    internal static JourneyDefinitions Parse(string json) =>
        Checked(JsonSerializer.Deserialize<JourneyDefinitions>(json, SchedulingRules.Options) ?? throw new InvalidOperationException("journeys.json is empty."));
}

/// <summary>Names of stages as codes.</summary>
internal static class StageCodes
{
    /// <summary>Kebab case, such as <c>pre-op-assessment</c>.</summary>
    public static string CodeOf(this Stage stage) => JsonNamingPolicy.KebabCaseLower.ConvertName(stage.ToString());
}
