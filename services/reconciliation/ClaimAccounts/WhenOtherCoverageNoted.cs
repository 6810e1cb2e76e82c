using Healthcare.Contracts.Billing.V1;
using Healthcare.EventStore;
using MassTransit;

namespace Healthcare.Reconciliation.ClaimAccounts;

/// <summary>Billing knows who pays after the first payer: where that one has decided, a claim to the next is due.</summary>
internal sealed class WhenOtherCoverageNoted(Streams<ClaimAccountCommand> accounts, Views<ClaimAccountDocument> views, TimeProvider clock) : IConsumer<OtherCoverageNoted>
{
    private static readonly Actor Billing = Actor.Service("billing");

    public async Task Consume(ConsumeContext<OtherCoverageNoted> context)
    {
        var (noted, cancel) = (context.Message, context.CancellationToken);
        var found = await views.PageAsync(ClaimAccountView.OfClaim(noted.ClaimId), after: null, 1, cancel);
        // It is noted of claims that were sent, on the same case and so in order.
        var account = found.Documents.SingleOrDefault() ?? throw new InvalidDataException("Another coverage is noted of a claim that was never submitted.");
        await accounts.ExecuteAsync(account.AccountId, new NoteNextPayer(noted.PayerId, Billing, EventCodec.Microseconds(clock.GetUtcNow())), cancel);
    }
}
