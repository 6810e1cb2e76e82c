using Healthcare.EventStore;
using Healthcare.Testing;
using Npgsql;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>What could let a reader skip or reorder, forced on real PostgreSQL: transactions are held open at the moment that matters.</summary>
[CancelAfter(300_000)]
public sealed class InterleavingWriters
{
    private StoreUnderTest? started;

    private StoreUnderTest Store => started ?? throw new InvalidOperationException("Not started.");

    [SetUp]
    public async Task StartAsync() => started = await StoreUnderTest.OnPostgresAsync(TestContext.CurrentContext.CancellationToken);

    [TearDown]
    public async Task StopAsync() => await Store.DisposeAsync();

    [Test]
    public async Task An_append_that_commits_late_is_seen_in_its_place_and_never_skipped(CancellationToken cancel)
    {
        var (slow, quick) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var late = await HeldAsync(cancel);
        await late.AppendAsync(await NewEvents.DepositAsync(Store, slow, 0, 1, cancel), cancel);
        await Store.ExecuteAsync(quick, new Deposit(1), cancel);

        var during = await Store.Log.ReadLogAsync(LogPosition.Start, 100, cancel);
        Assert.That(during.Events, Is.Empty, "the earlier transaction is open, so the later one is above the horizon");
        Assert.That(during.End, Is.EqualTo(LogPosition.Start));

        await late.CommitAsync(cancel);
        var after = await Store.Log.ReadLogAsync(LogPosition.Start, 100, cancel);
        Assert.That(after.Events.Select(e => e.StreamId), Is.EqualTo(new[] { slow, quick }));
    }

    [Test]
    public async Task A_number_that_never_commits_holds_nobody_up(CancellationToken cancel)
    {
        await using (var dead = await HeldAsync(cancel))
        {
            await dead.AppendAsync(await NewEvents.DepositAsync(Store, Guid.CreateVersion7(), 0, 3, cancel), cancel);
        }

        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        var page = await Store.Log.ReadLogAsync(LogPosition.Start, 100, cancel);
        Assert.That(page.Events.Select(e => (e.StreamId, e.Sequence)), Is.EqualTo(new[] { (stream, 4L) }), "three numbers are dead, and nobody waited for them");
    }

