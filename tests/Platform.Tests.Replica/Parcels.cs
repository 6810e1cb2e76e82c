using Healthcare.EventStore;

namespace Healthcare.Platform.Tests.Replicas;

/// <summary>The sender's stream: one per case, numbered parcels.</summary>
public abstract record ParcelEvent;

[StoredAs("parcel_sent.v1")]
public sealed record ParcelSent(int Number, Sealed<string>? Note) : ParcelEvent;

/// <summary>What no other service is told of.</summary>
[StoredAs("parcel_weighed.v1")]
public sealed record ParcelWeighed(int Grams) : ParcelEvent;

public abstract record ParcelCommand;

public sealed record SendParcels(int Count, Sealed<string>? Note = null) : ParcelCommand;

/// <summary>Sends one parcel under a number of its own.</summary>
public sealed record SendNumbered(int Number) : ParcelCommand;

public sealed record WeighParcel(int Grams) : ParcelCommand;

public sealed record Parcels(int Sent)
{
    public static Aggregate<Parcels, ParcelCommand, ParcelEvent> Aggregate { get; } = new(
        "parcels",
        new Parcels(0),
        static (state, happened) => happened is ParcelSent e ? new Parcels(e.Number) : state,
        static (state, command) => command switch
        {
            SendParcels c => Decision.Of<ParcelEvent>([.. Enumerable.Range(state.Sent + 1, c.Count).Select(n => new ParcelSent(n, c.Note))]),
            SendNumbered c => new ParcelSent(c.Number, Note: null),
            WeighParcel c => new ParcelWeighed(c.Grams),
            _ => [],
        });
}
