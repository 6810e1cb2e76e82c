using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Local.Servers;
using Healthcare.Messaging;
using Healthcare.Platform.Tests.Replicas;
using Healthcare.Platform.Tests.Replicas.V1;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Healthcare.Benchmarks.Messaging;

/// <summary>
/// Handling with inbox and commit beside a bare MassTransit consumer that does nothing, on the same broker, the same kind of queues and the same messages, interleaved in one run;
/// then how long a commit takes to be delivered, and how fast a backlog is published.
/// </summary>
public static class MessagingBenchmark
{
    private const int Pairs = 5;
    private const int Messages = 4_000;
    private const int Cases = 500;

    public static async Task<int> RunAsync(string[] args)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        var cancel = bound.Token;
        var folder = Directory.CreateTempSubdirectory("healthcare-benchmark");
        await using var postgres = (await PostgresServer.StartAsync(ServerOptions.Keeping(folder.FullName), cancel)).OrThrow();
        await using var rabbit = (await RabbitServer.StartAsync(ServerOptions.Keeping(folder.FullName), cancel)).OrThrow();
        var sender = await DatabaseAsync(postgres, "sender", cancel);
        var receiver = await DatabaseAsync(postgres, "receiver", cancel);
        using (var declaring = Build("sender", sender, rabbit)) await Topology.DeclareAsync(declaring.Services, cancel);
        using (var declaring = Build("receiver", receiver, rabbit)) await Topology.DeclareAsync(declaring.Services, cancel);

