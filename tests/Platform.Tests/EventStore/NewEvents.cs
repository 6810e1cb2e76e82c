using Healthcare.EventStore;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>Appends made by hand, to force what a decider would never do.</summary>
internal static class NewEvents
{
    public static async Task<StreamAppend> DepositAsync(StoreUnderTest store, Guid stream, long expected, int count, CancellationToken cancel)
    {
        var events = new List<EncodedEvent>();
        for (var i = 1; i <= count; i++)
        {
            events.Add(await store.Codec.EncodeAsync(
                new EventEnvelope
                {
                    EventId = Guid.CreateVersion7(), StreamId = stream, Aggregate = "account", Version = expected + i, Type = "", Timestamp = Accounts.Noon, Actor = Actor.Service("test"),
                },
                new Deposited(1),
                cancel));
        }

        return new StreamAppend(stream, "account", expected, events);
    }
}
