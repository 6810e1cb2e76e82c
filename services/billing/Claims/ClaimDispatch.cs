using Healthcare.Billing.Encounters;
using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;
using Microsoft.Extensions.Options;

namespace Healthcare.Billing.Claims;

/// <summary>
/// Sends what waits, one process at a time: claims of one payer go together, as many as a file may hold, or when the oldest has waited long enough; payers that are due are asked (276).
/// </summary>
internal sealed class ClaimDispatch(
    Leadership leadership, IServiceScopeFactory scopes, Views<ClaimDocument> claims, CommitSignal signal, TimeProvider clock, IOptions<BillingOptions> options, ILogger<ClaimDispatch> logger) : Leader(leadership)
{
    public const string StatusKind = "claim-status-276";

    private const int Look = 500;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    protected override string LeaseName => "claim-dispatch";

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        using var watch = signal.Watch(ClaimAggregate.Name);
        while (true)
        {
            watch.Look();
            var due = await SendAsync(cancel);
            await AskAsync(cancel);
            await watch.RestUntilAsync(due, LookEvery, clock, cancel);
            // What comes at once goes together.
            await watch.BreatheAsync(cancel);
        }
    }

    /// <summary>When the next file has waited long enough, if one waits.</summary>
    private async Task<DateTimeOffset?> SendAsync(CancellationToken cancel)
    {
        var batches = options.Value.Batches;
        var waiting = await claims.PageAsync(ClaimView.OfState(ClaimState.Built), after: null, Look, cancel);
        DateTimeOffset? soonest = null;
        var now = clock.GetUtcNow();
        foreach (var payer in waiting.Documents.GroupBy(d => (d.Content.PayerId, d.Content.Type)))
        {
            foreach (var file in payer.OrderBy(d => d.Since).Chunk(batches.Size))
            {
                var due = file[0].Since + batches.Age;
                if (file.Length < batches.Size && due > now)
                {
                    if (soonest is null || due < soonest) soonest = due;
                    continue;
                }

                await SendAsync(payer.Key.PayerId, payer.Key.Type, file, cancel);
            }
        }

        return soonest;
    }

    private async Task SendAsync(string payerId, string type, ClaimDocument[] file, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = file is [var only] ? only.Content.CaseId : null };
        var prepared = await scope.ServiceProvider.GetRequiredService<ClaimPreparation>().WriteAsync(payerId, type, file, cancel);
        var at = clock.GetUtcNow();
        var outcome = await scope.ServiceProvider.GetRequiredService<Transactions>().ExecuteAsync(
            async (work, c) =>
            {
                Outcome last = new Outcome.Accepted(StreamVersion.None, []);
                foreach (var (claimId, obstacles, edits) in prepared.Held)
                {
                    last = await work.DecideAsync<ClaimCommand>(claimId, new HoldClaim(obstacles, edits, at), c);
                    if (last is not Outcome.Accepted) return last;
                }

                if (prepared.File is not { } written) return last;
                foreach (var claimId in prepared.Sent)
                {
                    last = await work.DecideAsync<ClaimCommand>(claimId, new SendClaim(written, at), c);
                    if (last is not Outcome.Accepted) return last;
                }

                return await work.DecideAsync<ClaimBatchCommand>(
                    ClaimBatchAggregate.IdOf(written.OriginalId), new SendBatch(written.Partner, payerId, type, written, prepared.Sent, at), c);
            },
            cancel);
        // Something was decided on one of them meanwhile; the next look sees it.
        if (outcome is not Outcome.Accepted) logger.NotBatched(payerId, file.Length);
        else logger.Batched(payerId, prepared.Sent.Count, prepared.Held.Count);
    }

    private async Task AskAsync(CancellationToken cancel)
    {
        var due = await claims.PageAsync(ClaimView.AskDue, after: null, Look, cancel);
        foreach (var claim in due.Documents)
        {
            await using var scope = scopes.CreateAsyncScope();
            var call = scope.ServiceProvider.GetRequiredService<CallScope>();
            call.Context = call.Context with { CaseId = claim.Content.CaseId };
            var (encounter, _) = await scope.ServiceProvider.GetRequiredService<Streams<EncounterCommand>>().ReadAsync<Encounter>(claim.Content.EncounterId, cancel);
            if (encounter is not Encounter.Closed closed) continue;
            var at = clock.GetUtcNow();
            if (await scope.ServiceProvider.GetRequiredService<StatusQuestions>().WriteAsync(claim, closed.Subscriber, at, cancel) is not { } question) continue;
            await scope.ServiceProvider.GetRequiredService<Transactions>().ExecuteAsync(
                async (work, c) =>
                {
                    var asked = await work.DecideAsync<ClaimCommand>(claim.ClaimId, new AskClaimStatus(question.Trace, question.OriginalId, question.Partner, at), c);
                    if (asked is not Outcome.Accepted) return asked;
                    var queued = TransmissionHosting.Queue(question.Partner, StatusKind, question.OriginalId, ClaimFiles.MediaType, claim.ClaimId, at);
                    return await work.DecideAsync(queued.StreamId, (TransmissionCommand)queued.Command, c);
                },
                cancel);
        }
    }
}
