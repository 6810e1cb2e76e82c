using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Calendars;
using static Healthcare.Scheduling.Tests.Samples;
using Calendar = Healthcare.Scheduling.Calendars.Calendar;

namespace Healthcare.Scheduling.Tests.Calendars;

/// <summary>Many schedulers book at once, at random, across midnight and in several time zones: nobody is ever booked twice at a time.</summary>
public sealed class HistoriesOfBookings
{
    private const int Histories = 40;
    private static readonly string[] Practitioners = [Npi, OtherNpi];

    [Test, CancelAfter(120_000)]
    public async Task No_practitioner_is_ever_double_booked(CancellationToken cancel)
    {
        var seed = Environment.GetEnvironmentVariable("BOOKING_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Out.WriteLine($"BOOKING_SEED={seed}");
        var (booked, taken, moved) = (0, 0, 0);
        for (var history = 0; history < Histories; history++)
        {
            await using var store = new Store();
            var random = new Random(seed + history);
            var cases = Enumerable.Range(0, 12).Select(i => Of(random)).ToList();
            foreach (var caseId in cases)
            {
                await store.ExecuteAsync(caseId, new RequestScheduling(Requested));
                await store.ExecuteAsync(caseId, new AuthorizeScheduling(Approved));
            }

            var attempts = Enumerable.Range(0, 40).Select(_ => (Case: cases[random.Next(cases.Count)], Booking: Booking(random))).ToList();
            await Parallel.ForEachAsync(attempts, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancel }, async (attempt, _) =>
            {
                var outcome = await store.ExecuteAsync(attempt.Case, new BookAppointment(attempt.Booking, Payload, Scheduler, Noon));
                if (outcome is Outcome.Refused { Refusal: var refusal })
                {
                    Assert.That(refusal, Is.EqualTo(CalendarRefusals.TimeTaken), $"seed {seed} + {history}");
                    Interlocked.Increment(ref taken);
                }
            });

            var events = await store.EventsAsync();
            Check(events, $"seed {seed} + {history}");
            booked += events.Count(e => e.Event is AppointmentBooked { Replaces: null });
            moved += events.Count(e => e.Event is AppointmentBooked { Replaces: not null });
        }

        TestContext.Out.WriteLine($"{booked} booked, {moved} moved, {taken} refused");
        Assert.That(Math.Min(booked, Math.Min(moved, taken)), Is.GreaterThan(Histories), "every kind of thing came about");
    }

    // After every event, not only at the end: the log is what happened, in the order in which it did.
    private static void Check(IReadOnlyList<Recorded> events, string name)
    {
        var standing = new Dictionary<Guid, Booking>();
        foreach (var recorded in events)
        {
            if (recorded.Event is not AppointmentBooked e) continue;
            Assert.That(e.Replaces, Is.EqualTo(standing.GetValueOrDefault(recorded.StreamId)), name);
            standing[recorded.StreamId] = e.Booking;
            foreach (var (other, booking) in standing)
            {
                if (other == recorded.StreamId || booking.PractitionerNpi != e.Booking.PractitionerNpi) continue;
                Assert.That(booking.Start < e.Booking.End && e.Booking.Start < booking.End, Is.False, $"{name}: {booking} and {e.Booking}");
            }
        }

        // What calendars hold is what stands booked, no more and no less.
        var held = events.Where(r => r.Event is CalendarEvent).GroupBy(r => r.StreamId)
            .SelectMany(day => day.Select(r => r.Event).OfType<CalendarEvent>().Aggregate(Calendar.Free, Calendar.Evolve).Held)
            .Distinct().OrderBy(h => h.AppointmentId);
        Assert.That(held, Is.EqualTo(standing.Select(s => new HeldTime(s.Key, s.Value.Start, s.Value.End)).OrderBy(h => h.AppointmentId)), name);
    }

    private static Booking Booking(Random random)
    {
        var offset = TimeSpan.FromHours(random.Next(-8, 9));
        // A night and its midnight, so that many touch and some span two days.
        var start = new DateTimeOffset(2026, 3, 9, 20, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(0, 480) / 5 * 5).ToOffset(offset);
        return BookingAt(start, Practitioners[random.Next(Practitioners.Length)], "11", random.Next(1, 12) * 5);
    }

    private static Guid Of(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
