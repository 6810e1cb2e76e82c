using System.Globalization;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Audit.Trail;

/// <summary>Folds a case's trail into its status, in the transaction that enters the events.</summary>
internal sealed class CaseStatusView : View<CaseStatus>
{
    public override string Name => "case_status_v2";

    public override string? InlineOf => TrailDecider.Aggregate.Name;

    public static string OfTracking(string trackingId) => $"tracking:{trackingId}";

    public static string OfPartner(string partnerId) => $"partner:{partnerId}";

    public override CaseStatus? Apply(string key, CaseStatus? document, object happened, EventEnvelope envelope)
    {
        if (happened is not EntriesRecorded recorded) return document;
        foreach (var entry in recorded.Entries.Where(e => e.CaseId is not null)) document = Apply(document, recorded.Service, entry);
        return document is not null && recorded.Entries is [.., var last] ? document with { LagMilliseconds = (long)Math.Max(0, (envelope.Timestamp - last.At).TotalMilliseconds) } : document;
    }

    public override IEnumerable<string> TermsOf(CaseStatus document)
    {
        yield return "all";
        yield return $"stage:{document.Stage}";
        if (document.TrackingId is { } tracking) yield return OfTracking(tracking);
        if (document.PartnerId is { } partner) yield return OfPartner(partner);
    }

    public override string SortOf(CaseStatus document) => document.LastChangeAt.UtcDateTime.ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture);

    private static CaseStatus? Apply(CaseStatus? status, string service, TrailEntry entry)
    {
        if (entry.CaseId is not { } caseId) return status;
        status ??= new CaseStatus { CaseId = caseId, Stage = Stages.First, Since = entry.At, LastChangeAt = entry.At };
        // Reading a case does not change it.
        if (entry.Aggregate == "access") return status with { Events = status.Events + 1 };
        status = status with { Events = status.Events + 1, LastChangeAt = entry.At > status.LastChangeAt ? entry.At : status.LastChangeAt };
        if (Stages.BegunBy(entry.Type) is { } stage && (Stages.IsLater(stage, status.Stage) || status.Stage == stage)) status = status with { Stage = stage, Since = entry.At };
        if (entry.Type.StartsWith("referral_received.", StringComparison.Ordinal))
            status = status with { TrackingId = Text(entry.Data, "trackingId") ?? status.TrackingId, PartnerId = Text(entry.Data, "partnerId") ?? status.PartnerId };
        return entry.Aggregate switch
        {
            HandoffAggregate.Name => status with { Crossings = CrossingsAfter(status.Crossings, service, entry) },
            WorkItemAggregate.Name => status with { Work = WorkAfter(status.Work, service, entry) },
            _ => status,
        };
    }

    private static Dictionary<Guid, OpenCrossing> CrossingsAfter(IReadOnlyDictionary<Guid, OpenCrossing> open, string service, TrailEntry entry)
    {
        var after = new Dictionary<Guid, OpenCrossing>(open);
        var known = after.GetValueOrDefault(entry.StreamId);
        switch (entry.Type)
        {
            case "handoff_accepted.v1" or "handoff_closed.v1":
                after.Remove(entry.StreamId);
                break;
            case "handoff_offered.v1" when entry.Data.TryGetProperty("terms", out var terms):
                after[entry.StreamId] = new OpenCrossing(service, Text(terms, "boundary") ?? "", Text(terms, "ownerRole") ?? "", "offered", entry.At, Time(terms, "dueAt"));
                break;
            case "handoff_blocked.v1" when known is not null:
                after[entry.StreamId] = known with { State = "blocked", Since = entry.At };
                break;
            case "handoff_cleared.v1" when known is not null:
                after[entry.StreamId] = known with { State = "offered", Since = entry.At };
                break;
            case "handoff_extended.v1" or "handoff_proceeded.v1" when known is not null && entry.Data.TryGetProperty("terms", out var longer):
                after[entry.StreamId] = known with { DueAt = Time(longer, "dueAt") };
                break;
            case "handoff_returned.v1" when known is not null:
                after[entry.StreamId] = known with { State = "returned", Since = entry.At };
                break;
            case "handoff_timed_out.v1" when known is not null:
                after[entry.StreamId] = known with { State = "timed-out", Since = entry.At };
                break;
            default:
                break;
        }

        return after;
    }

    private static Dictionary<Guid, OpenWork> WorkAfter(IReadOnlyDictionary<Guid, OpenWork> open, string service, TrailEntry entry)
    {
        var after = new Dictionary<Guid, OpenWork>(open);
        var known = after.GetValueOrDefault(entry.StreamId);
        switch (entry.Type)
        {
            case "work_item_resolved.v1":
                after.Remove(entry.StreamId);
                break;
            case "work_item_opened.v1":
                after[entry.StreamId] = new OpenWork(service, Text(entry.Data, "kind") ?? "", Text(entry.Data, "role") ?? "", Text(entry.Data, "reasonCode") ?? "", entry.At, Time(entry.Data, "dueAt"));
                break;
            case "work_item_renewed.v1":
                // One that was resolved is no longer known here, and its renewal does not say of what kind it was.
                after[entry.StreamId] = (known ?? new OpenWork(service, "renewed", "", "", entry.At, DueAt: null)) with
                {
                    Role = Text(entry.Data, "role") ?? "",
                    ReasonCode = Text(entry.Data, "reasonCode") ?? "",
                    DueAt = Time(entry.Data, "dueAt"),
                };
                break;
            case "work_item_reassigned.v1" when known is not null:
                after[entry.StreamId] = known with { Role = Text(entry.Data, "role") ?? known.Role };
                break;
            case "work_item_due_changed.v1" when known is not null:
                after[entry.StreamId] = known with { DueAt = Time(entry.Data, "dueAt") };
                break;
            default:
                break;
        }

        return after;
    }

    private static string? Text(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement data, string name) =>
        Text(data, name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
