using Healthcare.EventStore;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>What every implementation of the port promises of streams and of the log.</summary>
[TestFixture("memory")]
[TestFixture("postgresql")]
[CancelAfter(300_000)]
public sealed class TheContractOfAStore(string kind) : AStoreOfEitherKind(kind)
{
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
        await using var other = Kind == "postgresql" ? Store.Replica() : null;
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
    public async Task Lets_each_of_many_commits_at_once_stand_or_fall_alone(CancellationToken cancel)
    {
        var taken = Guid.CreateVersion7();
        await AppendAsync(taken, 0, cancel);
        var pairs = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToList();
        var commits = new List<Commit>();
        foreach (var stream in pairs)
        {
            commits.Add(new Commit { Streams = [await NewAsync(stream, 0, cancel)], Inbox = new InboxMark("intake", $"case-{stream:N}", 1) });
            commits.Add(new Commit { Streams = [await NewAsync(stream, 0, cancel)] });
            commits.Add(new Commit { Inbox = new InboxMark("intake", $"early-{stream:N}", 2) });
            commits.Add(new Commit { Streams = [await NewAsync(taken, 0, cancel), await NewAsync(Guid.CreateVersion7(), 0, cancel)] });
            commits.Add(new Commit { Streams = [await NewAsync(Guid.CreateVersion7(), 0, cancel)], Deadlines = [new DeadlineChange(stream, "review", Accounts.Noon)] });
        }

        var results = await Task.WhenAll(commits.Select(c => Task.Run(() => Store.Log.CommitAsync(c, cancel), cancel)));
        var of = results.Chunk(5).ToList();
        foreach (var (result, stream) in of.Zip(pairs))
        {
            Assert.That(result[..2].Count(r => r is CommitResult.Committed), Is.EqualTo(1), "of two that start a stream one is first");
            Assert.That(result[..2].Count(r => r is CommitResult.Conflict), Is.EqualTo(1));
            Assert.That(await Store.Log.ReadStreamAsync(stream, 0, cancel), Has.Count.EqualTo(1));
            Assert.That((await Store.Log.ReadInboxAsync("intake", $"case-{stream:N}", cancel)).LastCount, Is.EqualTo(result[0] is CommitResult.Committed ? 1 : 0), "the mark stands with its events");
        }

        Assert.That(of.Select(r => r[2]), Is.All.InstanceOf<CommitResult.NotNext>());
        Assert.That(of.Select(r => r[3]), Is.All.InstanceOf<CommitResult.Conflict>());
        Assert.That(of.Select(r => r[4]), Is.All.InstanceOf<CommitResult.Committed>());
        Assert.That(await Store.Log.DueDeadlinesAsync(Accounts.Noon, 100, cancel), Has.Count.EqualTo(pairs.Count));
        Assert.That((await ReadAllAsync(100, cancel)).Select(e => (e.StreamId, e.Version)), Is.Unique.And.Exactly((2 * pairs.Count) + 1).Items);
    }

    [Test]
    public async Task Gives_each_commit_its_own_events_back(CancellationToken cancel)
    {
        var streams = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToList();
        var results = await Task.WhenAll(streams.Select(async stream => await Store.Log.CommitAsync(
            new Commit { Streams = [await NewAsync(stream, 0, cancel), await NewAsync(DerivedId.Of($"{stream:N}/beside"), 0, cancel)] }, cancel)));
        var all = (await ReadAllAsync(100, cancel)).ToDictionary(e => e.Envelope.EventId, e => e.Sequence);
        foreach (var (stream, result) in streams.Zip(results.Cast<CommitResult.Committed>()))
        {
            Assert.That(result.Events.Select(e => e.StreamId), Is.EqualTo(new[] { stream, DerivedId.Of($"{stream:N}/beside") }));
            Assert.That(result.Events.Select(e => e.Sequence), Is.EqualTo(result.Events.Select(e => all[e.Envelope.EventId])));
        }
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
