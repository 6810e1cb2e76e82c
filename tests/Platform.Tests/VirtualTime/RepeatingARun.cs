using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Local.Checking;
using Healthcare.Platform.Tests.Handoffs;
using Healthcare.VirtualTime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Healthcare.Platform.Tests.VirtualTime;

/// <summary>Where the clock stands still between moves, what is sent at the same times causes the same events at the same times, whatever their ids.</summary>
[CancelAfter(60_000)]
public sealed class RepeatingARun
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task The_same_advances_give_the_same_events(CancellationToken cancel)
    {
        var one = await RunAsync("a", Start, [1, 3, 7], cancel);
        var other = await RunAsync("a", Start, [1, 3, 7], cancel);
        Assert.Multiple(() =>
        {
            Assert.That(one, Has.Count.GreaterThan(40));
            Assert.That(other.Select(e => e.Event.Envelope.EventId), Is.Not.EquivalentTo(one.Select(e => e.Event.Envelope.EventId)), "ids are new every time");
            Assert.That(EventsHash.TextOf(other, stoodStill: true), Is.EqualTo(EventsHash.TextOf(one, stoodStill: true)));
        });
    }

    [Test]
    public async Task Other_advances_and_other_starts_give_other_events(CancellationToken cancel)
    {
        var one = EventsHash.TextOf(await RunAsync("a", Start, [2], cancel), stoodStill: true);
        Assert.Multiple(async () =>
        {
            Assert.That(EventsHash.TextOf(await RunAsync("a", Start, [3], cancel), stoodStill: true), Is.Not.EqualTo(one));
            Assert.That(EventsHash.TextOf(await RunAsync("a", Start.AddMinutes(1), [2], cancel), stoodStill: true), Is.Not.EqualTo(one));
        });
    }

    [Test]
    public async Task Where_the_clock_runs_on_ids_and_times_make_no_difference_and_each_event_does(CancellationToken cancel)
    {
        var one = await RunAsync("a", Start, [1], cancel);
        var other = await RunAsync("b", Start.AddMinutes(1), [1], cancel);
        var text = EventsHash.TextOf(one, stoodStill: false);
        Assert.Multiple(() =>
        {
            Assert.That(other.Select(e => e.Event.StreamId), Is.Not.EquivalentTo(one.Select(e => e.Event.StreamId)));
            Assert.That(EventsHash.TextOf(other, stoodStill: false), Is.EqualTo(text));
            Assert.That(EventsHash.TextOf([.. other.Reverse()], stoodStill: false), Is.EqualTo(text));
            foreach (var planted in other.Take(8)) Assert.That(EventsHash.TextOf(other.Where(e => e != planted), stoodStill: false), Is.Not.EqualTo(text), planted.Event.Type);
        });
    }

    [Test]
    public async Task One_event_less_is_another_run(CancellationToken cancel)
    {
        var events = await RunAsync("a", Start, [1], cancel);
        var offered = events.Where(e => e.Event.Type.StartsWith("handoff_offered", StringComparison.Ordinal)).ToList();
        Assert.That(offered, Has.Count.EqualTo(3));
        Assert.That(EventsHash.TextOf([.. events.Except(offered.Take(1))], stoodStill: true), Is.Not.EqualTo(EventsHash.TextOf(events, stoodStill: true)));
    }

    /// <summary>Three dishes are offered and left alone while days pass, one after the other.</summary>
    private static async Task<IReadOnlyList<(string Service, Recorded Event)>> RunAsync(string run, DateTimeOffset start, IReadOnlyList<int> days, CancellationToken cancel)
    {
        var clock = new VirtualClock(start, frozen: true);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddInMemoryEventStore("restaurant").AddHandoffs(Crossings.Kitchen);
        using var host = builder.Build();
        await host.StartAsync(cancel);
        var log = host.Services.GetRequiredService<IEventStore>();
        var signal = host.Services.GetRequiredService<CommitSignal>();
        var notifications = host.Services.GetRequiredService<Views<NotificationDocument>>();
        foreach (var minutes in (int[])[0, 20, 40])
        {
            var at = start.AddMinutes(minutes);
            var offer = Crossings.Kitchen.Offer("T01", DerivedId.Of($"{run}/dish/{minutes}"), DerivedId.Of($"{run}/guest/{minutes}"), new Crossings.Dish(IsReady: minutes != 20, Plates: 4), "a1", at);
            await using var scope = host.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Streams<HandoffCommand>>().ExecuteAsync(offer.StreamId, (HandoffCommand)offer.Command, cancel);
        }

        foreach (var some in days) await AdvanceAsync(clock.GetUtcNow().AddDays(some));
        var events = await log.ReadLogAsync(LogPosition.Start, int.MaxValue, cancel);
        await host.StopAsync(cancel);
        return [.. events.Events.Select(e => ("restaurant", e))];

        async Task AdvanceAsync(DateTimeOffset target)
        {
            await RestAsync();
            while (await log.NextDeadlineAsync(cancel) is { } next && next <= target)
            {
                clock.MoveTo(next);
                await RestAsync();
            }

            clock.MoveTo(target);
            await RestAsync();
        }

        async Task RestAsync()
        {
            while (signal.Busy(clock.GetUtcNow()) > 0
                || (await log.DueDeadlinesAsync(clock.GetUtcNow(), 1, cancel)).Count > 0
                || await notifications.CountAsync(NotificationView.Due, cancel) > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancel);
            }
        }
    }
}
