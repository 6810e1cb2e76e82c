using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Contracts.Scheduling.V1;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using MassTransit;

namespace Healthcare.Authorization;

/// <summary>Scheduling has taken the approved care: the work has crossed (B09). What needed no authorization was not offered there, and has nothing to cross.</summary>
internal sealed class WhenSchedulingReleased(Transactions transactions) : IConsumer<SchedulingReleased>
{
    public Task Consume(ConsumeContext<SchedulingReleased> context)
    {
        var released = context.Message;
        var taken = AuthorizationHandoffs.Boundaries.Accept(AuthorizationHandoffs.ToScheduling, released.AuthorizationId, Actor.Service("scheduling"), released.ReleasedAt);
        return transactions.ExecuteAsync(
            async (work, cancel) =>
            {
                var isOffered = await work.LoadAsync<Handoff, HandoffCommand>(taken.StreamId, cancel) is not Handoff.NotOffered;
                if (!isOffered && await work.LoadAsync<PriorAuthorization, PriorAuthorizationCommand>(released.AuthorizationId, cancel) is PriorAuthorization.NotNeeded)
                    return new Outcome.Accepted(StreamVersion.None, []);
                return await work.DecideAsync(taken.StreamId, (HandoffCommand)taken.Command, cancel);
            },
            context.CancellationToken);
    }
}
