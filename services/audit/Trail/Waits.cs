namespace Healthcare.Audit.Trail;

/// <summary>What a crossing or a work item of a service waits for, after an event of its stream; null when it is settled.</summary>
internal static class Waits
{
    public static OpenCrossing? After(OpenCrossing? known, string service, TrailEntry entry) => (entry.Type, known) switch
    {
        ("handoff_accepted.v1" or "handoff_closed.v1", _) => null,
        ("handoff_offered.v1", _) when entry.Data.TryGetProperty("terms", out var terms) =>
            new OpenCrossing(service, TrailData.Text(terms, "boundary") ?? "", TrailData.Text(terms, "ownerRole") ?? "", "offered", entry.At, TrailData.Time(terms, "dueAt")),
        ("handoff_blocked.v1", not null) => known with { State = "blocked", Since = entry.At, Unmet = Codes(entry, "unmet", "predicate") },
        ("handoff_cleared.v1", not null) => known with { State = "offered", Since = entry.At, Unmet = [] },
        ("handoff_extended.v1" or "handoff_proceeded.v1", not null) when entry.Data.TryGetProperty("terms", out var longer) =>
            known with { DueAt = TrailData.Time(longer, "dueAt"), Unmet = entry.Type == "handoff_proceeded.v1" ? [] : known.Unmet },
        ("handoff_returned.v1", not null) => known with { State = "returned", Since = entry.At, Unmet = Codes(entry, "requirements", "code"), DueAt = ReworkDue(entry) ?? known.DueAt },
        ("handoff_timed_out.v1", not null) => known with { State = "timed-out", Since = entry.At },
        _ => known,
    };

    public static OpenWork? After(OpenWork? known, string service, TrailEntry entry) => (entry.Type, known) switch
    {
        ("work_item_resolved.v1", _) => null,
        ("work_item_opened.v1", _) => new OpenWork(
            service, TrailData.Text(entry.Data, "kind") ?? "", TrailData.Text(entry.Data, "role") ?? "", TrailData.Text(entry.Data, "reasonCode") ?? "", entry.At, TrailData.Time(entry.Data, "dueAt")),
        // One that was resolved is no longer known here, and its renewal does not say of what kind it was.
        ("work_item_renewed.v1", _) => (known ?? new OpenWork(service, "renewed", "", "", entry.At, DueAt: null)) with
        {
            Role = TrailData.Text(entry.Data, "role") ?? "",
            ReasonCode = TrailData.Text(entry.Data, "reasonCode") ?? "",
            DueAt = TrailData.Time(entry.Data, "dueAt"),
        },
        ("work_item_reassigned.v1", not null) => known with { Role = TrailData.Text(entry.Data, "role") ?? known.Role },
        ("work_item_due_changed.v1", not null) => known with { DueAt = TrailData.Time(entry.Data, "dueAt") },
        _ => known,
    };

    private static IReadOnlyList<string> Codes(TrailEntry entry, string list, string member) =>
        [.. TrailData.List(entry.Data, list).Select(u => TrailData.Text(u, member)).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static DateTimeOffset? ReworkDue(TrailEntry entry) => entry.Data.TryGetProperty("rework", out var rework) ? TrailData.Time(rework, "dueAt") : null;
}