    [Test]
    public async Task A_second_writer_of_a_stream_waits_conflicts_and_stands_behind_the_first(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        await using var first = await HeldAsync(cancel);
        await first.AppendAsync(await NewEvents.DepositAsync(Store, stream, 1, 1, cancel), cancel);

        await using var replica = Store.Replica();
        var second = Task.Run(() => replica.ExecuteAsync(stream, new Deposit(7), cancel), cancel);
        await Eventually.TrueAsync(() => SomebodyWaitsForALockAsync(cancel), cancel);
        await first.CommitAsync(cancel);

        Assert.That(((Outcome.Accepted)await second).Version, Is.EqualTo(new StreamVersion(3)));
        var page = await Store.Log.ReadLogAsync(LogPosition.Start, 100, cancel);
        Assert.That(page.Events.Select(e => e.Version), Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(page.Events.Select(e => e.Position), Is.Ordered.And.Unique);
    }

    [Test]
    public async Task Two_starters_of_a_stream_wait_for_each_other_and_one_starts_it(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await using var first = await HeldAsync(cancel);
        await first.AppendAsync(await NewEvents.DepositAsync(Store, stream, 0, 1, cancel), cancel);
        var second = Task.Run(() => Store.ExecuteAsync(stream, new Deposit(7), cancel), cancel);
        await Eventually.TrueAsync(() => SomebodyWaitsForALockAsync(cancel), cancel);
        await first.CommitAsync(cancel);
        Assert.That(((Outcome.Accepted)await second).Version, Is.EqualTo(new StreamVersion(2)));
    }

    [Test]
    public async Task A_conflict_burns_no_number(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        for (var i = 0; i < 5; i++)
        {
            var result = await Store.Log.CommitAsync(new Commit { Streams = [await NewEvents.DepositAsync(Store, stream, 0, 3, cancel)] }, cancel);
            Assert.That(result, Is.InstanceOf<CommitResult.Conflict>());
        }

        await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        Assert.That((await Store.Log.ReadStreamAsync(stream, 1, cancel))[0].Sequence, Is.EqualTo(2));
    }

    [Test]
    public async Task Numbers_taken_in_turns_get_one_run_each(CancellationToken cancel)
    {
        await using var left = await HeldAsync(cancel);
        await using var right = await HeldAsync(cancel);
        var (a, b) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await left.AppendAsync(await NewEvents.DepositAsync(Store, a, 0, 2, cancel), cancel);
        await right.AppendAsync(await NewEvents.DepositAsync(Store, b, 0, 2, cancel), cancel);
        await left.AppendAsync(await NewEvents.DepositAsync(Store, a, 2, 2, cancel), cancel);
        await right.CommitAsync(cancel);
        await left.CommitAsync(cancel);

        var page = await Store.Log.ReadLogAsync(LogPosition.Start, 100, cancel);
        Assert.That(page.Events.Select(e => e.StreamId), Is.EqualTo(new[] { a, a, a, a, b, b }), "commit order is by transaction, whatever the numbers say");
        Assert.That(page.Events.Where(e => e.StreamId == a).Select(e => e.Version), Is.EqualTo(new long[] { 1, 2, 3, 4 }));
        Assert.That((await CheckAsync(cancel)).Faults, Is.Empty);
    }

    [Test]
    public async Task Commands_over_the_same_streams_in_opposite_order_do_not_deadlock(CancellationToken cancel)
    {
        var (a, b) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var stream in new[] { a, b })
        {
            await Store.ExecuteAsync(stream, new OpenAccount(Guid.CreateVersion7(), "A"), cancel);
            await Store.ExecuteAsync(stream, new Deposit(1000), cancel);
        }

        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(() => i % 2 == 0 ? Store.ExecuteAsync(a, new Transfer(b, 1), cancel) : Store.ExecuteAsync(b, new Transfer(a, 1), cancel), cancel)));
        Assert.That(await Store.Log.ReadStreamAsync(a, 2, cancel), Has.Count.EqualTo(30));
        Assert.That((await CheckAsync(cancel)).Faults, Is.Empty);
    }

    [Test]
    public async Task A_reader_beside_many_writers_sees_every_stream_whole_and_in_order([Values(20260101, 20260102)] int seed, CancellationToken cancel)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var streams = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).ToArray();
        var plans = Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, 40).Select(_ => (Stream: streams[random.Next(streams.Length)], Times: random.Next(1, 4), Abort: random.Next(8) == 0)).ToList()).ToList();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var seen = new List<Recorded>();
        var reading = Task.Run(async () =>
        {
            var position = LogPosition.Start;
            while (true)
            {
                var last = done.IsCancellationRequested;
                var page = await Store.Log.ReadLogAsync(position, 5, cancel);
                seen.AddRange(page.Events);
                if (last && page.End == position) return;
                position = page.End;
            }
        }, cancel);

        await Task.WhenAll(plans.Select(plan => Task.Run(async () =>
        {
            foreach (var (stream, times, abort) in plan)
            {
                if (abort)
                {
                    await using var held = await HeldAsync(cancel);
                    await held.AppendAsync(await NewEvents.DepositAsync(Store, Guid.CreateVersion7(), 0, times, cancel), cancel);
                }
                else
                {
                    await Store.ExecuteAsync(stream, new DepositMany(1, times), cancel);
                }
            }
        }, cancel)));
        await done.CancelAsync();
        await reading;

        var expected = plans.SelectMany(p => p).Where(s => !s.Abort).Sum(s => s.Times);
        Assert.That(seen, Has.Count.EqualTo(expected));
        foreach (var stream in seen.GroupBy(e => e.StreamId))
            Assert.That(stream.Select(e => e.Version), Is.EqualTo(Enumerable.Range(1, stream.Count()).Select(v => (long)v)));
        Assert.That((await CheckAsync(cancel)).Faults, Is.Empty);
    }

    [Test]
    public async Task The_role_that_serves_can_neither_change_nor_delete_an_event(CancellationToken cancel)
    {
        await Store.ExecuteAsync(Guid.CreateVersion7(), new Deposit(1), cancel);
        foreach (var sql in new[] { "update mt_events set type = 'x'", "delete from mt_events", "delete from mt_streams", "update hc_appends set last_seq = 9", "delete from hc_appends", "drop table mt_events", "insert into hc_eras (era) values (9)" })
        {
            await using var command = Store.Database.CreateCommand(sql);
            Assert.That(async () => await command.ExecuteNonQueryAsync(cancel), Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo("42501"), sql);
        }
    }

    [Test]
    public async Task A_writer_that_goes_to_sleep_in_a_transaction_is_ended_by_the_server(CancellationToken cancel)
    {
        await using var asleep = await HeldAsync(cancel);
        await asleep.AppendAsync(await NewEvents.DepositAsync(Store, Guid.CreateVersion7(), 0, 1, cancel), cancel);
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        await Eventually.TrueAsync(async () => (await Store.Log.ReadLogAsync(LogPosition.Start, 10, cancel)).Events.Any(e => e.StreamId == stream), cancel);
        Assert.That(async () => await asleep.CommitAsync(cancel), Throws.InstanceOf<NpgsqlException>());
    }

    [Test]
    public async Task A_restored_database_is_refused_until_a_new_era_is_opened(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        Assert.That(await EventStoreMigrator.RefusalToServeAsync(Store.Database, cancel), Is.Null);

        // A dump carries the transaction ids of the server it was taken from; on a younger server they lie ahead.
        await OwnerAsync("update hc_appends set tx = (tx::text::numeric + 1000000000)::text::xid8", cancel);
        Assert.That(await EventStoreMigrator.RefusalToServeAsync(Store.Database, cancel), Does.Contain("reseat"));

        await EventStoreMigrator.ReseatAsync(Store.OwnerConnection ?? "", cancel);
        Assert.That(await EventStoreMigrator.RefusalToServeAsync(Store.Database, cancel), Is.Null);
        await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        var page = await Store.Log.ReadLogAsync(LogPosition.Start, 100, cancel);
        Assert.That(page.Events.Select(e => e.Version), Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(page.Events.Select(e => e.Position.Era), Is.EqualTo(new[] { 1, 1, 2 }));
        Assert.That((await Store.Log.ReadLogAsync(page.Events[0].Position, 100, cancel)).Events.Select(e => e.Version), Is.EqualTo(new long[] { 2, 3 }), "a checkpoint of the old era still holds");
    }

    [Test]
    public async Task A_check_finds_what_was_tampered_with(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        for (var i = 0; i < 3; i++) await Store.ExecuteAsync(stream, new Deposit(i + 1), cancel);
        Assert.That((await CheckAsync(cancel)).Faults, Is.Empty);
        await OwnerAsync("update mt_events set data = '{\"amount\": \"9\"}' where version = 2", cancel);
        Assert.That((await CheckAsync(cancel)).Faults.Select(f => f.Rule), Is.EqualTo(new[] { "an event hashes to what its headers say" }));
        await OwnerAsync("delete from mt_events where version = 3", cancel);
        Assert.That((await CheckAsync(cancel)).Faults.Select(f => f.Rule), Does.Contain("a stream's versions have no gap and end at its version"));
    }

    private Task<LogReport> CheckAsync(CancellationToken cancel) => EventStoreCheck.RunAsync(Store.Database, Store.Log, cancel);

    private async Task OwnerAsync(string sql, CancellationToken cancel)
    {
        await using var owner = NpgsqlDataSource.Create(Store.OwnerConnection ?? "");
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<bool> SomebodyWaitsForALockAsync(CancellationToken cancel)
    {
        await using var owner = NpgsqlDataSource.Create(Store.OwnerConnection ?? "");
        await using var command = owner.CreateCommand("select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private async Task<HeldAppend> HeldAsync(CancellationToken cancel)
    {
        var connection = await Store.Database.OpenConnectionAsync(cancel);
        return new HeldAppend(connection, await connection.BeginTransactionAsync(cancel));
    }

    /// <summary>The store's own append in a transaction that the test holds open.</summary>
    private sealed class HeldAppend(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async Task AppendAsync(StreamAppend append, CancellationToken cancel)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(AppendStatement.For([append]));
            await batch.ExecuteNonQueryAsync(cancel);
        }

        public Task CommitAsync(CancellationToken cancel) => transaction.CommitAsync(cancel);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
