using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Healthcare.Platform.Tests.Handoffs.Transmissions;

/// <summary>B28: a partner that is down is handed over to continuity once, and taken back when it answers again.</summary>
public sealed class NoticingAPartnerDown
{
    private static readonly Guid Subject = Continuity.SubjectOf("claims", "payer", "submit");
    private static readonly Boundaries Held = Boundaries.Of(h => h.WithContinuity());

    [Test]
    public async Task One_alert_tells_that_it_is_down_and_one_that_it_is_back()
    {
        await using var world = new World(Held);
        await world.Watch.OpenedAsync("payer", "submit", TimeSpan.FromSeconds(30), CancellationToken.None);
        // The breaker lets a try through, which fails again.
        world.Clock.MoveTo(world.Clock.GetUtcNow() + TimeSpan.FromSeconds(30));
        await world.Watch.OpenedAsync("payer", "submit", TimeSpan.FromSeconds(30), CancellationToken.None);
        world.Clock.MoveTo(world.Clock.GetUtcNow() + TimeSpan.FromSeconds(20));
        await world.Watch.ClosedAsync("payer", "submit", CancellationToken.None);
        await world.Watch.ClosedAsync("payer", "submit", CancellationToken.None);
        var log = await world.LogAsync();
        Assert.Multiple(() =>
        {
            Assert.That(Crossing(log), Is.EqualTo(new[] { "handoff_offered.v1", "handoff_accepted.v1" }));
            Assert.That(log.Select(e => e.Event).OfType<NotificationQueued>().Select(n => (n.Role, n.ReasonCode)), Is.EqualTo(new[] { ("integration-on-call", "partner-down"), ("integration-on-call", "partner-back") }));
            Assert.That(log.Select(e => e.Event).OfType<WorkItemEvent>().Select(e => e.GetType()), Is.EqualTo(new[] { typeof(WorkItemOpened), typeof(WorkItemResolved) }));
            Assert.That(log.Select(e => e.Event).OfType<HandoffOffered>().Single().Conditions[0].Inputs, Is.SupersetOf(new Dictionary<string, string>(StringComparer.Ordinal) { ["partner"] = "payer", ["call"] = "submit" }));
        });
    }

    [Test]
    public async Task Down_again_it_is_handed_over_again_and_back_after_an_hour_it_is_taken_all_the_same()
    {
        await using var world = new World(Held);
        await world.Watch.OpenedAsync("payer", "submit", TimeSpan.FromSeconds(30), CancellationToken.None);
        await world.Watch.ClosedAsync("payer", "submit", CancellationToken.None);
        world.Clock.MoveTo(world.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        await world.Watch.OpenedAsync("payer", "submit", TimeSpan.FromSeconds(30), CancellationToken.None);
        var due = world.Clock.GetUtcNow().AddMinutes(1);
        await world.DecideAsync(new FireHandoffDeadline(due.AddSeconds(-15), due));
        await world.DecideAsync(new FireHandoffDeadline(due, due));
        await world.Watch.ClosedAsync("payer", "submit", CancellationToken.None);
        Assert.That(Crossing(await world.LogAsync()), Is.EqualTo(new[]
        {
            "handoff_offered.v1", "handoff_accepted.v1", "handoff_offered.v1", "handoff_nudged.v1", "handoff_timed_out.v1", "handoff_offered.v1", "handoff_accepted.v1",
        }));
    }

    [Test]
    public async Task A_service_that_does_not_hold_the_boundary_hands_nothing_over()
    {
        await using var world = new World(Boundaries.Of(_ => { }));
        await world.Watch.OpenedAsync("payer", "submit", TimeSpan.FromSeconds(30), CancellationToken.None);
        Assert.That(await world.LogAsync(), Is.Empty);
    }

    private static IEnumerable<string> Crossing(IEnumerable<Recorded> log) => log.Where(e => e.StreamId == HandoffId.For(Continuity.Boundary, Subject)).Select(e => e.Type);

    private sealed class World : IAsyncDisposable
    {
        private readonly ServiceProvider provider;

        public World(Boundaries boundaries)
        {
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddInMemoryEventStore("claims").AddAggregate(HandoffAggregate.Value).AddAggregate(WorkItemAggregate.Value).AddAggregate(NotificationAggregate.Value).AddAggregate(DigestAggregate.Value)
                .AddAggregate(TransmissionDecider.Aggregate).AddView(new TransmissionView());
            provider = services.BuildServiceProvider();
            Watch = new ContinuityWatch(boundaries, provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<Views<TransmissionRow>>(), Clock, NullLogger<ContinuityWatch>.Instance);
        }

        public MovedClock Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

        public ContinuityWatch Watch { get; }

        public async Task<IReadOnlyList<Recorded>> LogAsync() => (await provider.GetRequiredService<IEventStore>().ReadLogAsync(LogPosition.Start, 100, CancellationToken.None)).Events;

        public async Task DecideAsync(HandoffCommand command)
        {
            await using var scope = provider.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Streams<HandoffCommand>>().ExecuteAsync(HandoffId.For(Continuity.Boundary, Subject), command, CancellationToken.None);
        }

        public ValueTask DisposeAsync() => provider.DisposeAsync();
    }
}
