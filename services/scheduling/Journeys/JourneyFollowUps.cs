using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Scheduling.Appointments;

namespace Healthcare.Scheduling.Journeys;

/// <summary>What follows from a journey's events in the same transaction: somebody who owns each open stage, and what the appointment may do.</summary>
internal static class JourneyFollowUps
{
    public static IEnumerable<FollowUp> Of(Journey journey, Happened<JourneyEvent> happened) => [.. OfStages(journey, happened), .. JourneyHandoffs.Of(journey, happened)];

    private static IEnumerable<FollowUp> OfStages(Journey journey, Happened<JourneyEvent> happened)
    {
        if (journey.Begun is not { } begun) return [];
        return happened.Event switch
        {
            StageReady e => Open(begun, happened, e.Stage, e.Role, "stage-ready", e.DueAt),
            StageReopened e => Open(begun, happened, e.Stage, e.Role, e.Cause, e.DueAt),
            StageExpired e => Open(begun, happened, e.Stage, e.Role, e.Cause, e.DueAt),
            StageReturned e => [.. Open(begun, happened, e.Stage, e.Role, e.Gaps[^1], e.DueAt), .. OfDenial(begun, happened, e)],
            StageBlocked e => Close(begun, happened, e.Stage, "stage-blocked"),
            StageCompleted e => Close(begun, happened, e.Stage, "stage-completed"),
            SchedulingHeld e => [new FollowUp(begun.AppointmentId, new HoldBackScheduling(e.Causes, e.MayHoldTime, e.At))],
            SchedulingHoldLifted e => [new FollowUp(begun.AppointmentId, new ClearScheduling(e.At))],
            ProcedureChanged e => [new FollowUp(begun.AppointmentId, new ChangeServices(e.Change, e.Services, e.At))],
            JourneyEnded => begun.Definition.Stages.SelectMany(r => Close(begun, happened, r.Stage, "referral-ended")),
            _ => [],
        };
    }

    /// <summary>The item of a stage; null where the appointment's own items stand for it.</summary>
    public static Guid? ItemOf(StageRule rule, Guid journeyId) => rule.WorkItem is { } kind ? WorkItemId.ForTask(kind, journeyId) : null;

    private static IEnumerable<FollowUp> Open(JourneyBegun begun, Happened<JourneyEvent> happened, Stage stage, string role, string reasonCode, DateTimeOffset dueAt)
    {
        if (begun.Definition.RuleOf(stage) is not { WorkItem: { } kind } rule || ItemOf(rule, happened.StreamId) is not { } item) yield break;
        yield return new FollowUp(
            item,
            new OpenWorkItem(kind, role, reasonCode, happened.StreamId, dueAt, happened.Event.At)
            {
                CaseId = happened.CaseId,
                Levels = [new LevelDue("scheduling-lead", dueAt.AddHours(4)), new LevelDue("department-manager", dueAt.AddDays(1))],
            });
    }

    private static IEnumerable<FollowUp> Close(JourneyBegun begun, Happened<JourneyEvent> happened, Stage stage, string reasonCode)
    {
        if (begun.Definition.RuleOf(stage) is { } rule && ItemOf(rule, happened.StreamId) is { } item) yield return new FollowUp(item, new CloseWorkItem(reasonCode, happened.Event.At));
    }

    // Whoever waits for the payer learns that it said no, and decides what becomes of the time.
    private static IEnumerable<FollowUp> OfDenial(JourneyBegun begun, Happened<JourneyEvent> happened, StageReturned e) => e.Stage == Stage.Authorization
        ? [AppointmentFollowUps.AwaitPayer(begun.AppointmentId, happened.CaseId, "authorization-denied", SchedulingClocks.CorrectBy(e.At), e.At)]
        : [];
}
