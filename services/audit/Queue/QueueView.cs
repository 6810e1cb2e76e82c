using System.Text.Json;
using Healthcare.Audit.Trail;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Audit.Queue;

/// <summary>Who holds an item.</summary>
internal enum Holding
{
    Free,
    Claimed,
    Snoozed,
}

/// <summary>What a page of the queue is asked for; what is null is not asked for.</summary>
internal sealed record QueueFilter(string? Role, string? Service, string? Boundary, Holding? Held)
{
    private const string Any = "*";

    // One term for each way of asking, so that every page is read from an index however long the queue is.
    public string Term => string.Join('|', Role ?? Any, Service ?? Any, Boundary ?? Any, Held?.ToString() ?? Any);

    public bool Admits(QueuedWork item) =>
        (Role is null || item.Role == Role || item.EscalatedTo == Role)
        && (Service is null || item.Service == Service)
        && (Boundary is null || item.Boundary == Boundary)
        && (Held is null || HoldingOf(item) == Held);

    public static Holding HoldingOf(QueuedWork item) => item switch { { ClaimedBy: not null } => Holding.Claimed, { SnoozedUntil: not null } => Holding.Snoozed, _ => Holding.Free };

    /// <summary>Every way of asking that finds the item.</summary>
    public static IEnumerable<QueueFilter> Finding(QueuedWork item) =>
        from role in new[] { null, item.Role, item.EscalatedTo }.Distinct(StringComparer.Ordinal)
        from service in new[] { null, item.Service }
        from boundary in new[] { null, item.Boundary }.Distinct(StringComparer.Ordinal)
        from held in new Holding?[] { null, HoldingOf(item) }
        select new QueueFilter(role, service, boundary, held);
}

/// <summary>The work items of all services, folded from the trail as each service folds its own, in the same order: next best first.</summary>
internal sealed class QueueView : View<QueuedWork>
{
    private static readonly WorkItemView Own = new();
    private static readonly EventTypes Types = Known();

    public override string Name => "queue_v1";

    public static string OfOwner(string subject) => $"owner:{subject}";

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    public override IEnumerable<string> KeysOf(Recorded happened) => happened.Event is EntriesRecorded e
        ? e.Entries.Where(entry => entry.Aggregate == WorkItemAggregate.Name).Select(entry => entry.StreamId.ToString("D")).Distinct(StringComparer.Ordinal)
        : [];

    public override QueuedWork? Apply(string key, QueuedWork? document, object happened, EventEnvelope envelope) => happened is EntriesRecorded e
        ? e.Entries.Where(entry => entry.Aggregate == WorkItemAggregate.Name && entry.StreamId.ToString("D") == key).Aggregate(document, (item, entry) => After(item, e.Service, entry))
        : document;

    public override IEnumerable<string> TermsOf(QueuedWork document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (!document.IsOpen) return [];
        IEnumerable<string> terms = QueueFilter.Finding(document).Select(f => f.Term);
        if (document.ClaimedBy is { } owner) terms = terms.Append(OfOwner(owner));
        return document.CaseId is { } caseId ? terms.Append(OfCase(caseId)) : terms;
    }

    public override string SortOf(QueuedWork document) => Own.SortOf(document);

    private static QueuedWork? After(QueuedWork? known, string service, TrailEntry entry) =>
        Read(entry) is { } happened && WorkItemView.After(known, happened, entry.StreamId, entry.Version) is { } after ? after as QueuedWork ?? new QueuedWork(after, service) : known;

    // A fold never throws: what a service recorded in a form that is not known here changes nothing. What is sealed at home is not in it.
    private static WorkItemEvent? Read(TrailEntry entry)
    {
        try
        {
            return Types.TypeOf(entry.Type) is { } type ? entry.Data.Deserialize(type, EventCodec.ReadOptions) as WorkItemEvent : null;
        }
        catch (Exception unknown) when (unknown is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }

    private static EventTypes Known()
    {
        var types = new EventTypes();
        types.AddFamily(typeof(WorkItemEvent));
        return types;
    }
}
