using System.Text;
using Healthcare.EventStore;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>What every implementation of the port promises.</summary>
[TestFixture("memory")]
[TestFixture("postgresql")]
[CancelAfter(60_000)]
public sealed class TheContractOfAStore(string kind)
{
    private StoreUnderTest? started;

    private StoreUnderTest Store => started ?? throw new InvalidOperationException("Not started.");

    [SetUp]
    public async Task StartAsync() => started = await StoreUnderTest.StartAsync(kind, TestContext.CurrentContext.CancellationToken);

    [TearDown]
    public async Task StopAsync() => await Store.DisposeAsync();

    [Test]
    public async Task Appends_and_reads_back_what_was_appended(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new OpenAccount(Guid.CreateVersion7(), "A"), cancel);
        var outcome = await Store.ExecuteAsync(stream, new Deposit(12.34m), cancel);

        var events = await Store.Log.ReadStreamAsync(stream, 0, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(outcome, Is.InstanceOf<Outcome.Accepted>());
            Assert.That(events.Select(e => e.Type), Is.EqualTo(new[] { "account_opened.v1", "deposited.v1" }));
            Assert.That(events.Select(e => e.Version), Is.EqualTo(new long[] { 1, 2 }));
            Assert.That(events[1].Event, Is.EqualTo(new Deposited(12.34m)));
            Assert.That(events.All(EventCodec.IsIntact), Is.True);
        });
    }

    [Test]
    public async Task Refuses_a_caller_who_decided_on_an_older_version(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        var outcome = await Store.ExecuteAsync(stream, new Deposit(1), cancel, new StreamVersion(1));
        Assert.That(outcome, Is.EqualTo(new Outcome.Stale(new StreamVersion(2))));
    }

    [Test]
    public async Task Enforces_the_expected_version_where_the_data_is(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        var first = await AppendAsync(stream, 0, cancel);
        var second = await AppendAsync(stream, 0, cancel);
        var third = await AppendAsync(stream, 5, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(first, Is.InstanceOf<CommitResult.Committed>());
            Assert.That(second, Is.InstanceOf<CommitResult.Conflict>());
            Assert.That(third, Is.InstanceOf<CommitResult.Conflict>());
        });
    }

    [Test]
    public async Task Writes_all_streams_of_a_command_or_none(CancellationToken cancel)
    {
        var (from, to, closed) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Store.ExecuteAsync(from, new Deposit(100), cancel);
        await Store.ExecuteAsync(to, new OpenAccount(Guid.CreateVersion7(), "B"), cancel);

        var done = await Store.ExecuteAsync(from, new Transfer(to, 60), cancel);
        var refused = await Store.ExecuteAsync(from, new Transfer(closed, 10), cancel);

        Assert.Multiple(() =>
        {
            Assert.That(done, Is.InstanceOf<Outcome.Accepted>());
            Assert.That(refused, Is.InstanceOf<Outcome.Refused>());
        });
        Assert.That((await Store.Log.ReadStreamAsync(from, 0, cancel)).Select(e => e.Type), Is.EqualTo(new[] { "deposited.v1", "transfer_sent.v1" }));
        Assert.That((await Store.Log.ReadStreamAsync(to, 1, cancel)).Select(e => e.Event), Is.EqualTo(new object[] { new TransferReceived(from, 60) }));
        Assert.That(await Store.Log.ReadStreamAsync(closed, 0, cancel), Is.Empty);

        var half = await Store.Log.CommitAsync(new Commit { Streams = [await NewAsync(from, 2, cancel), await NewAsync(to, 7, cancel)] }, cancel);
        Assert.That(half, Is.InstanceOf<CommitResult.Conflict>());
        Assert.That(await Store.Log.ReadStreamAsync(from, 2, cancel), Is.Empty);
    }

    [Test]
    public async Task Answers_the_same_command_id_the_same_and_changes_nothing(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        var id = Guid.CreateVersion7();
        void Call(CallScope scope) => scope.Context = scope.Context with { CommandId = id };
        var first = await Store.ExecuteAsync(stream, new Deposit(5), cancel, call: Call);
        await Store.ExecuteAsync(stream, new Deposit(7), cancel);
        var again = await Store.ExecuteAsync(stream, new Deposit(5), cancel, call: Call);
        await using var other = kind == "postgresql" ? Store.Replica() : null;
        var elsewhere = other is null ? again : await other.ExecuteAsync(stream, new Deposit(5), cancel, call: Call);

        Assert.That(new[] { first, again, elsewhere }.OfType<Outcome.Accepted>().Select(o => o.Version.Value), Is.EqualTo(new long[] { 1, 1, 1 }));
        Assert.That(await Store.Log.ReadStreamAsync(stream, 0, cancel), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Loses_no_update_when_many_change_one_stream(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Store.ExecuteAsync(stream, new Deposit(1), cancel), cancel)));
        var events = await Store.Log.ReadStreamAsync(stream, 0, cancel);
        Assert.That(events.Select(e => e.Version), Is.EqualTo(Enumerable.Range(1, 20).Select(v => (long)v)));
    }

    [Test]
    public async Task Decides_again_when_its_cache_is_stale(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new Deposit(10), cancel);
        await AppendAsync(stream, 1, cancel);
        var outcome = await Store.ExecuteAsync(stream, new Withdraw(10.5m), cancel);
        Assert.That(outcome, Is.InstanceOf<Outcome.Accepted>(), "the deposit that the cache had not seen makes it possible");
    }

    [Test]
    public async Task Decides_again_when_its_cache_finds_nothing_to_do_beside_what_is_written(CancellationToken cancel)
    {
        var (open, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Store.ExecuteAsync(open, new OpenAccount(Guid.CreateVersion7(), "Ada Canary"), cancel);
        await Store.Log.CommitAsync(new Commit { Streams = [await NewEvents.OutdatedAsync(Store.Codec, open, 1, new AccountClosed(), "{}", cancel)] }, cancel);
        await using var scope = Store.Services.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<Transactions>().ExecuteAsync(
            async (work, c) =>
            {
                await work.DecideAsync<AccountCommand>(open, new OpenAccount(Guid.CreateVersion7(), "Ada Canary"), c);
                return await work.DecideAsync<AccountCommand>(other, new Deposit(1), c);
            },
            cancel);
        Assert.That(outcome, Is.InstanceOf<Outcome.Accepted>());
        Assert.That((await Store.Log.ReadStreamAsync(open, 0, cancel)).Count, Is.EqualTo(3), "closed elsewhere, so it is opened again");
    }

    [Test]
    public async Task Reads_the_log_in_commit_order_from_any_place(CancellationToken cancel)
    {
        var streams = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var stream in streams.Concat(streams)) await Store.ExecuteAsync(stream, new Deposit(1), cancel);

        var all = await ReadAllAsync(3, cancel);
        Assert.That(all.Select(e => e.StreamId), Is.EqualTo(streams.Concat(streams)));
        Assert.That(all.Select(e => e.Position), Is.Ordered.And.Unique);
        var rest = await Store.Log.ReadLogAsync(all[6].Position, 100, cancel);
        Assert.That(rest.Events.Select(e => e.Envelope.EventId), Is.EqualTo(all.Skip(7).Select(e => e.Envelope.EventId)));
        Assert.That(await Store.Log.HeadAsync(cancel), Is.EqualTo(all[^1].Position));
    }

    [TestCase("statement_sent.v1", "{}", "JsonException at $")]
    [TestCase("statement_sent.v1", """{"pages":"Ada Canary"}""", "JsonException at $.pages")]
    [TestCase("deposited.v1", """{"amount":"Ada Canary"}""", "FormatException")]
    public async Task Says_which_stored_event_cannot_be_read_and_never_what_stands_in_it(string type, string data, string why)
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        await Store.Log.CommitAsync(new Commit { Streams = [await NewEvents.OutdatedAsync(Store.Codec, stream, 1, type == "deposited.v1" ? new Deposited(1) : new StatementSent { Pages = 1 }, data, cancel)] }, cancel);
        var recorded = (await Store.Log.ReadStreamAsync(stream, 0, cancel))[1];
        var failure = Assert.Throws<UnreadableEventException>(() => _ = recorded.Event);
        Assert.Multiple(() =>
        {
            Assert.That((failure?.StreamId, failure?.Version, failure?.EventType, failure?.EventId), Is.EqualTo(((Guid?)stream, (long?)2, type, (Guid?)recorded.Envelope.EventId)));
            Assert.That(failure?.Why, Is.EqualTo(why));
            Assert.That(failure?.ToString(), Does.Not.Contain("Canary"));
            Assert.That(async () => await Store.ExecuteAsync(stream, new Withdraw(5), cancel), Throws.InstanceOf<UnreadableEventException>());
        });
    }

    [Test]
    public async Task Keeps_case_actor_purpose_and_cause_with_every_event(CancellationToken cancel)
    {
        var (stream, caseId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Store.ExecuteAsync(stream, new Deposit(1), cancel, call: s => s.Context = new CallContext(new Actor("u-7", ActorKind.Human, "biller") { OnBehalfOf = "u-1" })
        {
            PurposeOfUse = "HPAYMT", CaseId = caseId, CorrelationId = "r-1", CausationId = "m-1", Sensitivity = Sensitivity.Part2,
        });
        await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        var events = await Store.Log.ReadStreamAsync(stream, 0, cancel);
        var envelope = events[0].Envelope;
        Assert.Multiple(() =>
        {
            Assert.That(envelope.Actor, Is.EqualTo(new Actor("u-7", ActorKind.Human, "biller") { OnBehalfOf = "u-1" }));
            Assert.That((envelope.PurposeOfUse, envelope.CorrelationId, envelope.CausationId, envelope.Sensitivity), Is.EqualTo(("HPAYMT", "r-1", "m-1", Sensitivity.Part2)));
            Assert.That(events.Select(e => e.CaseId), Is.All.EqualTo(caseId), "the stream keeps its case");
            Assert.That(events[1].Envelope.Actor, Is.EqualTo(Actor.Service("test")));
        });
    }

    [Test]
    public async Task Handles_messages_of_an_order_key_once_and_in_order(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        Task<Outcome> HandleAsync(long n) => Store.ExecuteAsync(stream, new Deposit(n), cancel, call: s => s.Inbox = new InboxMark("intake", "case-1", n));
        await HandleAsync(1);
        Assert.That(async () => await HandleAsync(1), Throws.InstanceOf<MessageNotNextException>());
        Assert.That(async () => await HandleAsync(3), Throws.InstanceOf<MessageNotNextException>());
        Assert.That(await Store.Log.CountAttemptAsync("intake", "case-1", cancel), Is.EqualTo(1));
        Assert.That(await Store.Log.CountAttemptAsync("intake", "case-1", cancel), Is.EqualTo(2));
        await HandleAsync(2);
        Assert.That(await Store.Log.ReadInboxAsync("intake", "case-1", cancel), Is.EqualTo(new InboxState(2, 0)));
        Assert.That(await Store.Log.ReadStreamAsync(stream, 0, cancel), Has.Count.EqualTo(2), "refused messages have no effect");
    }

    [Test]
    public async Task Keeps_deadlines_with_the_events_that_set_and_clear_them(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new OpenAccount(Guid.CreateVersion7(), "A"), cancel);
        var due = Accounts.Noon.AddDays(7);
        Assert.That(await Store.Log.DueDeadlinesAsync(due.AddTicks(-10), 10, cancel), Is.Empty);
        Assert.That(await Store.Log.DueDeadlinesAsync(due, 10, cancel), Is.EqualTo(new[] { new DueDeadline(stream, "review", due) }));
        Assert.That(await Store.Log.NextDeadlineAsync(cancel), Is.EqualTo(due));
        await Store.ExecuteAsync(stream, new CloseAccount(), cancel);
        Assert.That(await Store.Log.NextDeadlineAsync(cancel), Is.Null);
    }

    [Test]
    public async Task Lends_a_lease_to_one_holder_and_refuses_the_position_of_an_older_epoch(CancellationToken cancel)
    {
        var mine = await Store.Log.AcquireLeaseAsync("relay", "me", TimeSpan.FromMilliseconds(300), cancel) ?? throw new AssertionException("free");
        Assert.That(await Store.Log.AcquireLeaseAsync("relay", "you", TimeSpan.FromSeconds(5), cancel), Is.Null);
        Assert.That(await Store.Log.SaveCheckpointAsync(new CheckpointSave("relay", new LogPosition(1, 5, 1), mine), cancel), Is.True);

        LeaseGrant? yours = null;
        await Eventually.TrueAsync(async () => (yours = await Store.Log.AcquireLeaseAsync("relay", "you", TimeSpan.FromSeconds(5), cancel)) is not null, cancel);
        Assert.That(yours?.Epoch, Is.EqualTo(mine.Epoch + 1));
        Assert.That(await Store.Log.SaveCheckpointAsync(new CheckpointSave("relay", new LogPosition(1, 9, 1), mine), cancel), Is.False, "a paused holder that wakes writes nothing");
        Assert.That((await Store.Log.LoadCheckpointAsync("relay", cancel)).Position, Is.EqualTo(new LogPosition(1, 5, 1)));
        Assert.That((await Store.Log.LoadPositionsAsync(cancel))["relay"], Is.EqualTo(new LogPosition(1, 5, 1)));
    }

    [Test]
    public async Task Saves_counts_and_view_rows_with_a_position(CancellationToken cancel)
    {
        var lease = await Store.Log.AcquireLeaseAsync("relay", "me", TimeSpan.FromSeconds(5), cancel) ?? throw new AssertionException("free");
        await Store.Log.SaveCheckpointAsync(
            new CheckpointSave("relay", new LogPosition(1, 5, 1), lease)
            {
                Counts = new Dictionary<string, long>(StringComparer.Ordinal) { ["case-1"] = 4 },
                Views = [new ViewWrite("account_balances_v1", "k", "{\"a\":1}") { Terms = ["t"], Sort = "s" }],
            },
            cancel);
        Assert.That(await Store.Log.ReadCountsAsync("relay", ["case-1", "case-2"], cancel), Is.EqualTo(new Dictionary<string, long>(StringComparer.Ordinal) { ["case-1"] = 4 }));
        Assert.That((await Store.Log.Views.PageAsync("account_balances_v1", "t", after: null, 10, cancel)).Select(r => (r.Key, r.Sort)), Is.EqualTo(new[] { ("k", "s") }));
    }

    [Test]
    public async Task Pages_a_view_by_term_in_its_order(CancellationToken cancel)
    {
        foreach (var amount in new[] { 5m, 150m, 300m, 7m, 120m }) await Store.ExecuteAsync(Guid.CreateVersion7(), new Deposit(amount), cancel);
        var views = Store.Services.GetRequiredService<Views<AccountRow>>();
        var details = Store.Log.Views;
        var first = await details.PageAsync("account_details_v1", "rich", after: null, 2, cancel);
        var second = await details.PageAsync("account_details_v1", "rich", new ViewCursor(first[^1].Sort, first[^1].Key), 2, cancel);
        Assert.That(first.Concat(second).Select(r => r.Sort.TrimStart('0')), Is.EqualTo(new[] { "120", "150", "300" }));
        Assert.That(await details.CountAsync("account_details_v1", "poor", cancel), Is.EqualTo(2));
        Assert.That(await views.FindAsync(Guid.CreateVersion7(), cancel), Is.Null);
    }

    [Test]
    public async Task Moves_a_row_to_its_new_terms_with_the_event_that_changed_it(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new Deposit(50), cancel);
        await Store.ExecuteAsync(stream, new Deposit(50), cancel);
        Assert.That(await Store.Log.Views.CountAsync("account_details_v1", "poor", cancel), Is.Zero);
        Assert.That(await Store.Log.Views.CountAsync("account_details_v1", "rich", cancel), Is.EqualTo(1));
        await Store.ExecuteAsync(stream, new CloseAccount(), cancel);
        Assert.That(await Store.Log.Views.CountAsync("account_details_v1", "rich", cancel), Is.Zero);
    }

    [Test]
    public async Task Keeps_the_answer_of_an_idempotent_request(CancellationToken cancel)
    {
        var life = TimeSpan.FromSeconds(30);
        Assert.That(await Store.Log.Answers.BeginAsync("p/1", "hash", life, cancel), Is.Null, "ours to run");
        Assert.That((await Store.Log.Answers.BeginAsync("p/1", "hash", life, cancel))?.Running, Is.True);
        await Store.ExecuteAsync(Guid.CreateVersion7(), new Deposit(1), cancel, call: s => s.AnswerKey = "p/1");
        Assert.That((await Store.Log.Answers.BeginAsync("p/1", "hash", life, cancel))?.Committed, Is.True);
        await Store.Log.Answers.CompleteAsync("p/1", Encoding.UTF8.GetBytes("sealed"), cancel);
        var answered = await Store.Log.Answers.BeginAsync("p/1", "other", life, cancel);
        Assert.That((answered?.Running, answered?.RequestHash), Is.EqualTo((false, "hash")));
        Assert.That(await Store.Log.Answers.BeginAsync("p/2", "hash", life, cancel), Is.Null);
        await Store.Log.Answers.ForgetAsync("p/2", cancel);
        Assert.That(await Store.Log.Answers.BeginAsync("p/2", "hash", life, cancel), Is.Null);
    }

    [Test]
    public async Task Lets_a_request_be_taken_over_when_its_run_falls_silent(CancellationToken cancel)
    {
        var answers = Store.Log.Answers;
        await answers.BeginAsync("silent", "hash", TimeSpan.FromMinutes(1), cancel);
        var begun = (await answers.BeginAsync("silent", "hash", TimeSpan.FromMinutes(1), cancel))?.StartedAt ?? DateTimeOffset.MaxValue;
        await answers.RenewAsync("silent", cancel);
        Assert.That((await answers.BeginAsync("silent", "hash", TimeSpan.FromMinutes(1), cancel))?.StartedAt, Is.GreaterThan(begun), "it said that it is alive");
        await Eventually.TrueAsync(async () => await answers.BeginAsync("silent", "hash", TimeSpan.FromMilliseconds(50), cancel) is null, cancel);
    }

    [Test]
    public async Task Drops_answers_of_an_age_and_no_younger_ones(CancellationToken cancel)
    {
        var life = TimeSpan.FromSeconds(30);
        await Store.Log.Answers.BeginAsync("p/1", "hash", life, cancel);
        await Store.Log.Answers.CompleteAsync("p/1", Encoding.UTF8.GetBytes("sealed"), cancel);
        Assert.That(await Store.Log.Answers.SweepAsync(TimeSpan.FromHours(1), cancel), Is.Zero);
        Assert.That(await Store.Log.Answers.SweepAsync(TimeSpan.Zero, cancel), Is.EqualTo(1));
        Assert.That(await Store.Log.Answers.BeginAsync("p/1", "other", life, cancel), Is.Null, "the key is free again");
    }

    [Test]
    public async Task Seals_patient_data_with_a_key_per_patient_and_forgets_with_the_key(CancellationToken cancel)
    {
        var (stream, patient) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Store.ExecuteAsync(stream, new OpenAccount(patient, "Zbigniew Canary"), cancel);
        var recorded = (await Store.Log.ReadStreamAsync(stream, 0, cancel))[0];
        var row = await Store.Log.Views.FindAsync("account_details_v1", [stream.ToString("D")], cancel);
        Assert.That(Encoding.UTF8.GetString(recorded.Data.Span) + row[0].Data, Does.Not.Contain("Canary"));

        var opened = (AccountOpened)recorded.Event;
        Assert.That(await Store.Vault.OpenAsync(opened.Holder, cancel), Is.EqualTo("Zbigniew Canary"));
        Assert.That(opened.Holder.Ciphertext?.AssociatedData, Is.EqualTo($"{recorded.Envelope.EventId:D}/holder"));

        await Store.Vault.EraseAsync(patient, cancel);
        Assert.That(await Store.Vault.OpenAsync(opened.Holder, cancel), Is.Null);
        Assert.That(EventCodec.IsIntact((await Store.Log.ReadStreamAsync(stream, 0, cancel))[0]), Is.True, "hashes cover ciphertext");
    }

    [Test]
    public async Task Refuses_ciphertext_that_was_moved_to_another_place(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new OpenAccount(Guid.CreateVersion7(), "A"), cancel);
        var cipher = ((AccountOpened)(await Store.Log.ReadStreamAsync(stream, 0, cancel))[0].Event).Holder.Ciphertext ?? throw new AssertionException("sealed");
        Assert.That(async () => await Store.Vault.OpenAsync(cipher with { AssociatedData = "elsewhere" }, cancel), Throws.InstanceOf<System.Security.Cryptography.CryptographicException>());
    }

    [Test]
    public async Task Rewraps_every_data_key_when_the_master_key_changes(CancellationToken cancel)
    {
        var (stream, patient) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Store.ExecuteAsync(stream, new OpenAccount(patient, "A"), cancel);
        var id = kind == "memory" ? "memory" : "test";
        var next = new Vault(Store.Services.GetRequiredService<IKeyTable>(), new MasterKeys("next", new Dictionary<string, byte[]>(StringComparer.Ordinal) { [id] = new byte[32], ["next"] = [.. Enumerable.Repeat((byte)7, 32)] }, indexId: id));
        Assert.That(await next.RewrapAsync(cancel), Is.EqualTo(1));
        Assert.That((await Store.Services.GetRequiredService<IKeyTable>().FindBySubjectAsync(patient, cancel))?.MasterKeyId, Is.EqualTo("next"));
        var opened = (AccountOpened)(await Store.Log.ReadStreamAsync(stream, 0, cancel))[0].Event;
        Assert.That(await next.OpenAsync(opened.Holder, cancel), Is.EqualTo("A"));
        Assert.That(next.BlindIndex("member", " ab1 "), Is.EqualTo(Store.Vault.BlindIndex("member", "AB1")).And.Not.EqualTo(next.BlindIndex("name", "AB1")));
    }

    [Test]
    public async Task Builds_a_view_from_the_log_that_equals_its_rebuild_byte_for_byte(CancellationToken cancel)
    {
        await Store.StartHostedAsync(cancel);
        var streams = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var stream in streams) await Store.ExecuteAsync(stream, new OpenAccount(Guid.CreateVersion7(), "A"), cancel);
        foreach (var stream in streams.Concat(streams)) await Store.ExecuteAsync(stream, new Deposit(60), cancel);
        foreach (var stream in streams.Take(3)) await Store.ExecuteAsync(stream, new CloseAccount(), cancel);

        await Eventually.TrueAsync(async () => await Store.Log.Views.CountAsync("account_balances_v1", "rich", cancel) == 17, cancel);
        var live = await Store.Log.Views.FingerprintAsync("account_balances_v1", cancel);
        if (kind == "postgresql")
        {
            await using var owner = Npgsql.NpgsqlDataSource.Create(Store.OwnerConnection ?? "");
            await ViewRebuild.RunAsync(new AccountBalances(), new PostgresEventStore(owner, Store.Codec), cancel);
        }
        else
        {
            await ViewRebuild.RunAsync(new AccountBalances(), Store.Log, cancel);
        }

        Assert.That(await Store.Log.Views.FingerprintAsync("account_balances_v1", cancel), Is.EqualTo(live));
        var lag = await Store.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Projector<AccountRow>>().Single().LagAsync(cancel);
        Assert.That(lag.Appends, Is.Zero);
    }

    private async Task<List<Recorded>> ReadAllAsync(int page, CancellationToken cancel)
    {
        var all = new List<Recorded>();
        var position = LogPosition.Start;
        while (true)
        {
            var next = await Store.Log.ReadLogAsync(position, page, cancel);
            if (next.End == position) return all;
            all.AddRange(next.Events);
            position = next.End;
        }
    }

    private async Task<CommitResult> AppendAsync(Guid stream, long expected, CancellationToken cancel) =>
        await Store.Log.CommitAsync(new Commit { Streams = [await NewAsync(stream, expected, cancel)] }, cancel);

    private Task<StreamAppend> NewAsync(Guid stream, long expected, CancellationToken cancel) => NewEvents.DepositAsync(Store, stream, expected, 1, cancel);
}
