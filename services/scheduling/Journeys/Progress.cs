using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Healthcare.Scheduling.Journeys;

/// <summary>What follows by itself when a stage changed: others become ready, wait again, or are done, and scheduling is held or free.</summary>
internal static class Progress
{
    public static IEnumerable<JourneyEvent> After(Journey journey, DateTimeOffset at)
    {
        if (!journey.IsUnderway || journey.Begun is not { } begun) yield break;
        while (begun.Definition.Stages.Select(rule => Next(journey, rule, at)).FirstOrDefault(e => e is not null) is { } happened)
        {
            journey = Journey.Evolve(journey, happened);
            yield return happened;
        }

        var (causes, mayHoldTime) = (CausesOf(journey, begun.Definition), MayHoldTime(journey));
        if (causes.SequenceEqual(journey.Causes) && mayHoldTime == journey.MayHoldTime) yield break;
        yield return causes.Count == 0 && mayHoldTime ? new SchedulingHoldLifted { At = at } : new SchedulingHeld { Causes = causes, MayHoldTime = mayHoldTime, At = at };
    }

    /// <summary>The exit contract is met: what the stage has, and how long it counts.</summary>
    public static StageCompleted Completed(StageRule rule, IReadOnlyList<string> evidence, DateTimeOffset at) =>
        new() { Stage = rule.Stage, Evidence = evidence, ExpiresAt = StageRule.ValidUntil(rule.ValidFor, at), At = at };

    private static JourneyEvent? Next(Journey journey, StageRule rule, DateTimeOffset at)
    {
        var standing = journey.At(rule.Stage);
        var waitingFor = journey.WaitingFor(rule);
        var isMet = !rule.MissingIn(standing.Evidence).Any();
        return standing.State switch
        {
            StageState.Blocked or StageState.Ready or StageState.InProgress when isMet && waitingFor.Count == 0 => Completed(rule, standing.Evidence, at),
            StageState.Blocked when waitingFor.Count == 0 && journey.AsksFor(rule.Stage) =>
                new StageReady { Stage = rule.Stage, ContextHash = ContextOf(journey, rule), Role = rule.Role, DueAt = rule.DueFrom(at), At = at },
            StageState.Ready when waitingFor.Count > 0 => new StageBlocked { Stage = rule.Stage, WaitingFor = waitingFor, At = at },
            _ => null,
        };
    }

    // The authorization itself is not among them: the appointment knows what was approved, and a person may go on without it.
    private static List<string> CausesOf(Journey journey, JourneyDefinition definition)
    {
        if (definition.RuleOf(Stage.Procedure) is not { } procedure || journey.At(Stage.Procedure).State == StageState.Done) return [];
        return
        [
            .. definition.WayTo(Stage.Procedure)
                .Where(s => s is not (Stage.Authorization or Stage.Procedure) && !journey.At(s).IsSettled)
                .OrderBy(s => s)
                .Select(s => journey.At(s).State switch
                {
                    StageState.Returned => $"{s.CodeOf()}-returned",
                    StageState.Expired => $"{s.CodeOf()}-expired",
                    _ => procedure.WaitsFor.Contains(s) ? $"{s.CodeOf()}-open" : null,
                })
                .OfType<string>(),
        ];
    }

    // B10: a date for surgery is only sought with a clearance that counts.
    private static bool MayHoldTime(Journey journey) =>
        !journey.IsOn(Stage.SurgeryScheduling) || journey.At(Stage.Procedure).State == StageState.Done
        || journey.At(Stage.SurgeryScheduling) is { IsPassed: true } or { State: not (StageState.Blocked or StageState.Returned) };

    private static string ContextOf(Journey journey, StageRule rule)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{journey.Begun?.Definition.ServiceLine}/{journey.Begun?.Definition.Version}|{rule.Stage}");
        foreach (var service in journey.Services) text.Append(CultureInfo.InvariantCulture, $"|{service.Sequence}:{service.System}:{service.Code}:{service.Units}");
        foreach (var before in rule.WaitsFor) text.Append(CultureInfo.InvariantCulture, $"|{before}:{string.Join(',', journey.At(before).Evidence)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
