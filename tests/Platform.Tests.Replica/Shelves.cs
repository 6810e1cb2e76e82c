using Healthcare.EventStore;
using Healthcare.Platform.Tests.Replicas.V1;
using MassTransit;

namespace Healthcare.Platform.Tests.Replicas;

/// <summary>The receiver's stream: one per case. It would take a parcel twice, so that a second delivery that got through is seen.</summary>
public abstract record ShelfEvent;

[StoredAs("parcel_shelved.v1")]
public sealed record ParcelShelved(int Number, string By) : ShelfEvent;

public abstract record ShelfCommand;

public sealed record ShelveParcel(int Number, string By) : ShelfCommand;

public sealed record Shelf(int Parcels)
{
    public static readonly Refusal Broken = new("parcel-broken", "The parcel is broken.");

    public static Aggregate<Shelf, ShelfCommand, ShelfEvent> Aggregate { get; } = new(
        "shelf",
        new Shelf(0),
        static (state, happened) => happened is ParcelShelved ? new Shelf(state.Parcels + 1) : state,
        static (_, command) => command switch
        {
            ShelveParcel { Number: Trouble.RefusedNumber } => Broken,
            ShelveParcel { Number: Trouble.UnneededNumber } => [],
            ShelveParcel c => new ParcelShelved(c.Number, c.By),
            _ => [],
        });

    public static Guid IdOf(Guid caseId)
    {
        Span<byte> bytes = stackalloc byte[16];
        caseId.TryWriteBytes(bytes);
        bytes[0] ^= 0x5A;
        return new Guid(bytes);
    }
}

/// <summary>What goes wrong, when a test wants it to.</summary>
public sealed class Trouble
{
    public const int RefusedNumber = 666;
    public const int UnneededNumber = 777;

    /// <summary>Called before a parcel is shelved.</summary>
    public Action<string, ParcelDispatched> Before { get; set; } = static (_, _) => { };
}

public sealed class WhenParcelDispatched(Streams<ShelfCommand> shelves, Trouble trouble) : IConsumer<ParcelDispatched>
{
    public Task Consume(ConsumeContext<ParcelDispatched> context)
    {
        trouble.Before("shelf", context.Message);
        return shelves.ExecuteAsync(Shelf.IdOf(context.Message.CaseId), new ShelveParcel(context.Message.Number, "shelf"), context.CancellationToken);
    }
}

/// <summary>A second consumer of the same message, with a transaction of its own.</summary>
public sealed class WhenParcelDispatchedCount(Streams<ShelfCommand> shelves, Trouble trouble) : IConsumer<ParcelDispatched>
{
    public Task Consume(ConsumeContext<ParcelDispatched> context)
    {
        trouble.Before("count", context.Message);
        return shelves.ExecuteAsync(Shelf.IdOf(context.Message.CaseId), new ShelveParcel(context.Message.Number, "count"), context.CancellationToken);
    }
}
