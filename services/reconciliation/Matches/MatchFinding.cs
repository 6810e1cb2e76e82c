using Healthcare.EventStore;
using Healthcare.Reconciliation.Deposits;
using Healthcare.Reconciliation.Reassociations;
using Healthcare.Reconciliation.Remittances;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Matches;

/// <summary>Looks for remittances and deposits of one amount, near dates and no other payer, whose trace numbers did not bring them together; a person decides on each. One process at a time.</summary>
internal sealed class MatchFinding(
    Leadership leadership,
    IServiceScopeFactory scopes,
    Views<RemittanceDocument> remittances,
    Views<DepositDocument> deposits,
    CommitSignal signal,
    TimeProvider clock,
    IOptions<ReconciliationOptions> options,
    ILogger<MatchFinding> logger) : Leader(leadership)
{
    private const int PageLength = 200;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private readonly HashSet<(Guid, Guid)> proposed = [];

    protected override string LeaseName => "match-finding";

    public static MatchFacts FactsOf(RemittanceDocument remittance, DepositDocument deposit, string basis)
    {
        var received = remittance.Received;
        return new MatchFacts(
            new RemittanceHalf(remittance.Id, received.Amount, received.EffectiveDate, received.ContentHash, received.At),
            new DepositHalf(deposit.Id, Dollars.Read(deposit.Amount) ?? 0, deposit.EffectiveDate, deposit.Since),
            received.Trace is { } trace ? ReconciliationIds.Reassociation(trace) : null,
            ReconciliationIds.Reassociation(deposit.Trace),
            basis,
            received.EffectiveDate is { } advised ? deposit.EffectiveDate.DayNumber - advised.DayNumber : null);
    }

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        proposed.Clear();
        using var watch = signal.Watch(RemittanceAggregate.Name, DepositAggregate.Name);
        while (!cancel.IsCancellationRequested)
        {
            watch.Look();
            var hasLooked = await HasLookedAsync(cancel);
            await watch.PauseAsync(options.Value.ProposeEvery, cancel);
            if (hasLooked) await watch.RestAsync(LookEvery, cancel);
        }
    }

    private async Task<bool> HasLookedAsync(CancellationToken cancel)
    {
        try
        {
            await LookAsync(cancel);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.PostingFailed(Guid.Empty, failure);
            return false;
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        // Of each amount once, from the side that there is less of: a deposit may wait long for an advice that comes on paper.
        var looked = new HashSet<decimal>();
        ViewCursor? after = null;
        do
        {
            var page = await remittances.PageAsync(RemittanceView.Unmatched, after, PageLength, cancel);
            foreach (var amount in page.Documents.Select(r => r.Received.Amount).Where(a => a > 0 && looked.Add(a))) await LookAsync(amount, cancel);
            after = page.Next;
        }
        while (after is not null);
    }

    private async Task LookAsync(decimal amount, CancellationToken cancel)
    {
        var advised = await remittances.PageAsync(RemittanceView.Waiting(amount), after: null, PageLength, cancel);
        ViewCursor? after = null;
        do
        {
            var paid = await deposits.PageAsync(DepositView.Waiting(amount), after, PageLength, cancel);
            foreach (var deposit in paid.Documents.Where(d => d.Pays.Count == 0))
            {
                foreach (var remittance in advised.Documents.Where(r => Fits(r, deposit))) await ProposeAsync(remittance, deposit, cancel);
            }

            after = paid.Next;
        }
        while (after is not null);
    }

    private bool Fits(RemittanceDocument remittance, DepositDocument deposit)
    {
        var received = remittance.Received;
        // The same trace number has a search of its own.
        if (remittance is not { IsUnposting: false, DuplicateOf: null } || received.Amount <= 0 || received.Trace == deposit.Trace) return false;
        if (received.EffectiveDate is { } advised && Math.Abs(deposit.EffectiveDate.DayNumber - advised.DayNumber) > options.Value.ProposeWithinDays) return false;
        var (told, says) = (deposit.PayerIdentifier ?? deposit.OriginatorId, received.PayerIdentifier);
        return told is null || says is null || string.Equals(told, says, StringComparison.OrdinalIgnoreCase);
    }

    private async Task ProposeAsync(RemittanceDocument remittance, DepositDocument deposit, CancellationToken cancel)
    {
        if (!proposed.Add((remittance.Id, deposit.Id))) return;
        await using var scope = scopes.CreateAsyncScope();
        var matches = scope.ServiceProvider.GetRequiredService<Streams<MatchCommand>>();
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        await matches.ExecuteAsync(ReconciliationIds.Match(remittance.Id, deposit.Id), new ProposeMatch(FactsOf(remittance, deposit, FundingBasis.AmountDatePayer), at), cancel);
    }
}
