using Healthcare.Contracts.Audit.V1;
using Healthcare.EventStore;
using MassTransit;

namespace Healthcare.Audit.Trail;

/// <summary>Enters every stored event of every service into the trail of its case.</summary>
internal sealed class WhenEventsRecorded(Streams<RecordEntries> trails) : IConsumer<EventsRecorded>
{
    public async Task Consume(ConsumeContext<EventsRecorded> context)
    {
        var message = context.Message;
        var first = message.Events[0];
        var outcome = await trails.ExecuteAsync(TrailId.Of(first.CaseId ?? first.StreamId), new RecordEntries(message.Service, [.. message.Events.Select(EntryOf)]), context.CancellationToken);
        if (outcome is Outcome.Accepted { Events.Count: > 0 }) CaseMeter.Completed.Add(message.Events.Count(e => Stages.BegunBy(e.Type) == Stages.Last));
    }

    private static TrailEntry EntryOf(RecordedEvent e) => new()
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
