using System.Text.Json;

namespace Healthcare.EventStore;

/// <summary>
/// A stored event does not fit the type that reads it: a fault of ours, never of whoever asked. It names where the event stands and what kind of failure it was,
/// and carries no inner exception, because the message of one may quote what is stored.
/// </summary>
public sealed class UnreadableEventException : Exception
{
    internal UnreadableEventException(EventEnvelope envelope, long sequence, string why)
        : base($"Event {envelope.EventId:D} ({envelope.Type}), version {envelope.Version} of stream {envelope.StreamId:D}, number {sequence}, cannot be read: {why}")
    {
        EventId = envelope.EventId;
        EventType = envelope.Type;
        StreamId = envelope.StreamId;
        Version = envelope.Version;
        Sequence = sequence;
        Why = why;
    }

    public Guid EventId { get; }

    /// <summary>The stored name.</summary>
    public string EventType { get; }

    public Guid StreamId { get; }

    public long Version { get; }

    /// <summary>The number in the log.</summary>
    public long Sequence { get; }

    /// <summary>The failure's type, and for JSON the path where reading stopped.</summary>
    public string Why { get; }

    internal static string WhyOf(Exception failure) => failure is JsonException { Path: { } path } ? $"{failure.GetType().Name} at {path}" : failure.GetType().Name;
}
