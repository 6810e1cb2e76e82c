using System.Text.Json;
using System.Text.Json.Nodes;
using Healthcare.Contracts.Audit.V1;
using Healthcare.EventStore;

namespace Healthcare.Messaging;

/// <summary>A message as it goes out: the same bytes, id and count whoever makes it from the log.</summary>
internal sealed record Outgoing(string Source, string OrderKey, long Count, string Before, Publication Kind, object Message, Guid MessageId, EventEnvelope Cause)
{
    public int Partition => OrderKeys.PartitionOf(OrderKey);
}

/// <summary>Makes messages from the log. It depends on nothing but the log and the counts, so a second relay makes what the first one made.</summary>
internal sealed class OutgoingMessages(MessageMap map)
{
    private static readonly Publication Recorded = new(typeof(EventsRecorded), MessageMap.RecordedName);

    public List<Outgoing> From(IReadOnlyList<Recorded> events, SentCounts counts)
    {
        var outgoing = new List<Outgoing>(events.Count * 2);
        foreach (var append in events.GroupBy(e => e.Position))
        {
            foreach (var ofKey in append.GroupBy(OrderKeys.Of, StringComparer.Ordinal))
            {
                var ordinal = 0L;
                var contracts = new List<Outgoing>();
                foreach (var recorded in ofKey)
                {
                    ordinal = counts.NextEvent(ofKey.Key);
                    AddContracts(contracts, recorded, ofKey.Key, ordinal, counts);
                }

                // Audit is told first: what a contract message brings about elsewhere can then not stand in its queue before the cause.
                if (map.RecordsEverything) AddRecorded(outgoing, [.. ofKey], ofKey.Key, ordinal, counts);
                outgoing.AddRange(contracts);
            }
        }

        return outgoing;
    }

    private void AddContracts(List<Outgoing> outgoing, Recorded recorded, string orderKey, long ordinal, SentCounts counts)
    {
        var index = 0;
        foreach (var message in map.MessagesOf(recorded))
        {
            if (index == SentCounts.MessagesPerEvent) throw new InvalidOperationException($"{recorded.Type} makes more than {SentCounts.MessagesPerEvent} messages.");
            var kind = map.PublicationOf(message.GetType());
            var count = (ordinal * SentCounts.MessagesPerEvent) + index;
            var id = DerivedId.Of($"{recorded.Envelope.EventId:D}/{index++}");
            outgoing.Add(new Outgoing(map.Service, orderKey, count, counts.BeforeContract(orderKey, kind.Name, count), kind, message, id, recorded.Envelope));
        }
    }

    private void AddRecorded(List<Outgoing> outgoing, IReadOnlyList<Recorded> events, string orderKey, long ordinal, SentCounts counts)
    {
        var message = new EventsRecorded { Service = map.Service, Events = [.. events.Select(RecordedEvents.Of)] };
        var id = DerivedId.Of($"{events[0].Envelope.EventId:D}/recorded");
        outgoing.Add(new Outgoing(map.EventsSource, orderKey, ordinal, counts.BeforeRecorded(orderKey, ordinal), Recorded, message, id, events[0].Envelope));
    }
}

/// <summary>Leaves out what is sealed: a ciphertext says in its associated data which event and field it stands in.</summary>
internal static class SealedFields
{
    private static readonly string[] Members = ["ad", "key", "nonce", "tag", "text"];

    public static JsonElement Without(Recorded recorded)
    {
        if (recorded.Data.Span.IndexOf("\"nonce\""u8) < 0) return JsonElement.Parse(recorded.Data.Span);
        var root = JsonNode.Parse(recorded.Data.Span);
        Remove(root);
        return JsonSerializer.SerializeToElement(root);
    }

    private static void Remove(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var name in o.Where(m => IsSealed(m.Value)).Select(m => m.Key).ToList()) o.Remove(name);
                foreach (var member in o) Remove(member.Value);
                break;
            case JsonArray a:
                for (var i = 0; i < a.Count; i++)
                {
                    if (IsSealed(a[i])) a[i] = null;
                    else Remove(a[i]);
                }

                break;
            default:
                break;
        }
    }

    private static bool IsSealed(JsonNode? node) =>
        node is JsonObject o && o.Count == Members.Length && Members.All(o.ContainsKey)
        && o["ad"] is JsonValue ad && ad.TryGetValue<string>(out var text) && text.Length > 36 && Guid.TryParse(text.AsSpan(0, 36), out _);
}
