using System.Text.Json;

namespace Healthcare.EventStore;

/// <summary>What an event carries beside its data: everything that Marten's columns hold, and our headers.</summary>
public sealed record EventEnvelope
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    /// <summary>The kind of stream, such as <c>claim</c>.</summary>
    public required string Aggregate { get; init; }

    public required long Version { get; init; }

    /// <summary>The stored name, such as <c>claim_submitted.v1</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Business time of recording, UTC, whole microseconds.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    public required Actor Actor { get; init; }

    public string? PurposeOfUse { get; init; }

    public Guid? CaseId { get; init; }

    public string? CorrelationId { get; init; }

    public string? CausationId { get; init; }

    public Guid? CommandId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public Sensitivity Sensitivity { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>SHA-256, lower-case hexadecimal, over the RFC 8785 form of envelope and data.</summary>
    public string Hash { get; init; } = "";
}

/// <summary>An event as it stands in the log.</summary>
public sealed class Recorded
{
    private readonly Func<Recorded, object> read;
    private object? happened;

    internal Recorded(EventEnvelope envelope, ReadOnlyMemory<byte> data, long sequence, LogPosition position, Func<Recorded, object> read)
    {
        Envelope = envelope;
        Data = data;
        Sequence = sequence;
        Position = position;
        this.read = read;
    }

    public EventEnvelope Envelope { get; }

    /// <summary>The stored JSON, sealed fields as ciphertext.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>The number the database gave; unique, and no order to read by.</summary>
    public long Sequence { get; }

    /// <summary>Where it stands in commit order; <see cref="LogPosition.Start"/> when read from its stream.</summary>
    public LogPosition Position { get; }

    public Guid StreamId => Envelope.StreamId;

    public long Version => Envelope.Version;

    public string Type => Envelope.Type;

    public Guid? CaseId => Envelope.CaseId;

    public DateTimeOffset Timestamp => Envelope.Timestamp;

    /// <summary>The event itself, brought up to its current shape; <see cref="JsonElement"/> when this build knows no such event.</summary>
    public object Event => happened ??= read(this);
}
