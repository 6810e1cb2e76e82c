using Healthcare.EventStore;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Remittances;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Posting;

/// <summary>
/// Carries funded remittances to the claims they pay, and proposed journals to the ERP; one process at a time. Each claim is a transaction of its own, in its own case,
/// and is brought again after a crash: accounts know what they have.
/// </summary>
internal sealed class PaymentPosting(
    Leadership leadership,
    IServiceScopeFactory scopes,
    Views<RemittanceDocument> remittances,
    Views<JournalDocument> journals,
    CommitSignal signal,
    ReconciliationMeter meter,
    TimeProvider clock,
    ErpJournals erp,
    IOptions<ReconciliationOptions> options,
    ILogger<PaymentPosting> logger) : Leader(leadership)
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(2);

    protected override string LeaseName => "payment-posting";

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        try
        {
            var countedAt = 0L;
            while (!cancel.IsCancellationRequested)
            {
                var committed = signal.Next;
                if (countedAt == 0 || TimeProvider.System.GetElapsedTime(countedAt) > CountEvery)
                {
                    meter.Counted(await remittances.CountAsync(RemittanceView.OutOfBalance, cancel));
                    countedAt = TimeProvider.System.GetTimestamp();
                }

                var done = await WorkOffAsync(await remittances.PageAsync(RemittanceView.ToPost, after: null, AtOnce * 4, cancel), r => r.Id, PostAsync, cancel);
                done += await WorkOffAsync(await journals.PageAsync(JournalView.ToSubmit, after: null, AtOnce * 8, cancel), j => j.JournalId, SubmitAsync, cancel);
                // A mapping comes with a new configuration, so with a new process: these are tried once more whenever there is nothing else to do.
                if (done == 0) done += await WorkOffAsync(await journals.PageAsync(JournalView.WithoutMapping, after: null, AtOnce, cancel), j => j.JournalId, SubmitAsync, cancel);
                if (done == 0) await Task.WhenAny(committed, Task.Delay(Breath, TimeProvider.System, cancel));
            }
        }
        finally
        {
            meter.Counted(null);
        }
    }

    private async Task<int> WorkOffAsync<TDocument>(ViewPage<TDocument> page, Func<TDocument, Guid> idOf, Func<TDocument, CancellationToken, Task<bool>> work, CancellationToken cancel)
    {
        var done = 0;
        await Parallel.ForEachAsync(page.Documents, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (document, c) =>
        {
            try
            {
                if (await work(document, c)) Interlocked.Increment(ref done);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The others go on; this one is tried again after a breath.
                logger.PostingFailed(idOf(document), failure);
            }
        });
        return done;
    }

    private async Task<bool> PostAsync(RemittanceDocument remittance, CancellationToken cancel)
    {
        var became = new List<PaymentDisposition>(remittance.Claims.Count);
        foreach (var claim in remittance.Claims) became.Add(await ApplyAsync(remittance.Id, claim, cancel));
        await using var scope = scopes.CreateAsyncScope();
        var at = Now();
        var complete = new CompletePosting(
            became.Count(d => d == PaymentDisposition.Applied),
            became.Count(d => d == PaymentDisposition.Unmatched),
            became.Count(d => d == PaymentDisposition.SetAside),
            options.Value.PeriodOf(at),
            at);
        var outcome = await scope.ServiceProvider.GetRequiredService<Streams<RemittanceCommand>>().ExecuteAsync(remittance.Id, complete, cancel);
        if (outcome is Outcome.Accepted { Events.Count: > 0 }) logger.Posted(remittance.Id, complete.Applied, complete.Unmatched, complete.SetAside);
        return outcome is Outcome.Accepted;
    }

    private async Task<PaymentDisposition> ApplyAsync(Guid remittanceId, AdvisedClaim claim, CancellationToken cancel)
    {
        var payment = PaymentFacts.Of(remittanceId, claim);
        while (true)
        {
            await using var scope = scopes.CreateAsyncScope();
            var (seen, _) = await scope.ServiceProvider.GetRequiredService<Streams<ClaimAccountCommand>>().ReadAsync<ClaimAccount>(claim.AccountId, cancel);
            var caseId = CaseOf(seen);
            var call = scope.ServiceProvider.GetRequiredService<CallScope>();
            call.Context = call.Context with { CaseId = caseId, CausationId = remittanceId.ToString("D") };
            var at = Now();
            PaymentDisposition? became = null;
            var outcome = await scope.ServiceProvider.GetRequiredService<Transactions>().ExecuteAsync(
                async (work, c) =>
                {
                    // What follows is written in the case of the scope: when the claim came in between, look again.
                    var account = await work.LoadAsync<ClaimAccount, ClaimAccountCommand>(claim.AccountId, c);
                    if (CaseOf(account) != caseId) return new Outcome.Stale(StreamVersion.None);
                    var decided = await work.DecideAsync<ClaimAccountCommand>(claim.AccountId, new ApplyPayment(payment, options.Value.PeriodOf(at), at), c);
                    became = (await work.LoadAsync<ClaimAccount, ClaimAccountCommand>(claim.AccountId, c)).DispositionOf(payment);
                    return decided;
                },
                cancel);
            if (outcome is Outcome.Accepted && became is { } disposition) return disposition;
            if (outcome is Outcome.Refused refused) throw new InvalidOperationException($"A claim payment was refused: {refused.Refusal.Code}.");
        }
    }

    private async Task<bool> SubmitAsync(JournalDocument journal, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = journal.CaseId, CausationId = journal.RemittanceId.ToString("D") };
        var streams = scope.ServiceProvider.GetRequiredService<Streams<JournalCommand>>();
        var (state, _) = await streams.ReadAsync<Journal>(journal.JournalId, cancel);
        if (state is not Journal.Proposed { Draft: var draft }) return false;
        var outcome = await streams.ExecuteAsync(journal.JournalId, await erp.PrepareAsync(journal.JournalId, draft, Now(), cancel), cancel);
        return outcome is Outcome.Accepted { Events.Count: > 0 };
    }

    private static Guid? CaseOf(ClaimAccount account) => account is ClaimAccount.Opened { Claim.CaseId: var caseId } ? caseId : null;

    private DateTimeOffset Now() => EventCodec.Microseconds(clock.GetUtcNow());
}
