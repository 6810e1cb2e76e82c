using System.Collections.Concurrent;
using System.Diagnostics;
using Healthcare.EventStore;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>What a person or a partner does later is a trace of its own, with a link to the one that it goes on from.</summary>
[TestFixture("memory")]
[TestFixture("postgresql")]
[CancelAfter(300_000)]
public sealed class LinkingBack(string kind)
{
    [Test]
    public async Task A_later_append_links_to_the_trace_of_the_streams_last_event(CancellationToken cancel)
    {
        await using var store = await StoreUnderTest.StartAsync(kind, cancel);
        var executed = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EventStoreTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = executed.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        var account = Guid.CreateVersion7();
        var opened = await InATraceAsync(() => store.ExecuteAsync(account, new OpenAccount(Guid.CreateVersion7(), "A"), cancel));
        var cached = await InATraceAsync(() => store.ExecuteAsync(account, new Deposit(1m), cancel));
        await using var elsewhere = kind == "memory" ? null : store.Replica();
        var read = await InATraceAsync(() => (elsewhere ?? store).ExecuteAsync(account, new Deposit(2m), cancel));
        Assert.Multiple(() =>
        {
            Assert.That(LinksOf(opened), Is.Empty, "nothing was before");
            Assert.That(LinksOf(cached), Is.EqualTo(new[] { opened }), "the state came from the cache");
            Assert.That(LinksOf(read), Is.EqualTo(new[] { cached }), "the state was read");
        });

        IEnumerable<ActivityTraceId> LinksOf(ActivityTraceId trace) => executed.Where(a => a.TraceId == trace).SelectMany(a => a.Links).Select(l => l.Context.TraceId);
    }

    [Test]
    public async Task Within_one_trace_nothing_is_linked(CancellationToken cancel)
    {
        await using var store = await StoreUnderTest.StartAsync(kind, cancel);
        var executed = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EventStoreTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = executed.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var account = Guid.CreateVersion7();
        var trace = await InATraceAsync(async () =>
        {
            await store.ExecuteAsync(account, new OpenAccount(Guid.CreateVersion7(), "A"), cancel);
            return await store.ExecuteAsync(account, new Deposit(1m), cancel);
        });
        var mine = executed.Where(a => a.TraceId == trace).ToList();
        Assert.That(mine, Has.Count.EqualTo(2));
        Assert.That(mine.SelectMany(a => a.Links), Is.Empty);
    }

    private static async Task<ActivityTraceId> InATraceAsync(Func<Task<Outcome>> execute)
    {
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        Assert.That(await execute(), Is.InstanceOf<Outcome.Accepted>());
        return activity.TraceId;
    }
}
