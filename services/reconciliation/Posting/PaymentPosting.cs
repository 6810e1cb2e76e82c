using System.Collections.Concurrent;
using Healthcare.EventStore;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.ProviderAdjustments;
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
    JournalOrder order,
    Views<ProviderAdjustmentDocument> adjustments,
    AdjustmentLinking linking,
    IOptions<ReconciliationOptions> options,
    ILogger<PaymentPosting> logger) : Leader(leadership)
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongBreath = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(2);

    protected override string LeaseName => "payment-posting";

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        try
        {
            var countedAt = 0L;
            ViewCursor? submitting = null;
            ViewCursor? waiting = null;
            using var watch = signal.Watch(RemittanceAggregate.Name, ProviderAdjustmentAggregate.Name, ClaimAccountAggregate.Name, JournalAggregate.Name);
            while (!cancel.IsCancellationRequested)
            {
                watch.Look();
                if (countedAt == 0 || TimeProvider.System.GetElapsedTime(countedAt) > CountEvery)
                {
                    meter.Counted(await remittances.CountAsync(RemittanceView.OutOfBalance, cancel));
                    countedAt = TimeProvider.System.GetTimestamp();
                }

                var done = await WorkOffAsync(await remittances.PageAsync(RemittanceView.ToPost, after: null, AtOnce * 4, cancel), r => r.Id, PostAsync, cancel);
                done += await WorkOffAsync(await remittances.PageAsync(RemittanceView.ToUnpost, after: null, AtOnce, cancel), r => r.Id, UnpostAsync, cancel);
                done += await WorkOffAsync(await adjustments.PageAsync(ProviderAdjustmentView.ToLink, after: null, AtOnce, cancel), a => a.Id, linking.LinkAsync, cancel);
                // Page after page: what waits for an earlier journal of its claim must not hide what may go.
                var proposed = await journals.PageAsync(JournalView.ToSubmit, submitting, AtOnce * 8, cancel);
                submitting = proposed.Next;
                done += await WorkOffAsync(proposed, j => j.JournalId, SubmitAsync, cancel);
                // A newer mapping may come at any time: these are tried in turn whenever there is nothing else to do, so that one that stays unmapped does not hide the next.
                if (done.Done == 0 && submitting is null)
                {
                    var unmapped = await journals.PageAsync(JournalView.WithoutMapping, waiting, AtOnce * 4, cancel);
                    waiting = unmapped.Next;
                    done += await WorkOffAsync(unmapped, j => j.JournalId, SubmitAsync, cancel);
                }

                if (done.Done == 0 && submitting is null) await watch.RestAsync(done.Left > 0 ? Breath : LongBreath, cancel);
            }
        }
        finally
        {
            meter.Counted(null);
        }
    }

    private async Task<Round> WorkOffAsync<TDocument>(ViewPage<TDocument> page, Func<TDocument, Guid> idOf, Func<TDocument, CancellationToken, Task<bool>> work, CancellationToken cancel)
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
        return new Round(done, page.Documents.Count - done);
    }

    private readonly record struct Round(int Done, int Left)
    {
        public static Round operator +(Round one, Round other) => new(one.Done + other.Done, one.Left + other.Left);
    }

    // A large advice is posted chunk by chunk; how far it came is recorded, so that a crash repeats at most a chunk, of which accounts know what they have.
    private async Task<bool> PostAsync(RemittanceDocument remittance, CancellationToken cancel)
    {
        var done = remittance.Progress is { } progress ? new PostingProgress(progress.Through, progress.Applied, progress.Unmatched, progress.SetAside) : PostingProgress.None;
        var chunks = remittance.Claims.Where(c => c.Number > done.Through).OrderBy(c => c.Number).Chunk(options.Value.ClaimsAtOnce).ToList();
        for (var i = 0; i < chunks.Count; i++)
        {
            var became = new ConcurrentBag<PaymentDisposition>();
            await EachAccountAsync(chunks[i], async (claim, c) => became.Add(await ApplyAsync(PaymentFacts.Of(remittance.Id, claim, remittance.Round), claim.AccountId, c)), cancel);
            done = new PostingProgress(
                chunks[i][^1].Number,
                done.Applied + became.Count(d => d == PaymentDisposition.Applied),
                done.Unmatched + became.Count(d => d == PaymentDisposition.Unmatched),
                done.SetAside + became.Count(d => d is PaymentDisposition.SetAside or PaymentDisposition.Withdrawn));
            if (i + 1 < chunks.Count && await RemitAsync(remittance.Id, new RecordProgress(done, Now()), cancel) is not Outcome.Accepted) return false;
        }

        var at = Now();
        var outcome = await RemitAsync(remittance.Id, new CompletePosting(done.Applied, done.Unmatched, done.SetAside, options.Value.PeriodOf(at), at), cancel);
        if (outcome is Outcome.Accepted { Events.Count: > 0 }) logger.Posted(remittance.Id, done.Applied, done.Unmatched, done.SetAside);
        return outcome is Outcome.Accepted;
    }

    private async Task<bool> UnpostAsync(RemittanceDocument remittance, CancellationToken cancel)
    {
        var unapplied = 0;
        await EachAccountAsync(
            [.. remittance.Claims],
            async (claim, c) =>
            {
                if (await UnapplyAsync(PaymentFacts.Of(remittance.Id, claim, remittance.Round), claim.AccountId, c)) Interlocked.Increment(ref unapplied);
            },
            cancel);
        var at = Now();
        var outcome = await RemitAsync(remittance.Id, new CompleteUnposting(unapplied, options.Value.PeriodOf(at), at), cancel);
        if (outcome is Outcome.Accepted { Events.Count: > 0 }) logger.Unposted(remittance.Id, unapplied);
        return outcome is Outcome.Accepted;
    }

    // What one advice says twice of a claim, a reversal and its correction, is brought in its order.
    private static Task EachAccountAsync(IReadOnlyList<AdvisedClaim> claims, Func<AdvisedClaim, CancellationToken, Task> work, CancellationToken cancel) => Parallel.ForEachAsync(
        claims.GroupBy(c => c.AccountId),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
        async (account, c) =>
        {
            foreach (var claim in account) await work(claim, c);
        });

    private async Task<Outcome> RemitAsync(Guid remittanceId, RemittanceCommand command, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Streams<RemittanceCommand>>().ExecuteAsync(remittanceId, command, cancel);
    }

    private async Task<bool> UnapplyAsync(PaymentFacts payment, Guid accountId, CancellationToken cancel)
    {
        var at = Now();
        var outcome = await InCaseAsync(payment.RemittanceId, accountId, (work, c) => work.DecideAsync<ClaimAccountCommand>(accountId, new UnapplyPayment(payment, "match-undone", options.Value.PeriodOf(at), at), c), cancel);
        return outcome is Outcome.Accepted { Events: var events } && events.Any(e => e.Event is PaymentUnapplied { Was: PaymentDisposition.Applied });
    }

    private async Task<PaymentDisposition> ApplyAsync(PaymentFacts payment, Guid accountId, CancellationToken cancel)
    {
        PaymentDisposition? became = null;
        await InCaseAsync(
            payment.RemittanceId,
            accountId,
            async (work, c) =>
            {
                var at = Now();
                var decided = await work.DecideAsync<ClaimAccountCommand>(accountId, new ApplyPayment(payment, options.Value.PeriodOf(at), at), c);
                became = (await work.LoadAsync<ClaimAccount, ClaimAccountCommand>(accountId, c)).DispositionOf(payment);
                return decided;
            },
            cancel);
        return became ?? throw new InvalidOperationException("A claim payment was brought and is not there.");
    }

    private async Task<Outcome> InCaseAsync(Guid remittanceId, Guid accountId, Func<Work, CancellationToken, Task<Outcome>> decide, CancellationToken cancel)
    {
        while (true)
        {
            await using var scope = scopes.CreateAsyncScope();
            var (seen, _) = await scope.ServiceProvider.GetRequiredService<Streams<ClaimAccountCommand>>().ReadAsync<ClaimAccount>(accountId, cancel);
            var caseId = CaseOf(seen);
            var call = scope.ServiceProvider.GetRequiredService<CallScope>();
            call.Context = call.Context with { CaseId = caseId, CausationId = remittanceId.ToString("D") };
            var outcome = await scope.ServiceProvider.GetRequiredService<Transactions>().ExecuteAsync(
                async (work, c) =>
                {
                    // What follows is written in the case of the scope: when the claim came in between, look again.
                    var account = await work.LoadAsync<ClaimAccount, ClaimAccountCommand>(accountId, c);
                    return CaseOf(account) == caseId ? await decide(work, c) : new Outcome.Stale(StreamVersion.None);
                },
                cancel);
            if (outcome is Outcome.Accepted) return outcome;
            if (outcome is Outcome.Refused refused) throw new InvalidOperationException($"A claim payment was refused: {refused.Refusal.Code}.");
        }
    }

    private async Task<bool> SubmitAsync(JournalDocument journal, CancellationToken cancel)
    {
        if (!await order.IsNextAsync(journal, cancel)) return false;
        await using var scope = scopes.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = journal.CaseId, CausationId = (journal.RemittanceId ?? journal.JournalId).ToString("D") };
        var streams = scope.ServiceProvider.GetRequiredService<Streams<JournalCommand>>();
        var (state, _) = await streams.ReadAsync<Journal>(journal.JournalId, cancel);
        if (state is not Journal.Proposed { Draft: var draft }) return false;
        var outcome = await streams.ExecuteAsync(journal.JournalId, await erp.PrepareAsync(journal.JournalId, draft, Now(), cancel), cancel);
        return outcome is Outcome.Accepted { Events.Count: > 0 };
    }

    private static Guid? CaseOf(ClaimAccount account) => account is ClaimAccount.Opened { Claim.CaseId: var caseId } ? caseId : null;

    private DateTimeOffset Now() => EventCodec.Microseconds(clock.GetUtcNow());
}
