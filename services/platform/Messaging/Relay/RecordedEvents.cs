using System.Text.Json;
using Healthcare.Contracts.Audit.V1;
using Healthcare.EventStore;

namespace Healthcare.Messaging;

/// <summary>A stored event as it leaves its service for audit: whole, without what is sealed.</summary>
public static class RecordedEvents
{
    public static RecordedEvent Of(Recorded recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var e = recorded.Envelope;
        return new RecordedEvent
        {
            EventId = e.EventId,
            StreamId = e.StreamId,
            Aggregate = e.Aggregate,
            Version = e.Version,
            Sequence = recorded.Sequence,
            Position = recorded.Position.ToString(),
            Type = e.Type,
            RecordedAt = e.Timestamp,
            Actor = e.Actor.Id,
            ActorKind = NameOf(e.Actor.Kind),
            Role = e.Actor.Role,
            OnBehalfOf = e.Actor.OnBehalfOf,
            PurposeOfUse = e.PurposeOfUse,
            CaseId = e.CaseId,
            CorrelationId = e.CorrelationId,
            CausationId = e.CausationId,
            CommandId = e.CommandId,
            SchemaVersion = e.SchemaVersion,
            Sensitivity = NameOf(e.Sensitivity),
            TraceParent = e.TraceParent,
            Data = SealedFields.Without(recorded),
            Hash = e.Hash,
        };
    }

    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
