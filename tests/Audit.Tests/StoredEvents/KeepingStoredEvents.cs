using Healthcare.Audit.Trail;
using Healthcare.EventStore;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Audit.Tests.StoredEvents;

/// <summary>What is stored stays readable for ever: one stored event of each kind, never edited, and the list of their names.</summary>
public sealed class KeepingStoredEvents
{
    private const string Folder = "tests/Audit.Tests/StoredEvents";
    private static readonly string[] Names = ["entries_recorded.v1"];

    [Test]
    public async Task Each_is_stored_as_its_sample_and_read_back_whole()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddInMemoryEventStore("audit").AddAggregate(TrailDecider.Aggregate);
        await using var store = services.BuildServiceProvider();
        var types = store.GetRequiredService<EventTypes>();
        IReadOnlyList<TrailEntry> entries = [Entries.Of(new Guid("01890000-0000-7000-8000-000000000001"), 1)];
        await StoredSamples.KeepAsync(
            Folder, store.GetRequiredService<EventCodec>(), types, new EntriesRecorded("intake", entries, TrailChain.Next(TrailChain.Start, "intake", entries)), CancellationToken.None);
        Assert.That(types.Names.Where(n => types.TypeOf(n)?.Assembly == typeof(TrailEvent).Assembly), Is.EqualTo(Names));
    }

    [Test]
    public void No_sample_is_left_of_an_event_that_is_gone() => Assert.That(StoredSamples.KeptIn(Folder), Is.EqualTo(Names));
}
