using System.Text.Json;

namespace Healthcare.Contracts.Audit.V1;

/// <summary>
/// Stored events of one service, of one case and one transaction, in the order of the log; only audit reads it. It is the one message that carries stored events:
/// as opaque JSON, without the fields that are sealed at home.
/// </summary>
public sealed record EventsRecorded
{
    public required string Service { get; init; }

    public required IReadOnlyList<RecordedEvent> Events { get; init; }
}

/// <summary>One stored event: who, when, why, on what, and the hash that its service keeps of the whole (45 CFR 164.312(b)).</summary>
public sealed record RecordedEvent
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    /// <summary>The kind of stream, such as <c>claim</c>.</summary>
    public required string Aggregate { get; init; }

    public required long Version { get; init; }

    /// <summary>The number that the service's database gave; unique per service, and no order to read by.</summary>
    public required long Sequence { get; init; }

    /// <summary>Where it stands in the service's commit order: era, transaction, first number of its append.</summary>
    public required string Position { get; init; }

    /// <summary>The stored name, such as <c>claim_submitted.v1</c>.</summary>
    public required string Type { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required string Actor { get; init; }

    /// <summary><c>human</c>, <c>system</c>, <c>partner</c> or <c>ai</c>.</summary>
    public required string ActorKind { get; init; }

    public required string Role { get; init; }

    public string? OnBehalfOf { get; init; }

    /// <summary>HL7 purpose of use.</summary>
    public string? PurposeOfUse { get; init; }

    public Guid? CaseId { get; init; }

    public string? CorrelationId { get; init; }

    public string? CausationId { get; init; }

    public Guid? CommandId { get; init; }

    public required int SchemaVersion { get; init; }

    /// <summary><c>none</c>, <c>limited</c>, <c>phi</c> or <c>part2</c>.</summary>
    public required string Sensitivity { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>The event's data; fields that are sealed at home are left out.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>SHA-256, lower-case hexadecimal, over the RFC 8785 form of envelope and whole data, as its service keeps it.</summary>
    public required string Hash { get; init; }
}
