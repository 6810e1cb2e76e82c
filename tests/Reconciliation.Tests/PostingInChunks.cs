using Healthcare.EventStore;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Posting;
using Healthcare.Reconciliation.Remittances;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Reconciliation.Tests;

/// <summary>A large advice is posted chunk by chunk; another poster goes on where one stopped.</summary>
public sealed class PostingInChunks
{
    private const int Claims = 600;

    [Test, CancelAfter(300_000)]
    public async Task One_that_stops_between_chunks_leaves_the_rest_to_another_and_each_claim_is_posted_once(CancellationToken cancel)
    {
        await using var store = Books.Store(Books.Services([]));
        await ReceiveAsync(store, cancel);
        var first = ActivatorUtilities.CreateInstance<PaymentPosting>(store);
        await first.StartAsync(cancel);
        await Eventually.TrueAsync(async () => (await CountAsync(store, cancel)).Progress > 0, cancel);
        await first.StopAsync(cancel);
        var half = await CountAsync(store, cancel);

        var second = ActivatorUtilities.CreateInstance<PaymentPosting>(store);
        await second.StartAsync(cancel);
        await Eventually.TrueAsync(async () => (await CountAsync(store, cancel)).Posted == 1, cancel);
        await second.StopAsync(cancel);
        var whole = await CountAsync(store, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(half.Progress, Is.GreaterThan(0), "the first had come that far");
            Assert.That(whole.Applied.Count, Is.EqualTo(Claims));
            Assert.That(whole.Applied.Distinct().Count(), Is.EqualTo(Claims), "each claim once");
            Assert.That(whole.Applied.Take(half.Applied.Count), Is.EqualTo(half.Applied), "what the first posted stands");
            Assert.That(whole.Total, Is.EqualTo((Claims, 0, 0)));
        });
    }

    private sealed record Seen(int Progress, int Posted, IReadOnlyList<int> Applied, (int Applied, int Unmatched, int SetAside) Total);

    private static async Task<Seen> CountAsync(ServiceProvider store, CancellationToken cancel)
    {
        var (progress, posted, applied, total) = (0, 0, new List<int>(), (0, 0, 0));
        var log = store.GetRequiredService<IEventStore>();
        var position = LogPosition.Start;
        while (await log.ReadLogAsync(position, 1000, cancel) is { } page && page.End != position)
        {
            position = page.End;
            foreach (var recorded in page.Events)
            {
                switch (recorded.Event)
                {
                    case PostingProgressed:
                        progress++;
                        break;
                    case PaymentApplied e:
                        applied.Add(e.Payment.Number);
                        break;
                    case RemittancePosted e:
                        posted++;
                        total = (e.Applied, e.Unmatched, e.SetAside);
                        break;
                    default:
                        break;
                }
            }
        }

        return new Seen(progress, posted, applied, total);
    }

    private static async Task ReceiveAsync(ServiceProvider store, CancellationToken cancel)
    {
        var advised = new List<AdvisedClaim>(Claims);
        for (var n = 1; n <= Claims; n++)
        {
            var account = DerivedId.Of($"chunks/{n}");
            await DoAsync<ClaimAccountCommand>(store, account, new OpenClaimAccount(Samples.Claim with { ClaimId = DerivedId.Of($"chunked-claim/{n}") }, Samples.Period, Samples.Noon), cancel);
            advised.Add(Samples.Advised with { Number = n, AccountId = account });
        }

        var received = Samples.Received with { Trace = null, Amount = 0, TotalPaid = 150m * Claims, ProviderAdjustmentTotal = 150m * Claims, ClaimCount = Claims };
        await DoAsync<RemittanceCommand>(store, Samples.RemittanceId, new ReceiveRemittance(received, advised, [], [], Samples.Noon), cancel);
    }

    private static async Task DoAsync<TCommand>(ServiceProvider store, Guid id, TCommand command, CancellationToken cancel)
        where TCommand : notnull
    {
        await using var scope = store.CreateAsyncScope();
        Assert.That(await scope.ServiceProvider.GetRequiredService<Streams<TCommand>>().ExecuteAsync(id, command, cancel), Is.InstanceOf<Outcome.Accepted>());
    }
}
