using Healthcare.Audit.Trail;
using Healthcare.EventStore;

namespace Healthcare.Audit.Map;

/// <summary>What the map keeps of events that enter the trail, in their order.</summary>
internal static class MapRows
{
    public static IEnumerable<RowWrite> Of(string service, IEnumerable<TrailEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (CrossingStep.Of(service, entry) is { } step) yield return step.ToRow();
            if (Stake.Of(service, entry) is { } stake) yield return stake.ToRow();
        }
    }
}
