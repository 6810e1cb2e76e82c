using Healthcare.EventStore;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>Appends made by hand, to force what a decider would never do.</summary>
internal static class NewEvents
{
    /// <summary>An event of an older release, whose data its type no longer takes.</summary>
    public static async Task<StreamAppend> OutdatedAsync(EventCodec codec, Guid stream, long expected, object shape, string data, CancellationToken cancel)
    {
        var encoded = await codec.EncodeAsync(
            new EventEnvelope
            {
                EventId = Guid.CreateVersion7(), StreamId = stream, Aggregate = "account", Version = expected + 1, Type = "", Timestamp = Accounts.Noon, Actor = Actor.Service("test"),
            },
            shape,
            cancel);
        return new StreamAppend(stream, "account", expected, [encoded with { Data = System.Text.Encoding.UTF8.GetBytes(data) }]);
    }

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
