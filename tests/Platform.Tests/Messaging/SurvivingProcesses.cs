using System.Diagnostics;
using Healthcare.Local.Servers;

namespace Healthcare.Platform.Tests.Messaging;

/// <summary>Two replicas as processes; the first stands still at a chosen moment, and there it is killed, or stopped and woken when the other has taken over.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SurvivingProcesses
{
    // The promise is ten seconds; the rest is for a machine on which everything else runs too.
    private static readonly TimeSpan ResumesWithin = TimeSpan.FromSeconds(20);

    [OneTimeSetUp]
    public Task TakeTurnAsync() => TakingTurns.TakeAsync();

    [Test, CancelAfter(300_000)]
    public async Task No_message_is_lost_or_handled_twice_when_a_replica_dies_or_freezes(
        [Values("sender publish", "sender save", "receiver effect", "receiver acknowledge")] string where,
        [Values("kill", "stop")] string how,
        CancellationToken cancel)
    {
        var (service, failpoint) = where.Split(' ') is [var s, var f] ? (s, f) : throw new ArgumentException(where);
        await using var post = await Post.OpenAsync(cancel);
        await post.DeclareAsync(cancel);
        var first = await post.StartProcessAsync(service, cancel, failpoint, at: service == "receiver" ? 9 : 2);
        await Post.UntilAsync(async () => await post.ScalarAsync(service, Leases(service, epoch: 1), cancel) == (service == "receiver" ? 8 : 1), "the first replica leads", cancel);
        await post.StartProcessAsync(service, cancel);
        await post.StartAsync(service == "sender" ? "receiver" : "sender", cancel);

        var cases = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).ToList();
        var sent = 0;
        while (!first.HasReached)
        {
            sent++;
            await SendAsync(post, cases, 1, cancel);
            await first.ReachedAsync(TimeSpan.FromMilliseconds(200), cancel);
            Assert.That(sent, Is.LessThan(100), string.Join('\n', first.Output));
        }

        Assert.That(how == "kill" ? Signals.Kill(first.Id) : Signals.Stop(first.Id), Is.True);
        var since = Stopwatch.GetTimestamp();
        await SendAsync(post, cases, 3, cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= cases.Count * (sent + 3), "all parcels are shelved", cancel, bound: ResumesWithin);
        await TestContext.Out.WriteLineAsync($"{where}, {how}: all handled {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s after");

        if (how == "stop")
        {
            // What it had begun before it froze, it finishes now, when another has long done it.
            first.Release();
            Assert.That(Signals.Continue(first.Id), Is.True);
        }

        await SendAsync(post, cases, 2, cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= cases.Count * (sent + 5), "what came later is shelved", cancel, bound: ResumesWithin);
        await Post.UntilAsync(async () => await post.UnpublishedAsync(cancel) == 0, "the sender has published all", cancel);
        foreach (var id in cases) Assert.That(await post.ShelfAsync(id, cancel), Is.EqualTo(Enumerable.Range(1, sent + 5)));
    }

    private static string Leases(string service, int epoch) => service == "receiver"
        ? $"select count(*) from hc_leases where name like 'partition:receiver:%' and epoch = {epoch}"
        : $"select count(*) from hc_leases where name = 'relay:sender' and epoch = {epoch}";

    private static async Task SendAsync(Post post, List<Guid> cases, int each, CancellationToken cancel)
    {
        foreach (var id in cases) await post.SendAsync(id, each, cancel);
    }
}
