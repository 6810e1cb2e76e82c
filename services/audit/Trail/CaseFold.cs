using Healthcare.Audit.Webhooks;
using Healthcare.Handoffs;

namespace Healthcare.Audit.Trail;

/// <summary>
/// Folds the trail of a case into its status. Each service's events come in that service's order, and it does not matter how the services' events come between each other:
/// what is kept is kept by service or by stream, and in an order of its own.
/// </summary>
internal static class CaseFold
{
    public static CaseStatus? After(CaseStatus? status, string service, TrailEntry entry)
    {
        if (entry.CaseId is not { } caseId) return status;
        status ??= new CaseStatus { CaseId = caseId, Stage = Stages.First, Since = DateTimeOffset.MaxValue, LastChangeAt = DateTimeOffset.MinValue };
        status = status with { Events = status.Events + 1 };
        // Reading a case does not change it, nor does telling a partner of it.
        if (entry.Aggregate == "access" || (service == OwnEvents.Service && entry.Aggregate is "transmission" or CaseNotices.Name)) return Dated(status, entry);
        status = Dated(status, entry) with { LastChangeAt = entry.At > status.LastChangeAt ? entry.At : status.LastChangeAt };
        if (Stages.BegunBy(entry.Type, entry.Data) is { } stage) status = Marked(status, service, new StageMark(stage, entry.At));
        if (entry.Type.StartsWith("referral_received.", StringComparison.Ordinal))
            status = status with { TrackingId = TrailData.Text(entry.Data, "trackingId") ?? status.TrackingId, PartnerId = TrailData.Text(entry.Data, "partnerId") ?? status.PartnerId };
        return entry.Aggregate switch
        {
            HandoffAggregate.Name => status with { Crossings = With(status.Crossings, entry.StreamId, Waits.After(status.Crossings.GetValueOrDefault(entry.StreamId), service, entry)) },
            WorkItemAggregate.Name => status with { Work = With(status.Work, entry.StreamId, Waits.After(status.Work.GetValueOrDefault(entry.StreamId), service, entry)) },
            _ => status,
        };
    }

    // Until a stage is recorded, the case stands at the first one since the earliest thing that is known of it.
    private static CaseStatus Dated(CaseStatus status, TrailEntry entry) => status.History.Count == 0 && entry.At < status.Since ? status with { Since = entry.At } : status;

    private static CaseStatus Marked(CaseStatus status, string service, StageMark mark)
    {
        var marks = With(status.Marks, service, [.. status.Marks.GetValueOrDefault(service, []), mark], StringComparer.Ordinal);
        var history = Stages.Follow(marks);
        return status with { Marks = marks, History = history, Stage = history[^1].Stage, Since = history[^1].Since };
    }

    private static Dictionary<TKey, TValue> With<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> before, TKey key, TValue? value, IComparer<TKey>? order = null)
        where TKey : notnull
        where TValue : class
    {
        var after = new SortedDictionary<TKey, TValue>(order ?? Comparer<TKey>.Default);
        foreach (var (name, known) in before) after[name] = known;
        if (value is null) after.Remove(key);
        else after[key] = value;
        return new Dictionary<TKey, TValue>(after);
    }
}
