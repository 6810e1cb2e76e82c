using Healthcare.EventStore;
using Healthcare.Testing;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>What every implementation promises of inboxes, deadlines and leases.</summary>
[TestFixture("memory")]
[TestFixture("postgresql")]
[CancelAfter(300_000)]
public sealed class TheContractOfProgress(string kind) : AStoreOfEitherKind(kind)
{
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
        var mine = await Store.Log.AcquireLeaseAsync("relay", "me", TimeSpan.FromMinutes(1), cancel) ?? throw new AssertionException("free");
        Assert.That(await Store.Log.AcquireLeaseAsync("relay", "you", TimeSpan.FromSeconds(5), cancel), Is.Null);
        Assert.That(await Store.Log.SaveCheckpointAsync(new CheckpointSave("relay", new LogPosition(1, 5, 1), mine), cancel), Is.True);

        Assert.That((await Store.Log.AcquireLeaseAsync("relay", "me", TimeSpan.FromMilliseconds(50), cancel))?.Epoch, Is.EqualTo(mine.Epoch), "renewed for the last time");
        LeaseGrant? yours = null;
        await Eventually.TrueAsync(async () => (yours = await Store.Log.AcquireLeaseAsync("relay", "you", TimeSpan.FromSeconds(5), cancel)) is not null, cancel);
        Assert.That(yours?.Epoch, Is.EqualTo(mine.Epoch + 1));
        Assert.That(await Store.Log.SaveCheckpointAsync(new CheckpointSave("relay", new LogPosition(1, 9, 1), mine), cancel), Is.False, "a paused holder that wakes writes nothing");
        Assert.That((await Store.Log.LoadCheckpointAsync("relay", cancel)).Position, Is.EqualTo(new LogPosition(1, 5, 1)));
        Assert.That((await Store.Log.LoadPositionsAsync(cancel))["relay"], Is.EqualTo(new LogPosition(1, 5, 1)));
    }
}
