using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Audit.Trail;

/// <summary>One event of a service that the trail holds, with the hash that its service gave it.</summary>
public sealed record Audited(Guid EventId, string Hash);

/// <summary>The trail by service and number, so that a service's log can be held against it.</summary>
internal sealed class AuditedView : View<Audited>
{
    public override string Name => "audited_v1";

    public static string KeyOf(string service, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{service}/{sequence:D19}");

    public override IEnumerable<string> KeysOf(Recorded happened) => happened.Event is EntriesRecorded e ? e.Entries.Select(entry => KeyOf(e.Service, entry.Sequence)) : [];

    public override Audited? Apply(string key, Audited? document, object happened, EventEnvelope envelope) =>
        happened is EntriesRecorded e && e.Entries.FirstOrDefault(entry => KeyOf(e.Service, entry.Sequence) == key) is { } found ? new Audited(found.EventId, found.Hash) : document;
}
