using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Messaging;
using Healthcare.ServiceDefaults;
using Healthcare.Testing;
using Healthcare.X12Exchange;

namespace Healthcare.Platform.Tests.StoredEvents;

/// <summary>What the platform's blocks store in every service stays readable for ever: one stored event of each kind, never edited.</summary>
public sealed class KeepingStoredEvents
{
    private static readonly Type[] Families =
    [
        typeof(HandoffEvent), typeof(WorkItemEvent), typeof(TransmissionEvent), typeof(ControlNumberEvent), typeof(ReceivedFileEvent), typeof(ParkingEvent), typeof(OutageEvent), typeof(AccessEvent),
        typeof(NotificationEvent), typeof(DigestEvent), typeof(DutyEvent), typeof(DefinitionEvent),
    ];

    private static readonly StoredSamples Stored = new("tests/Platform.Tests/StoredEvents", Families, PlatformEvents.All);

    private static IEnumerable<string> Names => Stored.Names;

    [Test]
    public void Each_kind_has_one_sample_and_none_is_left_of_an_event_that_is_gone() => Stored.AreComplete();

    [TestCaseSource(nameof(Names))]
    public Task Each_is_stored_as_its_sample_and_read_back_whole(string name) => Stored.KeepAsync(name, CancellationToken.None);
}
