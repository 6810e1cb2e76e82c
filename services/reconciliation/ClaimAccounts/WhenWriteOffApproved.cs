using Healthcare.Contracts.Billing.V1;
using Healthcare.EventStore;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.ClaimAccounts;

/// <summary>Two people gave up money that a payer refused: it leaves the claim's receivable, and the ledger's.</summary>
internal sealed class WhenWriteOffApproved(Streams<ClaimAccountCommand> accounts, Views<ClaimAccountDocument> views, TimeProvider clock, IOptions<ReconciliationOptions> options) : IConsumer<WriteOffApproved>
{
    public async Task Consume(ConsumeContext<WriteOffApproved> context)
    {
        var (written, cancel) = (context.Message, context.CancellationToken);
        var found = await views.PageAsync(ClaimAccountView.OfClaim(written.ClaimId), after: null, 1, cancel);
        // The claim was told of before its denial, on the same case and so in order.
        var account = found.Documents.SingleOrDefault() ?? throw new InvalidDataException("A claim is written off that was never submitted.");
        var amount = Dollars.Read(written.Amount) ?? throw new InvalidDataException("A write-off states an amount that is none of dollars.");
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        await accounts.ExecuteAsync(account.AccountId, new WriteOffClaim(written.DenialId, amount, options.Value.PeriodOf(at), at), cancel);
    }
}
