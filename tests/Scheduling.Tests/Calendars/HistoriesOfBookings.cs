using System.Collections.Concurrent;
using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Calendars;
using Healthcare.Scheduling.Journeys;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Calendars;

/// <summary>Many schedulers hold, book, move, cancel and miss at once, at random, across midnight and in several time zones: nobody is ever held twice at a time.</summary>
public sealed class HistoriesOfBookings
{
    private const int Histories = 40;

    [Test, CancelAfter(300_000)]
    public async Task No_practitioner_is_ever_held_twice_at_a_time(CancellationToken cancel)
    {
        var seed = RandomHistory.Seed();
        var happened = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        for (var history = 0; history < Histories; history++)
        {
            await using var store = new Store();
            var name = $"seed {seed} + {history}";
            await RandomHistory.RunAsync(new Random(seed + history), 10, 120, store.ExecuteAsync, name, cancel);
            var events = await store.EventsAsync();
            HeldTimes.Check(events, name);
            foreach (var recorded in events) happened.AddOrUpdate(recorded.Event.GetType().Name, 1, (_, n) => n + 1);
        }

        TestContext.Out.WriteLine(string.Join(", ", happened.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key} {h.Value}")));
        string[] kinds =
        [
            nameof(AppointmentHeldTentatively), nameof(AppointmentBooked), nameof(HoldReleased), nameof(VisitMissed), nameof(VisitCancelled), nameof(VisitAttended), nameof(SchedulingEnded), nameof(DayPlanned),
            nameof(CareProceeded), nameof(BookingUncovered), nameof(AuthorizationLapsed),
        ];
        Assert.That(kinds.Where(k => happened.GetValueOrDefault(k) < 10), Is.Empty, "every kind of thing came about");
    }
}

/// <summary>Commands at random, as many people and messages give them at once.</summary>
internal static class RandomHistory
{
    private static readonly string[] Practitioners = [Npi, OtherNpi];

    /// <summary>Repeats a run when BOOKING_SEED says so.</summary>
    public static int Seed()
    {
        var seed = Environment.GetEnvironmentVariable("BOOKING_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next(1_000_000);
        TestContext.Out.WriteLine($"BOOKING_SEED={seed}");
        return seed;
    }

    public static async Task RunAsync(Random random, int cases, int attempts, Func<Guid, Func<Work, CancellationToken, Task<Outcome>>, Task<Outcome>> execute, string name, CancellationToken cancel)
    {
        var ids = Enumerable.Range(0, cases).Select(_ => IdOf(random)).ToList();
        foreach (var id in ids)
        {
            await execute(id, (work, c) => work.DecideAsync<AppointmentCommand>(AppointmentAggregate.IdOf(id), new RequestScheduling(Requested), c));
            var line = random.Next(4) == 0 ? "surgery" : "consultation";
            await execute(id, (work, c) => work.DecideAsync<JourneyCommand>(JourneyAggregate.IdOf(id), JourneySamples.Begin(line), c));
            if (random.Next(2) == 0) await execute(id, (work, c) => work.DecideAsync<AppointmentCommand>(AppointmentAggregate.IdOf(id), new AuthorizeScheduling(Approved), c));
        }

        var steps = Enumerable.Range(0, attempts).Select(n => (Case: ids[random.Next(ids.Count)], Step: StepOf(random, n))).ToList();
        await Parallel.ForEachAsync(steps, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancel }, async (step, _) =>
        {
            var outcome = await execute(step.Case, (work, c) => step.Step(step.Case, work, c));
            Assert.That(outcome, Is.Not.InstanceOf<Outcome.Stale>(), name);
        });
    }

    private static Func<Guid, Work, CancellationToken, Task<Outcome>> StepOf(Random random, int number)
    {
        var at = Noon.AddMinutes(number);
        var booking = BookingOf(random);
        AppointmentCommand? command = random.Next(22) switch
        {
            20 or 21 => Miss with { At = at, Message = null, OriginalId = Encounter },
            < 4 => new HoldAppointment(booking, Message, Scheduler, at),
            < 10 => new BookAppointment(booking, Payload, Scheduler, at),
            10 => Miss with { At = at },
            11 => Cancel with { At = at },
            12 => Attend with { At = at },
            13 => new AuthorizeScheduling(Approved with { DecidedAt = at, At = at, Services = [Approved.Services[0] with { To = new DateOnly(2026, 5, 1 + random.Next(20)) }] }),
            14 => new AuthorizeScheduling(Approved with { DecidedAt = at, At = at, Services = [Approved.Services[0] with { From = new DateOnly(2026, 4, 1) }] }),
            15 => random.Next(2) == 0 ? new LapseAuthorization(Approved.AuthorizationId, "voided", at) : new EndScheduling("withdrawn", "moved", at),
            16 => Proceed with { At = at },
            _ => null,
        };
        if (command is not null) return (caseId, work, cancel) => work.DecideAsync(AppointmentAggregate.IdOf(caseId), command, cancel);
        return random.Next(2) == 0 ? (caseId, work, cancel) => ExpireAsync(caseId, work, at, cancel) : PlanOf(random, at);
    }

