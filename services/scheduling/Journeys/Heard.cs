using Healthcare.EventStore;

namespace Healthcare.Scheduling.Journeys;

/// <summary>A referral was accepted. Never refused.</summary>
public sealed record BeginJourney(JourneyBegun Journey) : JourneyCommand(Journey.At);

/// <summary>Evidence came from where it arises: payer, calendar, EHR. Never refused.</summary>
public sealed record NoteEvidence(Stage Stage, string Evidence, Guid? Source, DateTimeOffset At) : JourneyCommand(At)
{
    /// <summary>The day that is held, where that is the evidence.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The place of service of the time that is held, two digits.</summary>
    public string? Place { get; init; }
}

/// <summary>What the payer's catalogue asks for is known. Never refused.</summary>
public sealed record HearRequirement(string Rule, string Need, DateTimeOffset At) : JourneyCommand(At);

/// <summary>What a stage had from elsewhere no longer holds. Never refused.</summary>
public sealed record ReopenStage(Stage Stage, string Cause, Guid? Source, DateTimeOffset At) : JourneyCommand(At);

/// <summary>The payer said no. Never refused.</summary>
public sealed record ReturnByPayer(Stage Stage, string Gap, Guid? Source, DateTimeOffset At) : JourneyCommand(At);

/// <summary>The payer has the authorization and decides until then. Never refused.</summary>
public sealed record AwaitDecision(Guid AuthorizationId, DateTimeOffset DueAt, DateTimeOffset At) : JourneyCommand(At);

/// <summary>The procedure is booked. Never refused.</summary>
public sealed record BeginProcedure(DateTimeOffset At) : JourneyCommand(At);

/// <summary>A named person lets the care go on without these stages. Never refused.</summary>
public sealed record PassStages(string Ground, IReadOnlyList<Stage> Stages, DateTimeOffset At) : JourneyCommand(At);

/// <summary>The deadline clock's command: what counted until then counts no longer. Never refused.</summary>
public sealed record ExpireJourney(string Deadline, DateTimeOffset DueAt, DateTimeOffset At) : JourneyCommand(At);

/// <summary>The referral ended. Never refused.</summary>
public sealed record EndJourney(string Ending, string ReasonCode, DateTimeOffset At) : JourneyCommand(At);

/// <summary>Rules of what the journey hears from elsewhere: it may come early, late, twice, or about a stage that is not on the way.</summary>
internal static class Heard
{
    /// <summary>An approval of which every unit is used has done what it was for.</summary>
    private const string LastUnitUsed = "authorization-exhausted";

    public static Decision<JourneyEvent> Require(Journey journey, HearRequirement command) =>
        (journey.Rule, journey.Need) == (command.Rule, command.Need) ? [] : [new RequirementHeard { Rule = command.Rule, Need = command.Need, At = command.At }];

    public static Decision<JourneyEvent> Note(Journey journey, NoteEvidence command)
    {
        if (!MayHear(journey, command.Stage)) return [];
        var standing = journey.At(command.Stage);
        if (standing.Evidence.Contains(command.Evidence, StringComparer.Ordinal) && (command.Source is null || standing.Source == command.Source) && (command.Day is null || command.Day == journey.Day) && (command.Place is null || command.Place == journey.Place)) return [];
        var noted = new EvidenceNoted { Stage = command.Stage, Evidence = command.Evidence, Source = command.Source, Day = command.Day, Place = command.Place, At = command.At };
        if (!journey.IsUnderway || RuleOf(journey, command.Stage) is not { } rule) return [noted];
        IReadOnlyList<string> evidence = [.. standing.Evidence.Append(command.Evidence).Distinct()];
        var isMet = !rule.MissingIn(evidence).Any();
        return standing.State switch
        {
            // The patient was seen: whatever it should have waited for, it is done.
            not StageState.Done when command.Stage == Stage.Procedure => [noted, Progress.Completed(rule, evidence, command.At)],
            StageState.Returned or StageState.Expired when isMet && journey.WaitingFor(rule).Count == 0 => [noted, Progress.Completed(rule, evidence, command.At)],
            // The payer's word is what it was returned for; anything else leaves the gap.
            StageState.Returned when IsOfPayer(rule, command.Evidence) => [noted, new StageReopened { Stage = rule.Stage, Cause = "gap-supplied", Role = rule.Role, DueAt = rule.DueFrom(command.At), At = command.At }],
            _ => [noted],
        };
    }

