using Healthcare.EventStore;

namespace Healthcare.Audit.Trail;

/// <summary>Enters what a service recorded.</summary>
public sealed record RecordEntries(string Service, IReadOnlyList<TrailEntry> Entries);

/// <summary>
/// Where a trail's chain stands, how far each stream of each service is in it, and where that leaves the case. Two services may have streams of one id, such as the digest of a role and day.
/// </summary>
public sealed record TrailState(string Chain, IReadOnlyDictionary<(string Service, Guid Stream), long> Versions)
{
    public static readonly TrailState Empty = new(TrailChain.Start, new Dictionary<(string, Guid), long>());

    /// <summary>The case that the trail is of; null for a stream without one.</summary>
    public CaseStatus? Case { get; init; }

    /// <summary>How often the stage of the case has changed.</summary>
    public long StageChanges { get; init; }

    /// <summary>Where the last link left the case after each of its entries that changed the stage.</summary>
    public IReadOnlyList<CaseStatus> LastChanges { get; init; } = [];
}

/// <summary>The rule of the trail: each event once, in the order of its stream.</summary>
internal static class TrailDecider
{
    public static readonly Aggregate<TrailState, RecordEntries, TrailEvent> Aggregate = new("trail", TrailState.Empty, Evolve, Decide);

    public static TrailState Evolve(TrailState state, TrailEvent happened)
    {
        if (happened is not EntriesRecorded recorded) return state;
        var versions = new Dictionary<(string, Guid), long>(state.Versions);
        var status = state.Case;
        var changes = new List<CaseStatus>();
        foreach (var entry in recorded.Entries)
        {
            versions[(recorded.Service, entry.StreamId)] = entry.Version;
            var before = status?.History is [.., var last] ? last.Stage : null;
            status = CaseFold.After(status, recorded.Service, entry);
            if (status?.History is [.., var now] && now.Stage != before) changes.Add(status);
        }

        return new TrailState(recorded.Chain, versions) { Case = status, StageChanges = state.StageChanges + changes.Count, LastChanges = changes };
    }

    /// <summary>What of it the trail does not hold yet.</summary>
    public static IReadOnlyList<TrailEntry> Fresh(TrailState state, RecordEntries command) =>
        [.. command.Entries.Where(e => e.Version > state.Versions.GetValueOrDefault((command.Service, e.StreamId)))];

    public static Decision<TrailEvent> Decide(TrailState state, RecordEntries command)
    {
        var fresh = Fresh(state, command);
        return fresh.Count == 0 ? [] : [new EntriesRecorded(command.Service, fresh, TrailChain.Next(state.Chain, command.Service, fresh))];
    }
}
