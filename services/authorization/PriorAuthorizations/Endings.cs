using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>Takes back what an ended request still offers at its boundaries; which of them are open only their own streams know.</summary>
internal static class Endings
{
    private static readonly string[] Boundaries = [AuthorizationHandoffs.ToAuthorization, AuthorizationHandoffs.ToProvider, AuthorizationHandoffs.ToPayer, AuthorizationHandoffs.FromPayer, AuthorizationHandoffs.ToAppeal, AuthorizationHandoffs.ToScheduling];
    private static readonly Actor Self = Actor.Service("authorization");

    /// <summary>Does nothing for a request that has not ended.</summary>
    public static async Task<Outcome> CloseAsync(Work work, Guid authorizationId, DateTimeOffset at, Outcome before, CancellationToken cancel)
    {
        if (await work.LoadAsync<PriorAuthorization, PriorAuthorizationCommand>(authorizationId, cancel) is not PriorAuthorization.Ended { Ending: var ending }) return before;
        foreach (var boundary in Boundaries)
        {
            if (await CloseAsync(work, boundary, authorizationId, ending, at, cancel) is { } refused) return refused;
        }

        return before;
    }

    public static async Task<Outcome?> CloseAsync(Work work, string boundary, Guid subjectId, string reasonCode, DateTimeOffset at, CancellationToken cancel)
    {
        var id = HandoffId.For(boundary, subjectId);
        if (await work.LoadAsync<Handoff, HandoffCommand>(id, cancel) is not (Handoff.Blocked or Handoff.Offered or Handoff.Returned or Handoff.TimedOut)) return null;
        return await work.DecideAsync<HandoffCommand>(id, new CloseHandoff(reasonCode, Self, at), cancel) is { } outcome and not Outcome.Accepted ? outcome : null;
    }
}