    public static Decision<JourneyEvent> Reopen(Journey journey, ReopenStage command)
    {
        if (!MayHear(journey, command.Stage) || RuleOf(journey, command.Stage) is not { } rule) return [];
        var standing = journey.At(command.Stage);
        if (command.Source is not null && standing.Source != command.Source) return [];
        // What people brought still counts.
        IReadOnlyList<string> lost = [.. standing.Evidence.Where(e => rule.Evidence.Any(r => r.From != EvidenceSource.Staff && r.AnyOf.Contains(e, StringComparer.Ordinal)))];
        if (lost.Count == 0 && standing.State is StageState.Blocked or StageState.Ready) return [];
        // After the patient was seen, nothing that was needed before is needed again.
        if (journey.At(Stage.Procedure).State == StageState.Done) return [];
        // The last approved unit is the one that this visit uses.
        if (command.Cause == LastUnitUsed && journey.At(Stage.Procedure).State == StageState.InProgress) return [];
        return [new StageReopened { Stage = rule.Stage, Cause = command.Cause, Role = rule.Role, DueAt = rule.DueFrom(command.At), Lost = lost, At = command.At }];
    }

    public static Decision<JourneyEvent> Return(Journey journey, ReturnByPayer command)
    {
        if (!MayHear(journey, command.Stage) || RuleOf(journey, command.Stage) is not { } rule || journey.At(Stage.Procedure).State == StageState.Done) return [];
        var standing = journey.At(command.Stage);
        // Some items may be denied where others are approved: the approved ones are done.
        if (command.Stage == Stage.Authorization && rule.Evidence.All(r => r.IsMetBy(standing.Evidence))) return [];
        if (standing.Gaps.Contains(command.Gap, StringComparer.Ordinal)) return [];
        IReadOnlyList<string> lost = [.. standing.Evidence.Where(e => IsOfPayer(rule, e))];
        return [JourneyDecider.Returned(rule, [.. standing.Gaps, command.Gap], command.At) with { Lost = lost }];
    }

    public static Decision<JourneyEvent> Await(Journey journey, AwaitDecision command) =>
        journey.IsUnderway && journey.IsOn(Stage.Authorization) && journey.At(Stage.Authorization).State is StageState.Blocked or StageState.Ready or StageState.Returned
        && journey.At(Stage.Authorization).Evidence.Count == 0
            ? [new StageStarted { Stage = Stage.Authorization, DueAt = command.DueAt, At = command.At }]
            : [];

    public static Decision<JourneyEvent> BeginProcedure(Journey journey, BeginProcedure command) =>
        journey.IsUnderway && journey.At(Stage.Procedure).State is StageState.Blocked or StageState.Ready ? [new StageStarted { Stage = Stage.Procedure, At = command.At }] : [];

    private static bool IsOfPayer(StageRule rule, string evidence) => rule.Evidence.Any(r => r.From == EvidenceSource.Payer && r.AnyOf.Contains(evidence, StringComparer.Ordinal));

    // Before the referral is there, and after it ended, only the payer has something to say.
    private static bool MayHear(Journey journey, Stage stage) =>
        journey.IsUnderway ? journey.IsOn(stage) : stage is Stage.InsuranceVerification or Stage.Authorization;

    private static StageRule? RuleOf(Journey journey, Stage stage) => (journey.Begun?.Definition ?? JourneyDefinitions.Built.For(serviceLine: null)).RuleOf(stage);
}
