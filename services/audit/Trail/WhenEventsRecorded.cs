using Healthcare.Contracts.Audit.V1;
using Healthcare.EventStore;
using MassTransit;

namespace Healthcare.Audit.Trail;

/// <summary>Enters every stored event of every service into the trail of its case.</summary>
internal sealed class WhenEventsRecorded(TrailEntering trails) : IConsumer<EventsRecorded>
{
    public async Task Consume(ConsumeContext<EventsRecorded> context)
    {
        var message = context.Message;
        var first = message.Events[0];
        var outcome = await trails.EnterAsync(TrailId.Of(first.CaseId ?? first.StreamId), new RecordEntries(message.Service, [.. message.Events.Select(TrailEntries.Of)]), context.CancellationToken);
        if (outcome is Outcome.Accepted { Events.Count: > 0 }) CaseMeter.Completed.Add(message.Events.Count(e => Stages.Completes(Stages.BegunBy(e.Type, e.Data))));
    }
}
