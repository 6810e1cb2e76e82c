using System.Diagnostics.Metrics;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Local.Servers;
using Healthcare.Platform.Tests.Messaging;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>On PostgreSQL, with replicas, crashes and paused processes.</summary>
[CancelAfter(300_000)]
public sealed class FiringDeadlines
{
    [Test]
    public async Task Tells_the_story_of_eleven_days_in_order_when_the_clock_jumps(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        var clock = new MovedClock(Noon);
        await restaurant.StartAsync(clock, cancel);
        var subject = (await restaurant.OfferAsync([Noon, Noon.AddHours(1)], cancel))[0];

        clock.MoveTo(Noon.AddDays(11));
        await Eventually.TrueAsync(async () => (await restaurant.Log.NextDeadlineAsync(cancel)) > Noon.AddDays(11), cancel);
        var history = await restaurant.HistoryAsync(cancel);
        Assert.Multiple(() =>
        {
            Assert.That(
                history.Where(h => h.Stream == subject).Select(h => h.Event.GetType().Name),
                Is.EqualTo(new[] { nameof(HandoffOffered), nameof(HandoffNudged), nameof(HandoffTimedOut), nameof(HandoffEscalated), nameof(HandoffEscalated) }));
            var due = history.Select(h => Due(h.Event)).OfType<DateTimeOffset>().ToList();
            Assert.That(due, Has.Count.EqualTo(8).And.Ordered, "fired in the order of their due times, also where one fired sets another");
            Assert.That(history.Select(h => h.Event).OfType<HandoffTimedOut>().First(), Has.Property("DueAt").EqualTo(At(16)).And.Property("At").EqualTo(Noon.AddDays(11)), "lateness is recorded");
        });
    }

    [Test]
    public async Task Happens_within_five_seconds_of_due(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        await restaurant.StartAsync(TimeProvider.System, cancel);
        var nudgeAt = TimeProvider.System.GetUtcNow().AddSeconds(2);
        await restaurant.OfferAsync([nudgeAt.AddHours(-3)], cancel);
        HandoffNudged? nudged = null;
        await Eventually.TrueAsync(async () => (nudged = (await restaurant.HistoryAsync(cancel)).Select(h => h.Event).OfType<HandoffNudged>().SingleOrDefault()) is not null, cancel);
        Assert.That((nudged?.At - nudgeAt)?.TotalSeconds, Is.InRange(0, 5));
    }

    [Test]
    public async Task With_two_replicas_happens_once(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        await restaurant.OfferAsync(Enumerable.Range(0, 60).Select(i => Noon.AddSeconds(i)), cancel);
        var clock = new MovedClock(At(15, 2));
        await restaurant.StartAsync(clock, cancel);
        await restaurant.StartAsync(clock, cancel);
        await Eventually.TrueAsync(async () => (await restaurant.Log.DueDeadlinesAsync(At(15, 2), 1, cancel)).Count == 0, cancel);
        Assert.That(NudgesBySubject(await restaurant.HistoryAsync(cancel)), Has.Count.EqualTo(60).And.All.EqualTo(1));
    }

    [Test]
    public async Task A_killed_replica_loses_none_and_repeats_none(CancellationToken cancel)
    {
        const int subjects = 120;
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        await using var first = await ReplicaProcess.StartAsync("clock", restaurant.Settings, cancel);
        await Eventually.TrueAsync(async () => (await restaurant.Log.ReadLeasesAsync("deadline-clock", cancel)).Count == 1, cancel);
        // The other one is there before, so that only taking over is measured and not the start of a process.
        await using var second = await ReplicaProcess.StartAsync("clock", restaurant.Settings, cancel);
        var offering = restaurant.OfferAsync(Enumerable.Range(0, subjects).Select(_ => TimeProvider.System.GetUtcNow().AddHours(-3.5)), cancel);
        await Eventually.TrueAsync(async () => NudgesBySubject(await restaurant.HistoryAsync(cancel)).Count > 5, cancel);
        Assert.That(Signals.Kill(first.Id), Is.True);
        var before = NudgesBySubject(await restaurant.HistoryAsync(cancel)).Count;
        var killedAt = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(async () => NudgesBySubject(await restaurant.HistoryAsync(cancel)).Count > before, cancel);
        var resumed = TimeProvider.System.GetElapsedTime(killedAt);
        await offering;
        await Eventually.TrueAsync(async () => (await restaurant.Log.DueDeadlinesAsync(TimeProvider.System.GetUtcNow(), 1, cancel)).Count == 0, cancel);
        Assert.Multiple(async () =>
        {
            Assert.That(before, Is.LessThan(subjects), "it was killed while it was firing");
            Assert.That(resumed, Is.LessThan(TimeSpan.FromSeconds(10)));
            Assert.That(NudgesBySubject(await restaurant.HistoryAsync(cancel)), Has.Count.EqualTo(subjects).And.All.EqualTo(1));
        });
    }

