using System.Diagnostics;
using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Local.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Healthcare.Benchmarks.EventStore;

/// <summary>The store beside hand-written Npgsql that does the same to the same tables, interleaved in one run; medians of the pairs.</summary>
public static class StoreBenchmark
{
    private const int Pairs = 5;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string[] args)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        var cancel = bound.Token;
        await using var server = (await PostgresServer.StartAsync(ServerOptions.Temporary with { Durable = true }, cancel)).OrThrow();
        await server.CreateDatabaseAsync("benchmark", owner: null, cancel);
        var connection = server.ConnectionString("benchmark");
        await server.CreateRoleAsync("runtime", "runtime", cancel);
        await EventStoreMigrator.MigrateAsync(connection, "runtime", [], [new ViewName(CounterView.ViewName)], cancel);
        var runtime = server.ConnectionString("benchmark", "runtime", "runtime");
        await using var live = Node.Start(runtime, cachedStreams: 0);
        await using var cached = Node.Start(runtime, cachedStreams: 100_000);
        await using var raw = new RawWriter(runtime);

        foreach (var clients in new[] { 1, 16 })
        {
            var streams = await PrepareAsync(live, 200, cancel);
            await CompareAsync($"decide cycle, {clients} clients, live read", clients, c => live.AddAsync(Pick(streams), 1, c), c => raw.DecideAsync(Pick(streams), 1, c), cancel);
            await CompareAsync($"decide cycle, {clients} clients, cached", clients, c => cached.AddAsync(Pick(streams), 1, c), c => raw.DecideAsync(Pick(streams), 1, c), cancel);
            await CompareAsync($"start a stream, {clients} clients", clients, c => cached.AddAsync(Guid.CreateVersion7(), 1, c), c => raw.StartAsync(1, c), cancel);
            await CompareAsync($"10 events an append, {clients} clients", clients, c => cached.AddAsync(Guid.CreateVersion7(), 10, c), c => raw.StartAsync(10, c), cancel, perCall: 10);
        }

        await StepAsync(cached, raw, cancel);
        await CommitToReaderAsync(cached, afterDeadNumber: false, cancel);
        await CommitToReaderAsync(cached, afterDeadNumber: true, cancel);
        await RebuildAsync(connection, cancel);
        return 0;
    }

    private static Guid Pick(Guid[] streams) => streams[Random.Shared.Next(streams.Length)];

    private static async Task<Guid[]> PrepareAsync(Node node, int count, CancellationToken cancel)
    {
        var streams = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var stream in streams) await node.AddAsync(stream, 3, cancel);
        return streams;
    }

    private static async Task CompareAsync(
        string name, int clients, Func<CancellationToken, Task> ours, Func<CancellationToken, Task> baseline, CancellationToken cancel, int perCall = 1)
    {
        await RateAsync(clients, ours, TimeSpan.FromSeconds(1), cancel);
        await RateAsync(clients, baseline, TimeSpan.FromSeconds(1), cancel);
        var pairs = new List<(double Ours, double Baseline)>();
        for (var i = 0; i < Pairs; i++)
        {
            pairs.Add((await RateAsync(clients, ours, Slice, cancel) * perCall, await RateAsync(clients, baseline, Slice, cancel) * perCall));
        }

        Report.Pairs(name, "per second", pairs);
    }

    private static async Task<double> RateAsync(int clients, Func<CancellationToken, Task> call, TimeSpan slice, CancellationToken cancel)
    {
        long calls = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(
            async () =>
            {
                while (clock.Elapsed < slice)
                {
                    await call(cancel);
                    Interlocked.Increment(ref calls);
                }
            },
            cancel)));
        return calls / clock.Elapsed.TotalSeconds;
    }

    /// <summary>A durable step as a service takes it: load from the cache, decide, append, and with it what the relay will send; sixteen at once over streams enough that they seldom meet.</summary>
    private static async Task StepAsync(Node node, RawWriter raw, CancellationToken cancel)
    {
        const string Name = "durable step, 16 clients, cached";
        var streams = await PrepareAsync(node, 4_000, cancel);
        var processors = await Processors.OfAsync(node.Database, cancel);
        var (rates, costs) = (new List<(double, double)>(), new List<(double, double)>());
        await StepsAsync(c => node.AddAsync(Pick(streams), 1, c));
        await StepsAsync(c => raw.DecideAsync(Pick(streams), 1, c));
        for (var i = 0; i < Pairs; i++)
        {
            var (ours, baseline) = (await StepsAsync(c => node.AddAsync(Pick(streams), 1, c)), await StepsAsync(c => raw.DecideAsync(Pick(streams), 1, c)));
            rates.Add((ours.Rate, baseline.Rate));
            costs.Add((ours.Cost, baseline.Cost));
        }

        Report.Pairs(Name, "per second", rates);
        Report.Pairs($"{Name}: processor time of client and server", "ms a step", costs);

        async Task<(double Rate, double Cost)> StepsAsync(Func<CancellationToken, Task> call)
        {
            var before = processors.Used();
            var rate = await RateAsync(16, call, Slice, cancel);
            return (rate, (processors.Used() - before).TotalMilliseconds / (rate * Slice.TotalSeconds));
        }
    }

    /// <summary>From the commit's return to the reader having the event in hand, the reader woken as subscriptions are; also where a number before it was taken and never committed.</summary>
    private static async Task CommitToReaderAsync(Node node, bool afterDeadNumber, CancellationToken cancel)
    {
        var log = node.Log;
        var position = LogPosition.Start;
        while (await log.ReadLogAsync(position, 5_000, cancel) is { } page && page.End != position) position = page.End;
        var waits = new List<double>();
        using var watch = node.Signal.Watch();
        for (var i = 0; i < 200; i++)
        {
            if (afterDeadNumber)
            {
                await using var take = node.Database.CreateCommand("select nextval('mt_events_sequence')");
                await take.ExecuteScalarAsync(cancel);
            }

            watch.Look();
            var committed = watch.RestAsync(TimeSpan.FromSeconds(10), cancel);
            var reading = Task.Run(
                async () =>
                {
                    await committed;
                    while (await log.ReadLogAsync(position, 100, cancel) is { } page)
                    {
                        if (page.End == position) continue;
                        position = page.End;
                        return Stopwatch.GetTimestamp();
                    }

                    return 0;
                },
                cancel);
            await node.AddAsync(Guid.CreateVersion7(), 1, cancel);
            var done = Stopwatch.GetTimestamp();
            waits.Add(Math.Max(0, Stopwatch.GetElapsedTime(done, await reading).TotalMilliseconds));
        }

        waits.Sort();
        Report.Line($"{{\"name\": \"commit to asynchronous reader{(afterDeadNumber ? ", after a dead number" : "")}\", \"unit\": \"ms\", \"p50\": {Report.Number(waits[100])}, \"p99\": {Report.Number(waits[198])}}}");
    }

    private static async Task RebuildAsync(string owner, CancellationToken cancel)
    {
        await using var node = Node.Start(owner, cachedStreams: 100_000);
        var streams = Enumerable.Range(0, 10_000).Select(_ => Guid.CreateVersion7()).ToArray();
        await using (var clear = node.Database.CreateCommand("truncate mt_events, mt_streams, hc_appends, hc_checkpoints"))
        {
            clear.CommandTimeout = 60;
            await clear.ExecuteNonQueryAsync(cancel);
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, 100_000), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancel },
            async (i, c) => await node.AddAsync(streams[i % streams.Length], 1, c));
        var rates = new List<(double Ours, double Baseline)>();
        for (var i = 0; i < Pairs; i++)
        {
            var clock = Stopwatch.StartNew();
            var events = await ViewRebuild.RunAsync(new CounterView(), node.Log, cancel);
            var ours = events / clock.Elapsed.TotalSeconds;
            clock.Restart();
            await using var command = node.Database.CreateCommand("select e.seq_id, e.stream_id, e.type, e.data, e.headers from mt_events e order by e.seq_id");
            await using var reader = await command.ExecuteReaderAsync(cancel);
            var read = 0L;
            while (await reader.ReadAsync(cancel)) read += reader.GetFieldValue<byte[]>(3).Length > 0 ? 1 : 0;
            rates.Add((ours, read / clock.Elapsed.TotalSeconds));
        }

        Report.Pairs("rebuild, 100k events over 10k interleaved streams, beside a bare read of them", "events per second", rates);
    }

    /// <summary>One process's store.</summary>
    private sealed class Node(IHost host) : IAsyncDisposable
    {
        public IEventStore Log => host.Services.GetRequiredService<IEventStore>();

        public CommitSignal Signal => host.Services.GetRequiredService<CommitSignal>();

        public NpgsqlDataSource Database => host.Services.GetRequiredService<NpgsqlDataSource>();

        public static Node Start(string connection, int cachedStreams)
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["ConnectionStrings:EventStore"] = connection + ";Maximum Pool Size=32",
                ["EventStore:MasterKeys:k"] = Convert.ToBase64String(new byte[32]),
                ["EventStore:CachedStreams"] = cachedStreams.ToString(CultureInfo.InvariantCulture),
            });
            builder.Services.AddLogging();
            builder.AddEventStore("benchmark").AddAggregate(Counters.Aggregate);
            return new Node(builder.Build());
        }

        public async Task AddAsync(Guid stream, int count, CancellationToken cancel)
        {
            await using var scope = host.Services.CreateAsyncScope();
            var outcome = await scope.ServiceProvider.GetRequiredService<Streams<AddToCounter>>().ExecuteAsync(stream, new AddToCounter(count), cancel);
            if (outcome is not Outcome.Accepted) throw new InvalidOperationException(outcome.ToString());
        }

        public ValueTask DisposeAsync()
        {
            host.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>What an engineer would write by hand for the same tables: read, check the version, insert, one transaction, prepared.</summary>
    private sealed class RawWriter(string connection) : IAsyncDisposable
    {
        private const string Headers = """{"aggregate":"counter","actorKind":"system","role":"service","schema":1,"sensitivity":"none","hash":"0000000000000000000000000000000000000000000000000000000000000000"}""";
        private readonly NpgsqlDataSource database = NpgsqlDataSource.Create(connection + ";Maximum Pool Size=32;Max Auto Prepare=20;Auto Prepare Min Usages=2");

        public async Task DecideAsync(Guid stream, int count, CancellationToken cancel)
        {
            while (true)
            {
                long version = 0;
                await using var open = await database.OpenConnectionAsync(cancel);
                await using (var read = new NpgsqlCommand("select version, type, data::text, headers::text from mt_events where stream_id = $1 order by version", open) { Parameters = { new() { Value = stream } } })
                await using (var reader = await read.ExecuteReaderAsync(cancel))
                {
                    while (await reader.ReadAsync(cancel)) version = reader.GetInt64(0);
                }

                if (await AppendAsync(open, stream, version, count, cancel)) return;
            }
        }

        public async Task StartAsync(int count, CancellationToken cancel)
        {
            await using var open = await database.OpenConnectionAsync(cancel);
            await AppendAsync(open, Guid.CreateVersion7(), 0, count, cancel);
        }

        public ValueTask DisposeAsync() => database.DisposeAsync();

        private static async Task<bool> AppendAsync(NpgsqlConnection open, Guid stream, long version, int count, CancellationToken cancel)
        {
            await using var transaction = await open.BeginTransactionAsync(cancel);
            await using (var move = version == 0
                ? new NpgsqlCommand("insert into mt_streams (id, type, version) values ($1, 'counter', $2)", open, transaction) { Parameters = { new() { Value = stream }, new() { Value = (long)count } } }
                : new NpgsqlCommand("update mt_streams set version = $2 where id = $1 and version = $3", open, transaction) { Parameters = { new() { Value = stream }, new() { Value = version + count }, new() { Value = version } } })
            {
                if (await move.ExecuteNonQueryAsync(cancel) != 1)
                {
                    await transaction.RollbackAsync(cancel);
                    return false;
                }
            }

            await using var batch = new NpgsqlBatch(open, transaction);
            for (var i = 1; i <= count; i++)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand("insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers, user_name) values (nextval('mt_events_sequence'), $1, $2, $3, $4::jsonb, 'added.v1', now(), $5::jsonb, 'benchmark')")
                {
                    Parameters = { new() { Value = Guid.CreateVersion7() }, new() { Value = stream }, new() { Value = version + i }, new() { Value = "{\"by\":1}" }, new() { Value = Headers } },
                });
            }

            await batch.ExecuteNonQueryAsync(cancel);
            await transaction.CommitAsync(cancel);
            return true;
        }
    }
}

internal static class Counters
{
    public static readonly Aggregate<long, AddToCounter, CounterEvent> Aggregate =
        new("counter", 0L, (count, happened) => happened is Added e ? count + e.By : count, (_, c) => Decision.Of<CounterEvent>([.. Enumerable.Range(0, c.Count).Select(_ => new Added(1))]));
}

internal sealed record AddToCounter(int Count);

internal abstract record CounterEvent;

[StoredAs("added.v1")]
internal sealed record Added(int By) : CounterEvent;

internal sealed record CounterRow(long Count);

internal sealed class CounterView : View<CounterRow>
{
    public const string ViewName = "counters_v1";

    public override string Name => ViewName;

    public override CounterRow Apply(string key, CounterRow? document, object happened, EventEnvelope envelope) => new((document?.Count ?? 0) + (happened is Added e ? e.By : 0));
}
