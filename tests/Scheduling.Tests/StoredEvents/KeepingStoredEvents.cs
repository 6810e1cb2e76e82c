using System.Text.Encodings.Web;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Scheduling.Appointments;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Scheduling.Tests.StoredEvents;

/// <summary>What is stored stays readable for ever: one stored event of each kind, never edited, and the list of their names.</summary>
public sealed class KeepingStoredEvents
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Store Stored = new();

    private static readonly string[] Names =
    [
        "appointment_booked.v1", "booking_uncovered.v1", "ehr_refused.v1", "ehr_updated.v1", "scheduling_authorized.v1", "scheduling_released.v1", "scheduling_requested.v1", "time_held.v1",
        "time_released.v1", "visit_attended.v1",
    ];

    private static EventTypes Types => Stored.Services.GetRequiredService<EventTypes>();

    [OneTimeTearDown]
    public async Task CloseAsync() => await Stored.DisposeAsync();

    [Test]
    public void The_names_are_these() => Assert.That(Types.Names.Where(n => Equals(Types.TypeOf(n)?.Assembly, typeof(AppointmentAggregate).Assembly)), Is.EqualTo(Names));

    [TestCaseSource(nameof(Names))]
    public async Task Each_is_stored_as_its_sample_and_read_back_whole(string name)
    {
        var sample = Samples.Events.Single(e => Types.NameOf(e.GetType()) == name);
        var stored = await Stored.Services.GetRequiredService<EventCodec>().EncodeAsync(Envelope, sample, CancellationToken.None);
        GoldenFile.Matches($"tests/Scheduling.Tests/StoredEvents/{name}.json", JsonSerializer.Serialize(JsonElement.Parse(stored.Data), Indented) + "\n");
        var json = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, $"{name}.json")));
        var read = json.Deserialize(Types.TypeOf(name) ?? typeof(object), EventCodec.ReadOptions);
        Assert.That(Facts.Text(read), Is.EqualTo(Facts.Text(sample)));
    }

    [Test]
    public void No_sample_is_left_of_an_event_that_is_gone() => Assert.That(
        Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal), Is.EqualTo(Names));

    private static string Folder => Repository.PathOf("tests", "Scheduling.Tests", "StoredEvents");

    private static EventEnvelope Envelope => new()
    {
        EventId = new Guid("018f0000-0000-7000-8000-0000000000ff"),
        StreamId = Samples.AppointmentId,
        Aggregate = "appointment",
        Version = 1,
        Type = "",
        Timestamp = Samples.Noon,
        Actor = Actor.Service("scheduling"),
    };
}
