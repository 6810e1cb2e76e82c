using Healthcare.Contracts.Audit.V1;

namespace Healthcare.Audit.Trail;

/// <summary>What a service says of an event, as the trail keeps it.</summary>
internal static class TrailEntries
{
    public static TrailEntry Of(RecordedEvent e) => new()
    {
        EventId = e.EventId,
        StreamId = e.StreamId,
        Aggregate = e.Aggregate,
        Version = e.Version,
        Sequence = e.Sequence,
        Type = e.Type,
        At = e.RecordedAt,
        Actor = e.Actor,
        ActorKind = e.ActorKind,
        Role = e.Role,
        OnBehalfOf = e.OnBehalfOf,
        Purpose = e.PurposeOfUse,
        CaseId = e.CaseId,
        CorrelationId = e.CorrelationId,
        CausationId = e.CausationId,
        Sensitivity = e.Sensitivity,
        Data = e.Data,
        Hash = e.Hash,
    };
}
