using Healthcare.EventStore;
using Healthcare.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.Messaging;

[Parallelizable(ParallelScope.All)]
public sealed class SharingPartitions
{
    [Test]
    public void Every_partition_has_one_owner_and_no_replica_two_more_than_another([Range(1, 10)] int replicas)
    {
        var live = Enumerable.Range(0, replicas).Select(r => $"replica-{r}").ToList();
        var shares = live.Select(holder => FairShare.Of(holder, live, 8)).ToList();
        Assert.That(shares.SelectMany(s => s).Order(), Is.EqualTo(Enumerable.Range(0, 8)));
        Assert.That(shares.Max(s => s.Count) - shares.Min(s => s.Count), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void A_key_keeps_its_partition_in_every_release()
    {
        // Messages under way and leases held by an older release say the same.
        Assert.That(
            new[] { "", "a", "0195f2d0-0000-7000-8000-000000000001", "0195f2d0-0000-7000-8000-000000000002" }.Select(OrderKeys.PartitionOf),
            Is.EqualTo(new[] { 1, 0, 5, 4 }));
    }

    [Test]
    public void Keys_spread_over_all_partitions()
    {
        var sizes = Enumerable.Range(0, 8000).Select(_ => OrderKeys.PartitionOf(Guid.CreateVersion7().ToString("D"))).CountBy(p => p).ToList();
        Assert.That(sizes, Has.Count.EqualTo(8).And.All.Property("Value").InRange(800, 1200));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_second_replica_takes_half_and_gives_it_back_when_it_goes(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        await post.DeclareAsync(cancel);
        var first = await post.StartAsync("receiver", cancel);
        await Post.UntilAsync(async () => await HeldAsync(first, cancel) is [8], "the first has all", cancel);
        await post.StartAsync("sender", cancel);
        var second = await post.StartAsync("receiver", cancel);
        await Post.UntilAsync(async () => await HeldAsync(first, cancel) is [4, 4], "they share", cancel);
        var cases = Enumerable.Range(0, 24).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var id in cases) await post.SendAsync(id, 2, cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 48, "both handle their cases", cancel);
        await post.StopAsync(second, cancel);
        await Post.UntilAsync(async () => await HeldAsync(first, cancel) is [8], "the first has all again", cancel);
        foreach (var id in cases) await post.SendAsync(id, 1, cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 72, "the first handles all cases", cancel);
        foreach (var id in cases) Assert.That(await post.ShelfAsync(id, cancel), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    private static async Task<int[]> HeldAsync(Microsoft.Extensions.Hosting.IHost host, CancellationToken cancel)
    {
        var leases = await host.Services.GetRequiredService<IEventStore>().ReadLeasesAsync("partition:receiver:", cancel);
        return [.. leases.Where(l => !l.Expired).CountBy(l => l.Holder).Select(h => h.Value)];
    }
}
