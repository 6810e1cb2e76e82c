using Healthcare.Messaging;
using Healthcare.Platform.Tests.Replicas;
using Healthcare.Platform.Tests.Replicas.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.Messaging;

[Parallelizable(ParallelScope.All)]
public sealed class HandlingOnce
{
    [Test, CancelAfter(300_000)]
    public async Task A_relay_that_forgot_its_position_changes_nothing(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        await post.DeclareAsync(cancel);
        await post.StartAsync("receiver", cancel);
        var sender = await post.StartAsync("sender", cancel);
        var id = Guid.CreateVersion7();
        await post.SendAsync(id, 7, cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) == 7, "all are shelved", cancel);
        await post.StopAsync(sender, cancel);
        await post.ScalarAsync("sender", "with c as (delete from hc_checkpoints), n as (delete from hc_counts) select 1", cancel);
        await post.StartAsync("sender", cancel);
        await post.SendAsync(id, 1, cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 8, "the new one is shelved", cancel);
        Assert.That(await post.ShelfAsync(id, cancel), Is.EqualTo(Enumerable.Range(1, 8)));
    }

    [Test, CancelAfter(300_000)]
    public async Task Each_of_two_consumers_of_a_message_has_its_effect_once_though_the_second_fails_at_first(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        static void Two(MessagingBuilder messages) => messages.Consumes<WhenParcelDispatchedCount, ParcelDispatched>();
        await post.DeclareAsync(cancel, Two);
        var receiver = await post.StartAsync("receiver", cancel, Two);
        var failures = 0;
        receiver.Services.GetRequiredService<Trouble>().Before = (consumer, parcel) =>
        {
            if (consumer == "count" && parcel.Number == 2 && Interlocked.Increment(ref failures) <= 3) throw new InvalidOperationException("Not yet.");
        };
        await post.StartAsync("sender", cancel);
        var id = Guid.CreateVersion7();
        await post.SendAsync(id, 3, cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 6, "both consumers shelved all", cancel);
        Assert.That(await post.ShelfAsync(id, cancel), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(await post.ShelfAsync(id, cancel, by: "count"), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(failures, Is.EqualTo(4));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_message_without_an_effect_is_marked_and_the_next_one_follows(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        await post.DeclareAsync(cancel);
        await post.StartAsync("receiver", cancel);
        await post.StartAsync("sender", cancel);
        var id = Guid.CreateVersion7();
        await post.SendAsync(id, 1, cancel);
        await post.ExecuteAsync(id, new SendNumbered(Trouble.UnneededNumber), cancel);
        await post.ExecuteAsync(id, new WeighParcel(100), cancel);
        await post.ExecuteAsync(id, new SendNumbered(5), cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 2, "what follows is shelved", cancel);
        Assert.That(await post.ShelfAsync(id, cancel), Is.EqualTo(new[] { 1, 5 }));
        Assert.That(await post.ScalarAsync("receiver", "select count(*) from mt_events where type like 'message_%'", cancel), Is.Zero);
    }
}