        foreach (var atOnce in new[] { 1, 8 }) await ConsumeAsync(receiver, rabbit, atOnce, cancel);
        await PublishAsync(sender, rabbit, cancel);
        return 0;
    }

    private static async Task ConsumeAsync(string receiver, RabbitServer rabbit, int atOnce, CancellationToken cancel)
    {
        using var ours = Build("receiver", receiver, rabbit, atOnce);
        await ours.StartAsync(cancel);
        await using var connection = await new ConnectionFactory { Uri = rabbit.AmqpUri }.CreateConnectionAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        await using var bare = await BareConsumer.StartAsync(rabbit, channel, atOnce, cancel);
        var pump = new Pump(channel);
        var database = ours.Services.GetRequiredService<NpgsqlDataSource>();

        await OursAsync(pump, database, cancel);
        await BareAsync(pump, bare, cancel);
        var pairs = new List<(double Ours, double Baseline)>();
        var processor = new List<(double Ours, double Baseline)>();
        for (var i = 0; i < Pairs; i++)
        {
            var start = Environment.CpuUsage.TotalTime;
            var handled = await OursAsync(pump, database, cancel);
            var between = Environment.CpuUsage.TotalTime;
            pairs.Add((handled, await BareAsync(pump, bare, cancel)));
            processor.Add(((between - start).TotalMilliseconds / Messages, (Environment.CpuUsage.TotalTime - between).TotalMilliseconds / Messages));
        }

        Report.Pairs($"consume with inbox and commit, {atOnce} at once in each of 8 partitions, beside a bare MassTransit consumer", "messages per second", pairs);
        Report.Pairs("the same, processor time of the consuming and publishing process", "ms a message", processor);
        await ours.StopAsync(cancel);
    }

    private static async Task<double> OursAsync(Pump pump, NpgsqlDataSource database, CancellationToken cancel)
    {
        var before = await CountAsync(database, cancel);
        var clock = Stopwatch.StartNew();
        await pump.SendAsync("receiver", cancel);
        while (await CountAsync(database, cancel) < before + Messages) await Task.Delay(TimeSpan.FromMilliseconds(10), cancel);
        return Messages / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> BareAsync(Pump pump, BareConsumer bare, CancellationToken cancel)
    {
        var before = bare.Handled;
        var clock = Stopwatch.StartNew();
        await pump.SendAsync("bare", cancel);
        while (bare.Handled < before + Messages) await Task.Delay(TimeSpan.FromMilliseconds(10), cancel);
        return Messages / clock.Elapsed.TotalSeconds;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select coalesce(max(seq_id), 0) from mt_events");
        return await command.ExecuteScalarAsync(cancel) is long last ? last : 0;
    }

    private static async Task PublishAsync(string sender, RabbitServer rabbit, CancellationToken cancel)
    {
        using var host = Build("sender", sender, rabbit);
        var cases = Enumerable.Range(0, 2_000).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var id in cases) await SendAsync(host, id, cancel);
        await using var connection = await new ConnectionFactory { Uri = rabbit.AmqpUri }.CreateConnectionAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        var arrivals = await Arrivals.AtAsync(channel, cancel);
        var clock = Stopwatch.StartNew();
        await host.StartAsync(cancel);
        await arrivals.CountedAsync(cases.Count, cancel);
        Report.Line($"{{\"name\": \"publish a backlog of 2,000 cases, start included\", \"unit\": \"messages per second\", \"ours\": {Report.Number(cases.Count / clock.Elapsed.TotalSeconds)}}}");

        var latencies = new List<double>();
        for (var i = 0; i < 400; i++)
        {
            var id = Guid.CreateVersion7();
            await SendAsync(host, id, cancel);
            var committed = Stopwatch.GetTimestamp();
            await arrivals.CountedAsync(cases.Count + i + 1, cancel);
            latencies.Add(Stopwatch.GetElapsedTime(committed).TotalMilliseconds);
        }

        latencies.Sort();
        Report.Line($"{{\"name\": \"commit to delivery at a consumer\", \"unit\": \"ms\", \"p50\": {Report.Number(latencies[200])}, \"p99\": {Report.Number(latencies[396])}}}");
        await host.StopAsync(cancel);
    }

    private static async Task SendAsync(IHost host, Guid id, CancellationToken cancel)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = id };
        await scope.ServiceProvider.GetRequiredService<Streams<ParcelCommand>>().ExecuteAsync(id, new SendParcels(1), cancel);
    }

    private static IHost Build(string service, string database, RabbitServer rabbit, int atOnce = 1) => Replica.Build(service, new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["ConnectionStrings:EventStore"] = database,
        ["ConnectionStrings:RabbitMq"] = rabbit.AmqpUri.ToString(),
        ["EventStore:MasterKeys:benchmark"] = Convert.ToBase64String(new byte[32]),
        ["Messaging:RecordsEverything"] = "false",
        ["Messaging:AtOnce"] = atOnce.ToString(CultureInfo.InvariantCulture),
    });

    private static async Task<string> DatabaseAsync(PostgresServer server, string name, CancellationToken cancel)
    {
        await server.CreateDatabaseAsync(name, owner: null, cancel);
        await server.CreateRoleAsync($"{name}_runtime", "runtime", cancel);
        var runtime = server.ConnectionString(name, $"{name}_runtime", "runtime");
        using var host = Replica.Build("receiver", new Dictionary<string, string?>(StringComparer.Ordinal) { ["ConnectionStrings:EventStore"] = runtime });
        await EventStoreMigrator.MigrateAsync(server.ConnectionString(name), $"{name}_runtime", [], host.Services.GetServices<ViewName>(), cancel);
        return runtime;
    }

    /// <summary>Sends the same messages to either side, spread over the eight queues, as a relay would have.</summary>
    private sealed class Pump(IChannel channel)
    {
        private readonly string[] keys = [.. Enumerable.Range(0, Cases).Select(_ => Guid.CreateVersion7().ToString("D"))];
        private readonly Dictionary<string, long> sent = new(StringComparer.Ordinal);

        public async Task SendAsync(string service, CancellationToken cancel)
        {
            for (var i = 0; i < Messages; i++)
            {
                var key = keys[i % Cases];
                var queue = string.Create(CultureInfo.InvariantCulture, $"{service}-{i % Cases % 8}");
                var last = sent.GetValueOrDefault(service + key);
                var n = last + 16;
                sent[service + key] = n;
                var headers = new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["source"] = "sender", ["order-key"] = key, ["case"] = key, ["n"] = n.ToString(CultureInfo.InvariantCulture), ["event"] = key,
                    ["before"] = last == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{typeof(ParcelDispatched).FullName}={last}"),
                    ["MT-MessageType"] = $"urn:message:{typeof(ParcelDispatched).Namespace}:{nameof(ParcelDispatched)}",
                };
                var properties = new BasicProperties { Persistent = true, MessageId = Guid.CreateVersion7().ToString("D"), ContentType = "application/json", Headers = headers };
                var body = JsonSerializer.SerializeToUtf8Bytes(new ParcelDispatched { CaseId = Guid.Parse(key), Number = (int)(n / 16) }, JsonSerializerOptions.Web);
                await channel.BasicPublishAsync("", queue, mandatory: true, properties, body, cancel);
            }
        }
    }

    private sealed class BareConsumer(IBusControl bus) : IAsyncDisposable
    {
        private long handled;

        public long Handled => Interlocked.Read(ref handled);

        public static async Task<BareConsumer> StartAsync(RabbitServer rabbit, IChannel channel, int atOnce, CancellationToken cancel)
        {
            BareConsumer? consumer = null;
            for (var i = 0; i < 8; i++)
            {
                await channel.QueueDeclareAsync(
                    $"bare-{i}", durable: true, exclusive: false, autoDelete: false,
                    new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum", ["x-single-active-consumer"] = true }, cancellationToken: cancel);
            }

            var bus = Bus.Factory.CreateUsingRabbitMq(rabbitMq =>
            {
                rabbitMq.Host(rabbit.AmqpUri);
                rabbitMq.UseRawJsonSerializer(RawSerializerOptions.AddTransportHeaders | RawSerializerOptions.CopyHeaders, isDefault: true);
                for (var i = 0; i < 8; i++)
                {
                    rabbitMq.ReceiveEndpoint($"bare-{i}", endpoint =>
                    {
                        endpoint.ConfigureConsumeTopology = false;
                        endpoint.SetQuorumQueue();
                        endpoint.SingleActiveConsumer = true;
                        endpoint.PrefetchCount = 32;
                        endpoint.ConcurrentMessageLimit = atOnce;
                        endpoint.Handler<ParcelDispatched>(_ =>
                        {
                            Interlocked.Increment(ref (consumer ?? throw new InvalidOperationException()).handled);
                            return Task.CompletedTask;
                        });
                    });
                }
            });
            consumer = new BareConsumer(bus);
            await bus.StartAsync(cancel);
            return consumer;
        }

        public async ValueTask DisposeAsync() => await bus.StopAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Counts what arrives for the receiver.</summary>
    private sealed class Arrivals
    {
        private readonly Lock gate = new();
        private int count;
        private (int Wanted, TaskCompletionSource Reached)? waiting;

        public static async Task<Arrivals> AtAsync(IChannel channel, CancellationToken cancel)
        {
            var arrivals = new Arrivals();
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, _) =>
            {
                arrivals.Add();
                return Task.CompletedTask;
            };
            for (var i = 0; i < 8; i++) await channel.BasicConsumeAsync($"receiver-{i}", autoAck: true, consumer, cancel);
            return arrivals;
        }

        public Task CountedAsync(int wanted, CancellationToken cancel)
        {
            lock (gate)
            {
                if (count >= wanted) return Task.CompletedTask;
                waiting = (wanted, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                return waiting.Value.Reached.Task.WaitAsync(cancel);
            }
        }

        private void Add()
        {
            lock (gate)
            {
                count++;
                if (waiting is { } w && count >= w.Wanted) w.Reached.TrySetResult();
            }
        }
    }
}
