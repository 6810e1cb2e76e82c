using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Audit.Trail;

/// <summary>A crossing or a work item that a case waits for, by its own id.</summary>
public sealed record WaitingItem(Guid CaseId, OpenCrossing? Crossing, OpenWork? Work)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public string Role => Crossing?.OwnerRole ?? Work?.Role ?? "";

    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset? DueAt => Crossing is { } crossing ? crossing.DueAt : Work?.DueAt;
}

/// <summary>What waits for each role over all services, the earliest deadline first.</summary>
internal sealed class WaitingView : View<WaitingItem>
{
    public const string All = "all";

    public override string Name => "waiting_v1";

    public static string OfRole(string role) => $"role:{role}";

    public static string SortAt(DateTimeOffset? dueAt) => dueAt is { } due ? due.UtcDateTime.ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture) : "~";

    public override IEnumerable<string> KeysOf(Recorded happened) => happened.Event is EntriesRecorded e
        ? e.Entries.Where(entry => entry is { CaseId: not null, Aggregate: HandoffAggregate.Name or WorkItemAggregate.Name }).Select(entry => entry.StreamId.ToString("D")).Distinct(StringComparer.Ordinal)
        : [];

    public override WaitingItem? Apply(string key, WaitingItem? document, object happened, EventEnvelope envelope) =>
        happened is EntriesRecorded e ? e.Entries.Where(entry => entry.StreamId.ToString("D") == key).Aggregate(document, (item, entry) => After(item, e.Service, entry)) : document;

    public override IEnumerable<string> TermsOf(WaitingItem document) => [All, OfRole(document.Role)];

    public override string SortOf(WaitingItem document) => SortAt(document.DueAt);

    private static WaitingItem? After(WaitingItem? item, string service, TrailEntry entry) => (entry.Aggregate, entry.CaseId) switch
    {
        (HandoffAggregate.Name, { } caseId) => Waits.After(item?.Crossing, service, entry) is { } crossing ? new WaitingItem(caseId, crossing, Work: null) : null,
        (WorkItemAggregate.Name, { } caseId) => Waits.After(item?.Work, service, entry) is { } work ? new WaitingItem(caseId, Crossing: null, work) : null,
        _ => item,
    };
}
