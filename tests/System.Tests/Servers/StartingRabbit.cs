using System.Diagnostics;
using System.Globalization;
using Healthcare.Local.Servers;
using Healthcare.Testing.Servers;
using RabbitMQ.Client;

namespace Healthcare.SystemTests.Servers;

[Parallelizable]
public sealed class StartingRabbit
{
    private static readonly Dictionary<string, object?> Quorum = new(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" };

    [Test, CancelAfter(300_000)]
    public async Task A_started_broker_carries_a_message_through_a_quorum_queue_and_leaves_nothing_behind(CancellationToken cancel)
    {
        var started = Stopwatch.StartNew();
        var server = (await RabbitServer.StartAsync(ServerOptions.Temporary, cancel)).OrThrow();
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"ready after {started.ElapsedMilliseconds} ms"));
        try
        {
            await ConnectedAsync(server.AmqpUri, PublishAsync, cancel);
            await ConnectedAsync(server.AmqpUri, async channel => Assert.That((await channel.BasicGetAsync("cases", autoAck: true, cancel))?.Body.ToArray(), Is.EqualTo("kept"u8.ToArray())), cancel);
        }
        finally
        {
            started.Restart();
            await server.DisposeAsync();
            await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"gone after {started.ElapsedMilliseconds} ms"));
        }

        if (server.IsOurs) await Left.NothingAsync(server.ProcessId, server.LogFile, [server.Port, server.ManagementUri.Port], cancel);

        async Task PublishAsync(IChannel channel)
        {
            await channel.QueueDeclareAsync("cases", durable: true, exclusive: false, autoDelete: false, Quorum, cancellationToken: cancel);
            await channel.BasicPublishAsync("", "cases", mandatory: true, new BasicProperties { Persistent = true }, "kept"u8.ToArray(), cancel);
        }
    }

    [Test, CancelAfter(300_000)]
    public async Task A_kept_broker_has_its_messages_the_next_time(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("healthcare-kept-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        await using (var first = (await RabbitServer.StartAsync(ServerOptions.Keeping(folder), cancel)).OrThrow())
        {
            if (!first.IsOurs) Assert.Ignore("The broker of the environment is not ours to stop.");
            await first.CreateVirtualHostAsync("billing", cancel);
            await ConnectedAsync(first.AmqpUriOf("billing"), async channel =>
            {
                await channel.QueueDeclareAsync("cases", durable: true, exclusive: false, autoDelete: false, Quorum, cancellationToken: cancel);
                await channel.BasicPublishAsync("", "cases", mandatory: true, new BasicProperties { Persistent = true }, "kept"u8.ToArray(), cancel);
            }, cancel);
        }

        await using (var second = (await RabbitServer.StartAsync(ServerOptions.Keeping(folder), cancel)).OrThrow())
            // A count would be a statistic that a restarted queue has yet to gather.
            await ConnectedAsync(second.AmqpUriOf("billing"), async channel => Assert.That((await channel.BasicGetAsync("cases", autoAck: true, cancel))?.Body.ToArray(), Is.EqualTo("kept"u8.ToArray())), cancel);
        Directory.Delete(folder, recursive: true);
    }

    [Test, CancelAfter(300_000)]
    public async Task Tests_get_a_virtual_host_each(CancellationToken cancel)
    {
        var one = await TestRabbit.NewVirtualHostAsync(cancel);
        var watch = Stopwatch.StartNew();
        var other = await TestRabbit.NewVirtualHostAsync(cancel);
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{watch.ElapsedMilliseconds} ms a virtual host"));
        await ConnectedAsync(one, async channel => await channel.QueueDeclareAsync("only-here", durable: true, exclusive: false, autoDelete: false, Quorum, cancellationToken: cancel), cancel);
        await ConnectedAsync(other, channel =>
        {
            Assert.That(async () => await channel.QueueDeclarePassiveAsync("only-here", cancel), Throws.Exception.Message.Contains("NOT_FOUND"));
            return Task.CompletedTask;
        }, cancel);
    }

    private static async Task ConnectedAsync(Uri amqp, Func<IChannel, Task> use, CancellationToken cancel)
    {
        var factory = new ConnectionFactory { Uri = amqp };
        await using var connection = await factory.CreateConnectionAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancel);
        await use(channel);
    }
}
