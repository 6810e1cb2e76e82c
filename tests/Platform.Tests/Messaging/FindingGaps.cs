using Healthcare.Messaging;

namespace Healthcare.Platform.Tests.Messaging;

[Parallelizable(ParallelScope.All)]
public sealed class FindingGaps
{
    [Test, CancelAfter(300_000)]
    public async Task What_the_broker_lost_is_asked_for_and_handled_in_order(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        await post.DeclareAsync(cancel);
        await post.StartAsync("sender", cancel);
        var id = Guid.CreateVersion7();
        var whole = Guid.CreateVersion7();
        await post.SendAsync(id, 3, cancel);
        await LoseAsync(post, id, 3, cancel);
        await post.SendAsync(id, 2, cancel);
        await post.SendAsync(whole, 2, cancel);
        await post.StartAsync("receiver", cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 7, "all are shelved", cancel);
        Assert.That(await post.ShelfAsync(id, cancel), Is.EqualTo(new[] { 1, 2, 3, 4, 5 }));
        Assert.That(await post.ShelfAsync(whole, cancel), Is.EqualTo(new[] { 1, 2 }));
        await Post.UntilAsync(async () => await post.ScalarAsync("receiver", "select count(*) from hc_view_parked_messages_v1", cancel) == 0, "nothing waits any more", cancel);
        Assert.That(await post.ScalarAsync("receiver", "select count(*) from mt_events where type = 'message_parked.v1'", cancel), Is.Zero);
    }

    private static async Task LoseAsync(Post post, Guid id, int count, CancellationToken cancel)
    {
        await using var connection = await Topology.ConnectionTo(BrokerAddress.Parse(post.Broker), "loser").CreateConnectionAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        var queue = Topology.QueueOf("receiver", OrderKeys.PartitionOf(id.ToString("D")));
        await Post.UntilAsync(async () => (await channel.QueueDeclarePassiveAsync(queue, cancel)).MessageCount == count, "the messages are in the queue", cancel);
        Assert.That(await channel.QueuePurgeAsync(queue, cancel), Is.EqualTo(count));
    }
}
