using Healthcare.Contracts.Scheduling.V1;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using MassTransit;

namespace Healthcare.Authorization;

/// <summary>Scheduling has taken the approved care: the work has crossed (B09).</summary>
internal sealed class WhenSchedulingReleased(Transactions transactions) : IConsumer<SchedulingReleased>
{
    public Task Consume(ConsumeContext<SchedulingReleased> context)
    {
        var released = context.Message;
        var taken = AuthorizationHandoffs.Boundaries.Accept(AuthorizationHandoffs.ToScheduling, released.AuthorizationId, Actor.Service("scheduling"), released.ReleasedAt);
        return transactions.ExecuteAsync((work, cancel) => work.DecideAsync(taken.StreamId, (HandoffCommand)taken.Command, cancel), context.CancellationToken);
    }
}
