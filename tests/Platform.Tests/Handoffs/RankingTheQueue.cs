using System.Globalization;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>The next best item: the earliest deadline to the minute, then value × age when the first page was asked for; no page repeats an item or passes over one.</summary>
[CancelAfter(60_000)]
public sealed class RankingTheQueue
{
    private const int Queues = 40;

    [Test]
    public async Task What_is_dearer_overtakes_what_is_older_with_the_hours(CancellationToken cancel)
    {
        var old = Item(1, Noon.AddDays(9), 100m, Noon.AddHours(-10));
        var dear = Item(2, Noon.AddDays(9), 300m, Noon.AddHours(-1));
        var free = Item(3, Noon.AddDays(9), value: null, Noon.AddYears(-1));
        var urgent = Item(4, Noon.AddDays(8), 1m, Noon);
        var queue = await QueueAsync([old, dear, free, urgent], cancel);
        Guid[] Of(params WorkItemDocument[] items) => [.. items.Select(i => i.WorkItemId)];
        Assert.That(await IdsAsync(queue, Noon, cancel), Is.EqualTo(Of(urgent, old, dear, free)), "1,000 against 300 dollar hours");
        Assert.That(await IdsAsync(queue, Noon.AddDays(1), cancel), Is.EqualTo(Of(urgent, dear, old, free)), "3,400 against 7,500 dollar hours");
    }

    [Test]
    public async Task Pages_are_the_whole_order_as_of_the_first_asking(CancellationToken cancel)
    {
        var seed = Environment.GetEnvironmentVariable("QUEUE_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Out.WriteLine($"QUEUE_SEED={seed}");
        for (var i = 0; i < Queues; i++)
        {
            var random = new Random(seed + i);
            WorkItemDocument[] items = [.. Enumerable.Range(0, random.Next(250)).Select(n => Drawn(n, random))];
            var queue = await QueueAsync(items, cancel);
            var asked = Noon.AddMinutes(random.Next(-2_000, 20_000));
            var order = items.OrderBy(d => d.DueAt.UtcTicks / TimeSpan.TicksPerMinute)
                .ThenByDescending(d => (d.ValueAtStake ?? 0m) * Math.Max(0, (asked - d.OpenedAt).Ticks))
                .ThenByDescending(d => d.ValueAtStake ?? 0m).ThenBy(d => d.OpenedAt).ThenBy(d => d.WorkItemId.ToString("D"), StringComparer.Ordinal);
            Assert.That(await IdsAsync(queue, asked, cancel, random), Is.EqualTo(order.Select(d => d.WorkItemId)), $"seed {seed} + {i}");
        }
    }

    [Test]
    public async Task One_who_is_settled_between_two_pages_moves_no_other(CancellationToken cancel)
    {
        WorkItemDocument[] items = [.. Enumerable.Range(1, 6).Select(n => Item(n, Noon.AddDays(1), n, Noon.AddHours(-n)))];
        var store = Store();
        await FillAsync(store, items, cancel);
        var queue = new Views<WorkItemDocument>(new WorkItemView(), store);
        var first = await queue.NextBestAsync(WorkItemView.Open, after: null, 2, Noon, cancel);
        await FillAsync(store, [.. items.Where(i => !first.Items.Contains(i)), first.Items[1] with { ResolvedAt = Noon }], cancel);
        Assert.That(QueueCursor.TryRead(first.Next, out var cursor), Is.True);
        var rest = await queue.NextBestAsync(WorkItemView.Open, cursor, 10, Noon.AddDays(3), cancel);
        Assert.That(first.Items.Concat(rest.Items).Select(i => i.WorkItemId), Is.EqualTo(items.Reverse().Select(i => i.WorkItemId)));
        Assert.That(rest.Next, Is.Null);
    }

    [TestCase("MjAyNg")]
    [TestCase("MjAyNnx4CmsKMQ")]
    public void What_is_no_place_in_a_queue_is_no_cursor(string text) => Assert.That(QueueCursor.TryRead(text, out _), Is.False);

    private static WorkItemDocument Drawn(int n, Random random)
    {
        var due = Noon.AddMinutes(random.Next(random.Next(2) == 0 ? 2 : 2_000)).AddSeconds(random.Next(60));
        decimal? value = random.Next(5) == 0 ? null : random.Next(1, random.Next(2) == 0 ? 5 : 1_000_000) / 100m;
        return Item(n, due, value, Noon.AddMinutes(-random.Next(3_000)));
    }

    private static WorkItemDocument Item(int n, DateTimeOffset due, decimal? value, DateTimeOffset opened) => new()
    {
        WorkItemId = new Guid(n, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 1]), Version = 1, Kind = "task", Role = "waiter", ReasonCode = "asked", SubjectId = Subject,
        OpenedAt = opened, DueAt = due, ValueAtStake = value, IsChained = true,
    };

    private static async Task<Views<WorkItemDocument>> QueueAsync(IReadOnlyList<WorkItemDocument> items, CancellationToken cancel)
    {
        var store = Store();
        await FillAsync(store, items, cancel);
        return new Views<WorkItemDocument>(new WorkItemView(), store);
    }

    private static IEventStore Store()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddInMemoryEventStore("kitchen").AddAggregate(WorkItemAggregate.Value);
        return builder.Services.BuildServiceProvider().GetRequiredService<IEventStore>();
    }

    private static Task FillAsync(IEventStore store, IReadOnlyList<WorkItemDocument> items, CancellationToken cancel)
    {
        var view = new WorkItemView();
        var rows = items.Select(i => new ViewWrite(view.Name, i.WorkItemId.ToString("D"), JsonSerializer.Serialize(i, EventCodec.ReadOptions)) { Sort = view.SortOf(i), Terms = [.. view.TermsOf(i)] });
        return store.Views.ReplaceAsync(view.Name, rows.ToAsyncEnumerable(), "queue", () => LogPosition.Start, cancel);
    }

    // Later pages are asked for later, as a person who works through a queue does.
    private static async Task<IReadOnlyList<Guid>> IdsAsync(Views<WorkItemDocument> queue, DateTimeOffset asked, CancellationToken cancel, Random? random = null)
    {
        var ids = new List<Guid>();
        Page<WorkItemDocument> page;
        QueueCursor? cursor = null;
        do
        {
            page = await queue.NextBestAsync(WorkItemView.Open, cursor, random?.Next(1, 60) ?? 2, asked.AddHours(ids.Count), cancel);
            ids.AddRange(page.Items.Select(i => i.WorkItemId));
            if (!QueueCursor.TryRead(page.Next, out cursor)) throw new AssertionException("Not a cursor that the queue reads.");
        }
        while (page.Next is not null);
        return ids;
    }
}
