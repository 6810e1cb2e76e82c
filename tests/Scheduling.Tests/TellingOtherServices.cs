using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.EventStore;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Journeys;
using Healthcare.Testing;
using V1 = Healthcare.Contracts.Scheduling.V1;

namespace Healthcare.Scheduling.Tests;

/// <summary>What leaves the service: the contracts that events become.</summary>
public sealed class TellingOtherServices
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Test]
    public async Task A_case_from_request_to_visit_is_published_as_its_samples()
    {
        await using var store = new Store();
        foreach (var command in new AppointmentCommand[] { new RequestScheduling(Samples.Requested), new AuthorizeScheduling(Samples.Approved), Samples.Book, Samples.Attend }) await store.ExecuteAsync(command);
        var messages = (await store.EventsAsync())
            .SelectMany(r => new object?[] { AppointmentContracts.Released(r), AppointmentContracts.Booked(r), AppointmentContracts.Attended(r) }.OfType<object>())
            .ToList();
        Assert.That(messages.Select(m => m.GetType()), Is.EqualTo(new[] { typeof(V1.SchedulingReleased), typeof(V1.AppointmentBooked), typeof(V1.VisitAttended) }));
        Holds(messages[0], "scheduling-released");
        Holds(messages[1], "appointment-booked");
        Holds(messages[2], "visit-attended");
    }

    [Test]
    public async Task What_becomes_of_a_time_is_published_as_its_samples()
    {
        await using var store = new Store();
        foreach (var command in new AppointmentCommand[] { new RequestScheduling(Samples.Requested), Samples.Hold, Samples.Proceed, Samples.Book, Samples.Miss, Samples.Book with { Booking = Samples.Tuesday }, Samples.Cancel })
            Assert.That(await store.ExecuteAsync(command), Is.InstanceOf<Outcome.Accepted>(), $"{command}");
        await store.ExecuteAsync((work, cancel) => work.DecideAsync<JourneyCommand>(JourneySamples.JourneyId, JourneySamples.Begin("surgery"), cancel));
        var change = new ChangeProcedure([new ServiceAsked(1, "CPT", "29881", 1)], new DateOnly(2026, 3, 20), Samples.Lead, ["scheduling-lead"], Samples.Noon);
        await store.ExecuteAsync((work, cancel) => work.DecideAsync<JourneyCommand>(JourneySamples.JourneyId, change, cancel));
        var messages = (await store.EventsAsync())
            .SelectMany(r => new object?[] { AppointmentContracts.Held(r), AppointmentContracts.Proceeded(r), AppointmentContracts.Missed(r), AppointmentContracts.Cancelled(r), JourneyContracts.Changed(r) }.OfType<object>())
            .ToList();
        string[] names = ["appointment-held", "care-proceeded", "visit-missed", "visit-cancelled", "procedure-changed"];
        Assert.That(messages.Select(m => JsonNamingPolicy.KebabCaseLower.ConvertName(m.GetType().Name)), Is.EqualTo(names));
        foreach (var (message, name) in messages.Zip(names)) Holds(message, name);
    }

    [Test]
    public void The_samples_still_read()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Read<V1.SchedulingReleased>("scheduling-released").AuthorizationId, Is.EqualTo(Samples.Approved.AuthorizationId));
            Assert.That(Read<V1.AppointmentBooked>("appointment-booked").Start, Is.EqualTo(Samples.Monday.Start));
            Assert.That(Read<V1.VisitAttended>("visit-attended").ServiceDate, Is.EqualTo(new DateOnly(2026, 3, 9)));
        });
    }

    private static void Holds(object message, string name) => GoldenFile.Matches($"contracts/samples/scheduling/{name}.v1.json", JsonSerializer.Serialize(message, Options) + "\n");

    private static TMessage Read<TMessage>(string name) =>
        JsonSerializer.Deserialize<TMessage>(File.ReadAllText(Repository.PathOf("contracts", "samples", "scheduling", $"{name}.v1.json")), Options) ?? throw new AssertionException("null");
}
