using Healthcare.EventStore;

namespace Healthcare.Scheduling.Journeys;

/// <summary>What a person does on a stage; <paramref name="RolesHeld"/> are the roles of the token.</summary>
public abstract record StageCommand(Stage Stage, Actor By, IReadOnlyCollection<string> RolesHeld, DateTimeOffset At) : JourneyCommand(At);

/// <summary>A person begins to work on a stage.</summary>
public sealed record StartStage(Stage Stage, Actor By, IReadOnlyCollection<string> RolesHeld, DateTimeOffset At) : StageCommand(Stage, By, RolesHeld, At);

/// <summary>A person brings what a stage's exit contract asks of people; the note is sealed.</summary>
public sealed record CompleteStage(Stage Stage, IReadOnlyList<string> Evidence, string? Note, Actor By, IReadOnlyCollection<string> RolesHeld, DateTimeOffset At)
    : StageCommand(Stage, By, RolesHeld, At), IJudgment;

/// <summary>A person says that a stage can not be done as things are, and what is missing; the note is sealed.</summary>
public sealed record ReturnStage(Stage Stage, IReadOnlyList<string> Gaps, string? Note, Actor By, IReadOnlyCollection<string> RolesHeld, DateTimeOffset At)
    : StageCommand(Stage, By, RolesHeld, At), IJudgment;

/// <summary>Rules of what people do on stages.</summary>
internal static class StageWork
{
    public static Decision<JourneyEvent> Decide(Journey journey, StageCommand command)
    {
        if (journey.Begun is not { } begun) return JourneyRefusals.Unknown;
        if (begun.Definition.RuleOf(command.Stage) is not { } rule) return JourneyRefusals.StageUnknown;
        if (journey.IsEnded) return JourneyRefusals.Ended;
        if (rule.WorkItem is null) return JourneyRefusals.StageNotByHand;
        if (!command.RolesHeld.Contains(rule.Role, StringComparer.Ordinal) && !(rule.ReturnsTo is { } other && command.RolesHeld.Contains(other, StringComparer.Ordinal))) return JourneyRefusals.RoleNotHeld;
        var standing = journey.At(command.Stage);
        if (standing.State == StageState.Blocked) return JourneyRefusals.StageBlocked;
        return command switch
        {
            StartStage c => Start(standing, c),
            CompleteStage c => Complete(rule, standing, begun.PatientId, c),
            ReturnStage c => Return(journey, rule, standing, begun.PatientId, c),
            _ => JourneyRefusals.Unknown,
        };
    }

    private static Decision<JourneyEvent> Start(StageStanding standing, StartStage command) => standing.State switch
    {
        StageState.Done => JourneyRefusals.StageDone,
        StageState.InProgress => [],
        _ => [new StageStarted { Stage = command.Stage, By = command.By, At = command.At }],
    };

    private static Decision<JourneyEvent> Complete(StageRule rule, StageStanding standing, Guid patientId, CompleteStage command)
    {
        foreach (var code in command.Evidence)
        {
            if (rule.Evidence.FirstOrDefault(r => r.AnyOf.Contains(code, StringComparer.Ordinal)) is not { } asked) return JourneyRefusals.EvidenceNotAsked;
            if (asked.From != EvidenceSource.Staff) return JourneyRefusals.EvidenceNotByHand;
        }

        if (standing.State == StageState.Done) return command.Evidence.All(e => standing.Evidence.Contains(e, StringComparer.Ordinal)) ? [] : JourneyRefusals.StageDone;
        IReadOnlyList<string> evidence = [.. standing.Evidence.Concat(command.Evidence).Distinct().Order(StringComparer.Ordinal)];
        var missing = rule.MissingIn(evidence).ToList();
        if (missing.Count > 0) return JourneyRefusals.EvidenceMissing(missing);
        return [Progress.Completed(rule, evidence, command.At) with { Note = NoteOf(patientId, command.Note), By = command.By }];
    }

    private static Decision<JourneyEvent> Return(Journey journey, StageRule rule, StageStanding standing, Guid patientId, ReturnStage command)
    {
        if (standing.State == StageState.Returned && standing.Gaps.SequenceEqual(command.Gaps)) return [];
        if (rule.Stage < Stage.Procedure && journey.At(Stage.Procedure).State == StageState.Done) return JourneyRefusals.ProcedureDone;
        // What people brought is brought anew; what came from elsewhere still counts.
        IReadOnlyList<string> lost = [.. standing.Evidence.Where(e => rule.Evidence.Any(r => r.From == EvidenceSource.Staff && r.AnyOf.Contains(e, StringComparer.Ordinal)))];
        return [JourneyDecider.Returned(rule, command.Gaps, command.At) with { Note = NoteOf(patientId, command.Note), By = command.By, Lost = lost }];
    }

    private static Sealed<string>? NoteOf(Guid patientId, string? note) => string.IsNullOrWhiteSpace(note) ? null : Sealed.For(patientId, note);
}
