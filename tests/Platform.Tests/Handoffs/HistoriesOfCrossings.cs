using Healthcare.EventStore;
using Healthcare.Handoffs;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>Random commands at random times, deadlines fired on time, late or not at all: what must hold whatever happens.</summary>
[TestFixture]
public sealed class HistoriesOfCrossings
{
    private const int Histories = 3_000;
    private static readonly Aggregate<Handoff, HandoffCommand, HandoffEvent> Aggregate = HandoffAggregate.Value;

    [Test]
    public void Every_attempt_has_one_outcome_and_every_open_state_an_owner_a_deadline_and_a_chain()
    {
        var seed = Environment.GetEnvironmentVariable("HANDOFF_SEED") is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Out.WriteLine($"HANDOFF_SEED={seed}");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var history = 0; history < Histories; history++) Run(new Random(seed + history), $"seed {seed} + {history}", seen);
        Assert.That(seen, Is.SupersetOf(typeof(HandoffEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(HandoffEvent))).Select(t => t.Name)), "every kind of event came about");
    }

    private static void Run(Random random, string name, HashSet<string> seen)
    {
        var state = Aggregate.Initial;
        var events = new List<HandoffEvent>();
        DateTimeOffset? kept = null;
        var now = Noon;
        for (var step = 0; step < 30; step++)
        {
            now += TimeSpan.FromMinutes(random.Next(1, 600));
            var decision = Aggregate.Decide(state, Command(random, now, kept));
            foreach (var happened in decision.Events)
            {
                state = Aggregate.Evolve(state, happened);
                events.Add(happened);
                seen.Add(happened.GetType().Name);
                foreach (var change in Aggregate.Deadlines?.Invoke(new Happened<HandoffEvent>(StreamId, Case, happened)) ?? []) kept = change.DueAt;
            }

            Check(state, events, kept, name);
        }
    }

    private static HandoffCommand Command(Random random, DateTimeOffset now, DateTimeOffset? kept) => random.Next(15) switch
    {
        0 or 1 => Offer(new Dish(IsReady: true, Plates: 4), $"{random.Next(3):x2}", now),
        2 or 3 => Offer(new Dish(IsReady: random.Next(2) == 0, Plates: random.Next(4)), $"{random.Next(3):x2}", now, random.Next(2) == 0 ? now.AddHours(-random.Next(20)) : null),
        4 => Accept(now, random.Next(4) == 0 ? Model : Waiter),
        5 or 6 => Return(now),
        7 when random.Next(4) == 0 => new CloseHandoff("withdrawn", Scheduling, now),
        7 or 8 => new ProceedHandoff(random.Next(3) == 0 ? "whim" : "emergency", "because", now.AddHours(random.Next(-1, 10)), random.Next(3) == 0 ? Scheduling : Waiter, now),
        14 => (ExtendHandoff)Kitchen.Extend("T01", Subject, "feast", now.AddHours(-random.Next(12)), "more-guests", random.Next(4) == 0 ? Model : Waiter, now).Command,
        9 when kept is { } due => new FireHandoffDeadline(due.AddMinutes(random.Next(-1, 2)), due > now ? due : now),
        _ when kept is { } due => new FireHandoffDeadline(due, due > now ? due : now),
        _ => Accept(now),
    };

    private static void Check(Handoff state, List<HandoffEvent> events, DateTimeOffset? kept, string name)
    {
        var offers = events.OfType<HandoffOffered>().Select(e => e.Attempt).ToList();
        if (!offers.SequenceEqual(Enumerable.Range(1, offers.Count))) Assert.Fail($"{name}: attempts {string.Join(",", offers)}");
        if (events.OfType<HandoffOffered>().Any(e => (e.Attempt == 1) != (e.Prior is null) || e.Prior >= e.Attempt)) Assert.Fail($"{name}: an attempt is not linked to the one before");
        foreach (var attempt in offers)
        {
            var outcomes = events.Count(e => e.Attempt == attempt && e is HandoffAccepted or HandoffReturned or HandoffTimedOut);
            var isOpen = attempt == offers.Count && state is Handoff.Blocked or Handoff.Offered;
            if (outcomes != (isOpen && attempt == offers.Count ? 0 : 1)) Assert.Fail($"{name}: attempt {attempt} has {outcomes} outcomes while {state.GetType().Name}");
        }

        if (state is not Handoff.Begun { Crossing: var crossing }) return;
        var isOver = state is Handoff.Accepted or Handoff.Closed;
        if (isOver != (kept is null)) Assert.Fail($"{name}: {state.GetType().Name} keeps the deadline {kept}");
        if (!isOver && crossing.NextAt != kept) Assert.Fail($"{name}: decides by {crossing.NextAt} and keeps {kept}");
        if (!isOver && (crossing.Terms.OwnerRole.Length == 0 || crossing.Terms.Levels.Count == 0)) Assert.Fail($"{name}: {state.GetType().Name} without owner or chain");
        if (events.OfType<HandoffProceeded>().Any(e => e.By.Kind != ActorKind.Human || e.Ground != "emergency")) Assert.Fail($"{name}: proceeded without leave");
        if (events.OfType<HandoffAccepted>().Any(e => e.By.Kind == ActorKind.Ai)) Assert.Fail($"{name}: an assistant accepted");
        var accepted = events.OfType<HandoffAccepted>().Select(e => e.Attempt);
        if (accepted.Any(a => events.Last(e => e.Attempt == a && e is HandoffOffered or HandoffBlocked or HandoffCleared or HandoffProceeded && e.Attempt == a) is HandoffBlocked))
            Assert.Fail($"{name}: blocked work was accepted");
    }
}