    // The clock asks what is due of whatever is held now.
    private static async Task<Outcome> ExpireAsync(Guid caseId, Work work, DateTimeOffset at, CancellationToken cancel)
    {
        var id = AppointmentAggregate.IdOf(caseId);
        var due = await work.LoadAsync<Appointment, AppointmentCommand>(id, cancel) is Appointment.Held held ? held.Hold.ExpiresAt : at;
        return await work.DecideAsync<AppointmentCommand>(id, new ExpireHold(due, at), cancel);
    }

    private static Func<Guid, Work, CancellationToken, Task<Outcome>> PlanOf(Random random, DateTimeOffset at)
    {
        var (npi, day) = (Practitioners[random.Next(Practitioners.Length)], new DateOnly(2026, 3, 9 + random.Next(2)));
        var start = CalendarAggregate.BoundsOf(day).Start.AddMinutes(random.Next(0, 280) * 5);
        var plan = new PlanDay(npi, day, Hours: null, [new BlockedTime(start, start.AddMinutes(30), "meeting")], Lead, at);
        return (_, work, cancel) => work.DecideAsync<CalendarCommand>(CalendarAggregate.IdOf(npi, day), plan, cancel);
    }

    private static Booking BookingOf(Random random)
    {
        // A night and its midnight, so that many touch and some span two days.
        var start = new DateTimeOffset(2026, 3, 9, 20, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(0, 480) / 5 * 5).ToOffset(TimeSpan.FromHours(random.Next(-8, 9)));
        return BookingAt(start, Practitioners[random.Next(Practitioners.Length)], "11", random.Next(1, 12) * 5);
    }

    private static Guid IdOf(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}

/// <summary>What must be true of every log: two held times of a practitioner never overlap, and what calendars hold is what appointments own.</summary>
internal static class HeldTimes
{
    // After every event, not only at the end: the log is what happened, in the order in which it did.
    public static void Check(IReadOnlyList<Recorded> events, string name)
    {
        var standing = new Dictionary<Guid, Booking>();
        foreach (var recorded in events)
        {
            switch (recorded.Event)
            {
                case AppointmentHeldTentatively e:
                    Assert.That(e.Replaces, Is.EqualTo(standing.GetValueOrDefault(recorded.StreamId)), name);
                    Take(recorded.StreamId, e.Booking);
                    break;
                case AppointmentBooked e:
                    Assert.That(e.Replaces is null ? standing.GetValueOrDefault(recorded.StreamId) ?? e.Booking : e.Booking, Is.EqualTo(e.Booking), $"{name}: what it takes the place of is said");
                    Take(recorded.StreamId, e.Booking);
                    break;
                case HoldReleased or VisitOver:
                    standing.Remove(recorded.StreamId);
                    break;
            }
        }

        var calendars = events.Where(r => r.Event is CalendarEvent).GroupBy(r => r.StreamId)
            .Select(day => day.Select(r => r.Event).OfType<CalendarEvent>().Aggregate(Scheduling.Calendars.Calendar.Free, Scheduling.Calendars.Calendar.Evolve))
            .ToList();
        var held = calendars.SelectMany(c => c.Held).Distinct().OrderBy(h => h.AppointmentId);
        Assert.That(held, Is.EqualTo(standing.Select(s => new HeldTime(s.Key, s.Value.Start, s.Value.End)).OrderBy(h => h.AppointmentId)), $"{name}: nothing is held that no appointment owns");
        foreach (var calendar in calendars) Assert.That(calendar.Held.Where(h => calendar.Blocks.Any(b => h.Overlaps(b.Start, b.End))), Is.Empty, $"{name}: nobody is held where the day is blocked");

        void Take(Guid appointmentId, Booking booking)
        {
            standing[appointmentId] = booking;
            foreach (var (other, taken) in standing)
            {
                if (other == appointmentId || taken.PractitionerNpi != booking.PractitionerNpi) continue;
                Assert.That(taken.Start < booking.End && booking.Start < taken.End, Is.False, $"{name}: {taken} and {booking}");
            }
        }
    }
}
