using System.Text;
using Healthcare.Local.Servers;
using Healthcare.Messaging;
using Healthcare.Platform.Tests.Replicas;
using Healthcare.Platform.Tests.Replicas.V1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Healthcare.Platform.Tests.Messaging;

[Parallelizable(ParallelScope.All)]
public sealed class LosingNothingAtTheBroker
{
    [OneTimeSetUp]
    public Task TakeTurnAsync() => TakingTurns.TakeAsync();

    [Test, CancelAfter(300_000)]
    public async Task On_a_broker_that_was_not_prepared_messages_wait_and_arrive_when_it_is(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        var sender = await post.StartAsync("sender", cancel);
        var id = Guid.CreateVersion7();
        await post.SendAsync(id, 3, cancel);
        // Until it has tried, it may take a broker that is being prepared for one on which nobody listens.
        await Post.UntilAsync(() => Task.FromResult(sender.Services.GetRequiredService<Journal>().Lines.Any(l => l.Contains("No queue takes", StringComparison.Ordinal))), "the sender waits for a queue", cancel);
        Assert.That(await post.UnpublishedAsync(cancel), Is.EqualTo(1));
        await post.DeclareAsync(cancel);
        await post.StartAsync("receiver", cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 3, "all are shelved", cancel, TimeSpan.FromSeconds(80));
        Assert.That(await post.ShelfAsync(id, cancel), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_sender_that_is_prepared_before_its_consumers_does_not_take_them_for_absent(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        var kind = MessageMap.NameOf(typeof(ParcelDispatched));
        var running = post.Counter.Services.GetRequiredService<Audience>();
        Assert.That(await running.IsExpectedAsync(kind, cancel), Is.True, "the broker was wiped");
        await Topology.DeclareAsync(post.Counter.Services, cancel);
        Assert.That(await running.IsExpectedAsync(kind, cancel), Is.True, "the consumers' part may be under way");
        var later = new Audience(post.Counter.Services.GetRequiredService<IConfiguration>(), post.Counter.Services.GetRequiredService<MessageMap>());
        Assert.That(await later.IsExpectedAsync(kind, cancel), Is.False, "whoever started on a prepared broker knows that nobody consumes it");
    }

    [Test, CancelAfter(300_000)]
    public async Task What_nobody_is_to_consume_is_let_go_but_a_deleted_queue_is_waited_for(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        post.Settings["LogLevel"] = "Debug";
        await Topology.DeclareAsync(post.Counter.Services, cancel);
        var sender = await post.StartAsync("sender", cancel);
        await post.SendAsync(Guid.CreateVersion7(), 1, cancel);
        await Post.UntilAsync(async () => await post.UnpublishedAsync(cancel) == 0, "it is let go", cancel);
        Assert.That(sender.Services.GetRequiredService<Journal>().Lines, Has.None.Contains("S-FAULT").And.Some.Contains("no service consumes it"));
        await post.StopAsync(sender, cancel);

        await post.DeclareAsync(cancel);
        await using var connection = await Topology.ConnectionTo(BrokerAddress.Parse(post.Broker), "vandal").CreateConnectionAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        for (var partition = 0; partition < OrderKeys.Partitions; partition++) await channel.QueueDeleteAsync(Topology.QueueOf("receiver", partition), cancellationToken: cancel);
        var later = Guid.CreateVersion7();
        await post.SendAsync(later, 2, cancel);
        await post.StartAsync("sender", cancel);
        await Post.UntilAsync(async () => await post.ScalarAsync("sender", "select count(*) from hc_leases where name = 'relay:sender' and until > now()", cancel) == 1, "the relay leads", cancel);
        Assert.That(await post.UnpublishedAsync(cancel), Is.EqualTo(1));
        await post.DeclareAsync(cancel);
        await post.StartAsync("receiver", cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 2, "what came later is shelved", cancel);
        Assert.That(await post.ShelfAsync(later, cancel), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test, CancelAfter(300_000)]
    public async Task What_cannot_be_read_ends_in_the_dead_letter_queue_and_the_rest_goes_on(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        post.Settings["Messaging:DeliveryLimit"] = "3";
        await post.DeclareAsync(cancel);
        await using var connection = await Topology.ConnectionTo(BrokerAddress.Parse(post.Broker), "stranger").CreateConnectionAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        for (var partition = 0; partition < OrderKeys.Partitions; partition++)
        {
            await channel.BasicPublishAsync("", Topology.QueueOf("receiver", partition), Encoding.UTF8.GetBytes("no JSON at all"), cancel);
            await channel.BasicPublishAsync("", Topology.QueueOf("receiver", partition), Encoding.UTF8.GetBytes("{\"caseId\":\"x\"}"), cancel);
        }

        await post.StartAsync("receiver", cancel);
        await post.StartAsync("sender", cancel);
        var id = Guid.CreateVersion7();
        await post.SendAsync(id, 2, cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 2, "what is ours is shelved", cancel);
        await Post.UntilAsync(async () => (await channel.QueueDeclarePassiveAsync(Topology.DeadQueueOf("receiver"), cancel)).MessageCount == 16, "the rest is kept", cancel);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_database_that_is_away_stops_the_handling_and_loses_nothing(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        await post.DeclareAsync(cancel);
        await using var door = new Door(post.PortOf("receiver"));
        post.Settings["Messaging:DeliveryLimit"] = "100";
        await post.StartAsync("sender", cancel);
        await post.StartBehindAsync("receiver", door.Port, cancel);
        var cases = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var id in cases) await post.SendAsync(id, 1, cancel);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 12, "it works", cancel);
        door.Close();
        foreach (var id in cases) await post.SendAsync(id, 3, cancel);
        await Post.UntilAsync(async () => await post.UnpublishedAsync(cancel) == 0, "the sender goes on", cancel);
        door.Open(post.PortOf("receiver"));
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 48, "all are shelved", cancel);
        foreach (var id in cases) Assert.That(await post.ShelfAsync(id, cancel), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(await post.ScalarAsync("receiver", "select count(*) from mt_events where type in ('message_parked.v1', 'message_held.v1')", cancel), Is.Zero);
        await Post.UntilAsync(async () => await post.ScalarAsync("receiver", "select count(*) from mt_events where type = 'dependency_restored.v1'", cancel) == 1, "the outage is on the log", cancel);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_restart_of_the_broker_loses_nothing_and_is_told_once(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("healthcare-broker");
        var options = ServerOptions.Keeping(folder.FullName);
        var broker = (await RabbitServer.StartAsync(options, cancel)).OrThrow();
        if (!broker.IsOurs) Assert.Ignore("The broker was given by the environment, so it is not ours to restart.");
        await using var door = new Door(broker.Port);
        await using var post = await Post.OpenAsync(cancel, new UriBuilder(broker.AmqpUri) { Port = door.Port }.Uri);
        try
        {
            await post.DeclareAsync(cancel);
            await post.StartAsync("sender", cancel);
            var cases = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).ToList();
            foreach (var id in cases) await post.SendAsync(id, 2, cancel);
            await Post.UntilAsync(async () => await post.UnpublishedAsync(cancel) == 0, "all is published and nobody consumes yet", cancel);

            door.Close();
            await broker.DisposeAsync();
            foreach (var id in cases) await post.SendAsync(id, 2, cancel);
            await Post.UntilAsync(async () => await post.ScalarAsync("sender", "select count(*) from mt_events where type = 'dependency_lost.v1'", cancel) == 1, "the outage is on the log", cancel);
            broker = (await RabbitServer.StartAsync(options, cancel)).OrThrow();
            door.Open(broker.Port);

            await post.StartAsync("receiver", cancel);
            await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 48, "all are shelved", cancel);
            foreach (var id in cases) Assert.That(await post.ShelfAsync(id, cancel), Is.EqualTo(new[] { 1, 2, 3, 4 }));
            await Post.UntilAsync(async () => await post.ScalarAsync("sender", "select count(*) from mt_events where type = 'dependency_restored.v1'", cancel) == 1, "its end is on the log", cancel);
            Assert.That(await post.ScalarAsync("sender", "select count(*) from mt_events where type = 'dependency_lost.v1'", cancel), Is.EqualTo(1));
        }
        finally
        {
            await post.DisposeAsync();
            await broker.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }
}
