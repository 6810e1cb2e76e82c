using Healthcare.EventStore;

namespace Healthcare.Scheduling.Journeys;

/// <summary>What may be asked of a journey.</summary>
public abstract record JourneyCommand(DateTimeOffset At);

internal static class JourneyDecider
{
    /// <summary>The evidence that an estimate is.</summary>
    public const string EstimateEvidence = "estimate-issued";

    public static Decision<JourneyEvent> Decide(Journey journey, JourneyCommand command)
    {
        var decision = command switch
        {
            BeginJourney c => Begin(journey, c),
            NoteEvidence c => Heard.Note(journey, c),
            ReopenStage c => Heard.Reopen(journey, c),
            ReturnByPayer c => Heard.Return(journey, c),
            AwaitDecision c => Heard.Await(journey, c),
            HearRequirement c => Heard.Require(journey, c),
            BeginProcedure c => Heard.BeginProcedure(journey, c),
            PassStages c => Pass(journey, c),
            ExpireJourney c => Expire(journey, c),
            EndJourney c => journey.IsUnderway && journey.At(Stage.Procedure).State != StageState.Done ? [new JourneyEnded { Ending = c.Ending, ReasonCode = c.ReasonCode, At = c.At }] : [],
            StageCommand c => StageWork.Decide(journey, c),
            IssueEstimate c => Estimate(journey, c),
            ChangeProcedure c => Change(journey, c),
            _ => JourneyRefusals.Unknown,
        };
        if (decision.Refusal is not null || decision.Events.Count == 0) return decision;
        return [.. decision.Events, .. Progress.After(decision.Events.Aggregate(journey, Journey.Evolve), command.At)];
    }

    private static Decision<JourneyEvent> Begin(Journey journey, BeginJourney command)
    {
        if (journey.Begun is { } begun && !(journey.IsEnded && command.Journey.Attempt > begun.Attempt)) return [];
        // What the payer said before the referral came gets an owner now.
        var returned = command.Journey.Definition.Stages.Where(r => journey.At(r.Stage).State == StageState.Returned).Select(r => Returned(r, journey.At(r.Stage).Gaps, command.At));
        return [command.Journey, .. returned];
    }

    private static Decision<JourneyEvent> Pass(Journey journey, PassStages command)
    {
        var stages = command.Stages.Where(s => journey.IsOn(s) && !journey.At(s).IsPassed).ToList();
        return journey.IsUnderway && stages.Count > 0 ? [new StagesPassed { Ground = command.Ground, Stages = stages, At = command.At }] : [];
    }

    private static Decision<JourneyEvent> Expire(Journey journey, ExpireJourney command)
    {
        if (!journey.IsUnderway || journey.Begun is not { } begun) return [];
        if (command.Deadline == JourneyAggregate.EstimateDeadline)
        {
            return journey.Estimate is { } estimate && Same(estimate.ExpiresAt, command.DueAt) && EstimatedBy(begun.Definition) is { } estimated
                ? [Expired(estimated, journey.At(estimated.Stage), "estimate-expired", [EstimateEvidence], command.At)]
                : [];
        }

        return begun.Definition.Stages.FirstOrDefault(r => JourneyAggregate.ClearanceOf(r.Stage) == command.Deadline) is { } rule
            && journey.At(rule.Stage) is { State: StageState.Done, ExpiresAt: { } until } standing && Same(until, command.DueAt)
            ? [Expired(rule, standing, "clearance-expired", standing.Evidence, command.At)]
            : [];
    }

    private static JourneyEvent Expired(StageRule rule, StageStanding standing, string cause, IReadOnlyList<string> lost, DateTimeOffset at) => standing.State == StageState.Done
        ? new StageExpired { Stage = rule.Stage, Cause = cause, Role = rule.Role, DueAt = rule.DueFrom(at), Lost = lost, At = at }
        : new StageReopened { Stage = rule.Stage, Cause = cause, Role = rule.Role, DueAt = rule.DueFrom(at), Lost = lost, At = at };

