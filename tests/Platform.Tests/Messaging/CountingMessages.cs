using FsCheck;
using FsCheck.Fluent;
using Healthcare.EventStore;
using Healthcare.Messaging;
using Healthcare.Platform.Tests.Replicas;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.Messaging;

public sealed class CountingMessages
{
    [Test]
    public void Steps_of_one_message_lie_between_the_closings_of_two([Range(1, 15)] int consumers)
    {
        var marks = Enumerable.Range(0, consumers).Select(c => InboxCount.Of(7, c, consumers)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(marks, Is.Ordered.Ascending.And.All.InRange(InboxCount.Closing(6) + 1, InboxCount.Closing(7)));
            Assert.That(marks[^1], Is.EqualTo(InboxCount.Closing(7)));
            Assert.That(InboxCount.FirstConsumer(7, InboxCount.Closing(6)), Is.Zero);
            Assert.That(marks.SkipLast(1).Select(m => InboxCount.FirstConsumer(7, m)), Is.EqualTo(Enumerable.Range(1, consumers - 1)));
            Assert.That(marks.SkipLast(1).Select(InboxCount.LastClosed), Has.All.EqualTo(6));
            Assert.That(InboxCount.LastClosed(marks[^1]), Is.EqualTo(7));
        });
    }

    [TestCase("", 0)]
    [TestCase("A=3;B=7", 3)]
    [TestCase("B=7", 0)]
    [TestCase("A=3;C=5;B=7", 5)]
    public void Only_kinds_that_are_consumed_can_be_missed(string before, long expected) =>
        Assert.That(InboxCount.HighestBefore(before, kind => kind is "A" or "C"), Is.EqualTo(expected));

    [Test]
    public async Task Whatever_pages_the_log_is_read_in_the_messages_are_the_same()
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        await using var post = MemoryPost.Open();
        var cases = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()).ToList();
        var random = new Random(4711);
        for (var i = 0; i < 60; i++) await post.SendAsync(cases[random.Next(4)], random.Next(1, 4), cancel);

        var whole = await post.MessagesAsync(() => 1000, cancel);
        Assert.That(whole, Has.Count.GreaterThan(120));
        Prop.ForAll(
            Gen.Choose(1, 20).ListOf(80).ToArbitrary(),
            sizes =>
            {
                var at = 0;
                var pages = post.MessagesAsync(() => sizes[at++ % sizes.Count], CancellationToken.None).GetAwaiter().GetResult();
                return pages.SequenceEqual(whole);
            }).QuickCheckThrowOnFailure();
    }

    [Test]
    public async Task A_receiver_of_one_kind_sees_no_gap_and_counts_only_grow()
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        await using var post = MemoryPost.Open();
        var id = Guid.CreateVersion7();
        await post.SendAsync(id, 9, cancel);
        var messages = await post.OutgoingAsync(() => 2, cancel);
        var contracts = messages.Where(m => m.Source == "sender").ToList();
        var last = 0L;
        foreach (var insured in contracts.Where(m => m.Kind.Name.EndsWith("ParcelInsured", StringComparison.Ordinal)))
        {
            Assert.That(InboxCount.HighestBefore(insured.Before, kind => kind == insured.Kind.Name), Is.EqualTo(last));
            last = insured.Count;
        }

        Assert.That(contracts.Select(m => m.Count), Is.Ordered.Ascending.And.Unique);
        Assert.That(contracts.Skip(1).Select(m => InboxCount.HighestBefore(m.Before, _ => true)), Is.EqualTo(contracts.SkipLast(1).Select(m => m.Count)));
        Assert.That(messages.Where(m => m.Source == "sender/events").Select(m => m.Count), Is.EqualTo(new long[] { 9 }));
    }
}

/// <summary>The sender's log in memory, and the messages that a relay makes of it.</summary>
internal sealed class MemoryPost : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly MessageMap map = new("sender");

    private MemoryPost(ServiceProvider services)
    {
        this.services = services;
        new MessagingBuilder(new ServiceCollection(), map, new ParkingHooks())
            .Publishes(Replica.MessagesOf, typeof(Replicas.V1.ParcelDispatched), typeof(Replicas.V1.ParcelInsured));
    }

    public static MemoryPost Open()
    {
        var collection = new ServiceCollection();
        collection.AddLogging().AddInMemoryEventStore("sender").AddAggregate(Parcels.Aggregate);
        return new MemoryPost(collection.BuildServiceProvider());
    }

    public async Task SendAsync(Guid id, int count, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Streams<ParcelCommand>>().ExecuteAsync(id, new SendParcels(count), cancel);
    }

    public async Task<List<Outgoing>> OutgoingAsync(Func<int> pageSize, CancellationToken cancel)
    {
        var store = services.GetRequiredService<IEventStore>();
        var counts = new SentCounts(map);
        var messages = new OutgoingMessages(map);
        var all = new List<Outgoing>();
        for (var position = LogPosition.Start; ;)
        {
            var page = await store.ReadLogAsync(position, pageSize(), cancel);
            if (page.End == position) return all;
            position = page.End;
            all.AddRange(messages.From(page.Events, counts));
        }
    }

    public async Task<List<string>> MessagesAsync(Func<int> pageSize, CancellationToken cancel) =>
        [.. (await OutgoingAsync(pageSize, cancel)).Select(m => $"{m.Source} {m.OrderKey} {m.Count} [{m.Before}] {m.Kind.Name} {m.MessageId}").Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync() => await services.DisposeAsync();
}