    [Test]
    public async Task A_paused_replica_that_wakes_fires_nothing_again(CancellationToken cancel)
    {
        const int subjects = 120;
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        await restaurant.OfferAsync(Enumerable.Range(0, subjects).Select(_ => TimeProvider.System.GetUtcNow().AddHours(-3.5)), cancel);
        await using var first = await ReplicaProcess.StartAsync("clock", restaurant.Settings, cancel);
        await Eventually.TrueAsync(async () => NudgesBySubject(await restaurant.HistoryAsync(cancel)).Count > 5, cancel);
        Assert.That(Signals.Stop(first.Id), Is.True);
        var before = NudgesBySubject(await restaurant.HistoryAsync(cancel)).Count;

        await using var second = await ReplicaProcess.StartAsync("clock", restaurant.Settings, cancel);
        await Eventually.TrueAsync(async () => NudgesBySubject(await restaurant.HistoryAsync(cancel)).Count > before + 20, cancel);
        Assert.That(Signals.Continue(first.Id), Is.True);
        await Eventually.TrueAsync(async () => (await restaurant.Log.DueDeadlinesAsync(TimeProvider.System.GetUtcNow(), 1, cancel)).Count == 0, cancel);
        Assert.That(before, Is.LessThan(subjects - 20), "it was paused while it was firing");
        Assert.That(NudgesBySubject(await restaurant.HistoryAsync(cancel)), Has.Count.EqualTo(subjects).And.All.EqualTo(1));
    }

    [Test]
    public async Task One_that_fails_does_not_hold_up_the_others(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        await restaurant.OfferAsync([Noon, Noon.AddMinutes(1), Noon.AddMinutes(2)], cancel);
        var tries = 0;
        await restaurant.StartAsync(new MovedClock(At(15, 5)), cancel, store => store.AddDeadlineHandler<HandoffCommand>(
            "handoff/next-", (_, _) => throw new InvalidOperationException($"Failed {++tries} times.")));
        await restaurant.Log.CommitAsync(
            new Commit
            {
                Deadlines =
                [
                    new DeadlineChange(StreamId, "handoff/next-that-fails", Noon),
                    new DeadlineChange(StreamId, "nobody/knows", Noon),
                    new DeadlineChange(HandoffId.For("T01", Guid.Empty), HandoffAggregate.Deadline, Noon),
                ],
            },
            cancel);
        await Eventually.TrueAsync(async () => NudgesBySubject(await restaurant.HistoryAsync(cancel)).Count == 3, cancel);
        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref tries) > 1), cancel);
        Assert.That((await restaurant.Log.DueDeadlinesAsync(At(15, 5), 10, cancel)).Select(d => d.DueAt), Is.EqualTo(new[] { Noon, Noon, Noon }), "what failed is still due");
    }

    [Test]
    public async Task Of_any_aggregate_goes_to_the_handler_of_its_name(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        var fired = new List<DueDeadline>();
        await restaurant.StartAsync(new MovedClock(At(18)), cancel, store => store.AddDeadlineHandler<WorkItemCommand>("table/", (due, now) =>
        {
            lock (fired) fired.Add(due);
            return new OpenWorkItem("table", "waiter", "abandoned", due.StreamId, due.DueAt.AddHours(9), now);
        }));
        await restaurant.Log.CommitAsync(new Commit { Deadlines = [new DeadlineChange(Subject, "table/cleared", Noon)] }, cancel);
        var items = restaurant.Services.GetRequiredService<Views<WorkItemDocument>>();
        await Eventually.TrueAsync(async () => await items.FindAsync(Subject, cancel) is not null, cancel);
        lock (fired) Assert.That(fired[0], Is.EqualTo(new DueDeadline(Subject, "table/cleared", Noon)));
    }

    [Test]
    public async Task Is_measured_with_the_open_work(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        var seen = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == HandoffMeter.Name) l.EnableMeasurementEvents(instrument); } };
        void See(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var tag = tags.Length == 0 ? "" : $"{{{tags[0].Value}}}";
            lock (seen) seen[name + tag] = value;
        }

        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => See(i.Name, v, tags));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => See(i.Name, v, tags));
        listener.Start();
        await restaurant.OfferAsync([Noon, Noon.AddMinutes(1)], cancel, ready: false);
        await restaurant.StartAsync(new MovedClock(At(17, 30)), cancel);
        await Eventually.TrueAsync(
            () =>
            {
                listener.RecordObservableInstruments();
                lock (seen) return Task.FromResult(seen.GetValueOrDefault("deadlines.overdue", 1) == 0 && seen.ContainsKey("handoffs.escalations{head-waiter}") && seen.ContainsKey("handoffs.open{T01}"));
            },
            cancel);
        Assert.Multiple(() =>
        {
            Assert.That(seen["handoffs.open{T01}"], Is.EqualTo(2));
            Assert.That(seen["handoffs.oldest.age{T01}"], Is.EqualTo(5.5 * 3600));
            Assert.That(seen["workitems.open{waiter}"], Is.EqualTo(2));
            Assert.That(seen["handoffs.orphans"], Is.Zero);
            Assert.That(seen["deadlines.fired{handoff/next}"], Is.EqualTo(1));
            Assert.That(seen["deadlines.lateness{handoff/next}"], Is.GreaterThan(0));
        });
    }

    private static List<int> NudgesBySubject(IEnumerable<(Guid Stream, HandoffEvent Event)> history) =>
        [.. history.Where(h => h.Event is HandoffNudged).GroupBy(h => h.Stream).Select(g => g.Count())];

    private static DateTimeOffset? Due(HandoffEvent happened) => happened switch
    {
        HandoffNudged e => e.DueAt.AddHours(-1),
        HandoffTimedOut e => e.DueAt,
        HandoffEscalated e => e.DueAt,
        _ => null,
    };
}
