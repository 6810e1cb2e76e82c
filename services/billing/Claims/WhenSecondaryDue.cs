using Healthcare.Contracts.Reconciliation.V1;
using Healthcare.EventStore;
using MassTransit;

namespace Healthcare.Billing.Claims;

/// <summary>What the first payer left is due from the next: the claim to it is built with the first one's decision.</summary>
internal sealed class WhenSecondaryDue(Streams<ClaimCommand> claims, TimeProvider clock) : IConsumer<SecondaryDue>
{
    public Task Consume(ConsumeContext<SecondaryDue> context) => claims.ExecuteAsync(
        context.Message.ClaimId, new NoteNextDue(context.Message.PayerId, context.Message.RemittanceId, clock.GetUtcNow()), context.CancellationToken);
}
