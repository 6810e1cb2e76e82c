using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Messaging;
using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Healthcare.X12Exchange;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.StoredEvents;

/// <summary>What the platform's blocks store in every service stays readable for ever: one stored event of each kind, never edited.</summary>
public sealed class KeepingStoredEvents
{
    private const string Folder = "tests/Platform.Tests/StoredEvents";

    private static readonly Type[] Families = [typeof(HandoffEvent), typeof(WorkItemEvent), typeof(TransmissionEvent), typeof(ControlNumberEvent), typeof(ReceivedFileEvent), typeof(ParkingEvent), typeof(OutageEvent), typeof(AccessEvent)];

    private static readonly EventTypes Types = TypesOf(Families);

    private static IEnumerable<TestCaseData> Samples => PlatformEvents.All.Select(e => new TestCaseData(e).SetArgDisplayNames(Types.NameOf(e.GetType())));

    [TestCaseSource(nameof(Samples))]
    public async Task Each_is_stored_as_its_sample_and_read_back_whole(object sample)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddInMemoryEventStore("sample");
        await using var store = services.BuildServiceProvider();
        await StoredSamples.KeepAsync(Folder, new EventCodec(Types, store.GetRequiredService<Vault>()), Types, sample, CancellationToken.None);
    }

    [Test]
    public void Each_kind_has_exactly_one_sample() => Assert.That(PlatformEvents.All.Select(e => Types.NameOf(e.GetType())).Order(StringComparer.Ordinal), Is.EqualTo(Types.Names));

    [Test]
    public void No_sample_is_left_of_an_event_that_is_gone() => Assert.That(StoredSamples.KeptIn(Folder), Is.EqualTo(Types.Names));

    [Test]
    public void No_block_stores_a_family_that_is_not_kept_here()
    {
        var kept = Families.SelectMany(f => f.Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsAssignableTo(f))).ToHashSet();
        var stored = Families.Select(f => f.Assembly).Distinct().SelectMany(a => a.GetTypes()).Where(t => t.IsDefined(typeof(StoredAsAttribute), inherit: false));
        Assert.That(stored.Where(t => !kept.Contains(t)), Is.Empty);
    }

    private static EventTypes TypesOf(IEnumerable<Type> families)
    {
        var types = new EventTypes();
        foreach (var family in families) types.AddFamily(family);
        return types;
    }
}
