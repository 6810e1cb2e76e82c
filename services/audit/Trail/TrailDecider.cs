using Healthcare.EventStore;

namespace Healthcare.Audit.Trail;

/// <summary>Enters what a service recorded.</summary>
public sealed record RecordEntries(string Service, IReadOnlyList<TrailEntry> Entries);

/// <summary>Where a trail's chain stands, and how far each stream of each service is in it.</summary>
public sealed record TrailState(string Chain, IReadOnlyDictionary<Guid, long> Versions)
{
    public static readonly TrailState Empty = new(TrailChain.Start, new Dictionary<Guid, long>());
}

/// <summary>The rule of the trail: each event once, in the order of its stream.</summary>
internal static class TrailDecider
{
    public static readonly Aggregate<TrailState, RecordEntries, TrailEvent> Aggregate = new("trail", TrailState.Empty, Evolve, Decide);

    public static TrailState Evolve(TrailState state, TrailEvent happened)
    {
        if (happened is not EntriesRecorded recorded) return state;
        var versions = new Dictionary<Guid, long>(state.Versions);
        foreach (var entry in recorded.Entries) versions[entry.StreamId] = entry.Version;
        return new TrailState(recorded.Chain, versions);
    }

    public static Decision<TrailEvent> Decide(TrailState state, RecordEntries command)
    {
        var fresh = command.Entries.Where(e => e.Version > state.Versions.GetValueOrDefault(e.StreamId)).ToList();
        return fresh.Count == 0 ? [] : [new EntriesRecorded(command.Service, fresh, TrailChain.Next(state.Chain, command.Service, fresh))];
    }
}
