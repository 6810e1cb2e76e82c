using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Messaging;

/// <summary>What waits of one order key of one sender, as operators and the partition's owner read it; gone when nothing waits.</summary>
public sealed record ParkedCase(Guid Id, string Source, string OrderKey, DateTimeOffset Since, IReadOnlyList<Waiting> Messages);

/// <summary>Open parking streams, by partition.</summary>
internal sealed class ParkingView : View<ParkedCase>
{
    public const string AggregateName = "parked-messages";
    public const string Open = "open";
    public const string Parked = "parked";

    public override string Name => "parked_messages_v1";

    public override string? InlineOf => AggregateName;

    public static Guid IdOf(string service, string source, string orderKey) => DerivedId.Of($"parked/{service}/{source}/{orderKey}");

    public static string TermOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"partition:{partition}");

    public override ParkedCase? Apply(string key, ParkedCase? document, object happened, EventEnvelope envelope)
    {
        if (happened is not ParkingEvent e) return document;
        document ??= e switch
        {
            MessageParked p => new ParkedCase(envelope.StreamId, p.Source, p.OrderKey, p.At, []),
            MessageHeld h => new ParkedCase(envelope.StreamId, h.Source, h.OrderKey, h.At, []),
            _ => null,
        };
        if (document is null) return null;
        var messages = Parking.Evolve(new Parking(document.Messages), e).Messages;
        return messages.Count == 0 ? null : document with { Messages = messages };
    }

    public override IEnumerable<string> TermsOf(ParkedCase document) =>
        [Open, TermOf(OrderKeys.PartitionOf(document.OrderKey)), .. document.Messages.Any(m => m.ParkedBecause is not null) ? [Parked] : Array.Empty<string>()];

    public override string SortOf(ParkedCase document) => document.Since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
