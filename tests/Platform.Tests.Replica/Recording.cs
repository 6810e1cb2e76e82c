using System.Collections.Concurrent;
using Healthcare.Contracts.Audit.V1;
using MassTransit;

namespace Healthcare.Platform.Tests.Replicas;

/// <summary>What audit was told, in the order in which it was told.</summary>
public sealed class Recording
{
    public ConcurrentQueue<EventsRecorded> Messages { get; } = new();

    public IEnumerable<RecordedEvent> Of(string service) => Messages.Where(m => m.Service == service).SelectMany(m => m.Events);
}

public sealed class WhenEventsRecorded(Recording recording) : IConsumer<EventsRecorded>
{
    public Task Consume(ConsumeContext<EventsRecorded> context)
    {
        recording.Messages.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}