    private static Decision<JourneyEvent> Estimate(Journey journey, IssueEstimate command)
    {
        if (journey.Begun is not { } begun) return JourneyRefusals.Unknown;
        if (journey.IsEnded) return JourneyRefusals.Ended;
        if (EstimatedBy(begun.Definition) is not { } rule || StageRule.ValidUntil(rule.EstimateValidFor, command.At) is not { } until) return JourneyRefusals.EstimateNotAsked;
        if (!command.RolesHeld.Contains(rule.Role, StringComparer.Ordinal)) return JourneyRefusals.RoleNotHeld;
        if (journey.At(Stage.Procedure).State == StageState.Done) return JourneyRefusals.ProcedureDone;
        var stands = journey.At(rule.Stage).Evidence.Contains(EstimateEvidence, StringComparer.Ordinal);
        if (stands && journey.Estimate?.Amount == command.Amount) return [];
        return
        [
            new EstimateIssued { Version = (journey.Estimate?.Version ?? 0) + 1, Amount = command.Amount, ExpiresAt = until, By = command.By, At = command.At },
            .. Heard.Note(journey, new NoteEvidence(rule.Stage, EstimateEvidence, Source: null, command.At)),
        ];
    }

    private static Decision<JourneyEvent> Change(Journey journey, ChangeProcedure command)
    {
        if (journey.Begun is not { } begun) return JourneyRefusals.Unknown;
        if (journey.IsEnded) return JourneyRefusals.Ended;
        if (!JourneyDefinitions.Built.ChangesServices.Any(role => command.RolesHeld.Contains(role, StringComparer.Ordinal))) return JourneyRefusals.RoleNotHeld;
        if (journey.At(Stage.Procedure).State == StageState.Done) return JourneyRefusals.ProcedureDone;
        if (journey.Services.SequenceEqual(command.Services)) return [];
        var changed = new ProcedureChanged { Change = journey.Change + 1, Services = command.Services, ServiceDate = command.ServiceDate, By = command.By, At = command.At };
        return [changed, .. ((Stage[])[Stage.InsuranceVerification, Stage.Authorization]).SelectMany(s => Reopened(journey, begun.Definition, s, command.At))];
    }

    // A stage that nothing was done on yet is still to be done, for the new services.
    private static IEnumerable<JourneyEvent> Reopened(Journey journey, JourneyDefinition definition, Stage stage, DateTimeOffset at)
    {
        var standing = journey.At(stage);
        if (definition.RuleOf(stage) is not { } rule || (standing.State is StageState.Ready or StageState.Blocked && standing.Evidence.Count == 0)) yield break;
        yield return new StageReopened { Stage = stage, Cause = "services-changed", Role = rule.Role, DueAt = rule.DueFrom(at), Lost = standing.Evidence, At = at };
    }

    public static StageReturned Returned(StageRule rule, IReadOnlyList<string> gaps, DateTimeOffset at) =>
        new() { Stage = rule.Stage, Gaps = gaps, Role = rule.ReturnsTo ?? rule.Role, DueAt = rule.DueFrom(at), At = at };

    private static StageRule? EstimatedBy(JourneyDefinition definition) => definition.Stages.FirstOrDefault(r => r.EstimateValidFor is not null);

    private static bool Same(DateTimeOffset one, DateTimeOffset other) => EventCodec.Microseconds(one) == EventCodec.Microseconds(other);
}

/// <summary>Why a journey says no.</summary>
public static class JourneyRefusals
{
    public static readonly Refusal Unknown = new("journey-unknown", "There is no such journey.");
    public static readonly Refusal StageUnknown = new("stage-unknown", "This stage is not on the way of the case's service line.");
    public static readonly Refusal Ended = new("journey-ended", "The referral has ended, and the journey with it.");
    public static readonly Refusal StageBlocked = new("stage-blocked", "The stage waits for others; the journey says for which.");
    public static readonly Refusal StageDone = new("stage-done", "The stage is done.");
    public static readonly Refusal StageNotByHand = new("stage-not-by-hand", "This stage is done by what the payer or the EHR says.");
    public static readonly Refusal RoleNotHeld = new("stage-role-not-held", "The stage is another role's.");
    public static readonly Refusal EvidenceNotAsked = new("evidence-not-asked", "The stage's exit contract asks for no such evidence.");
    public static readonly Refusal EvidenceNotByHand = new("evidence-not-by-hand", "This evidence comes from where it arises, and not from people.");
    public static readonly Refusal EstimateNotAsked = new("estimate-not-asked", "The case's service line asks for no estimate.");
    public static readonly Refusal ProcedureDone = new("procedure-done", "The procedure is done.");

    /// <summary>The same code whatever is missing; the sentence names it.</summary>
    public static Refusal EvidenceMissing(IEnumerable<EvidenceRule> missing) =>
        new("evidence-missing", $"The stage's exit contract still asks for {string.Join(", ", missing.Select(m => string.Join(" or ", m.AnyOf)))}.");
}
