using System.Text.Json;
using Healthcare.EventStore;

namespace Healthcare.Audit.Trail;

/// <summary>What the trail of one case, or of one stream without a case, keeps.</summary>
public abstract record TrailEvent;

/// <summary>Events of a service entered the trail; <paramref name="Chain"/> is SHA-256 over the link before and every entry's hash, so that none can be taken out, added or moved.</summary>
[StoredAs("entries_recorded.v1")]
public sealed record EntriesRecorded(string Service, IReadOnlyList<TrailEntry> Entries, string Chain) : TrailEvent;

/// <summary>One event of a service as the trail keeps it: who, when, why, on what; without what is sealed at home.</summary>
public sealed record TrailEntry
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    public required string Aggregate { get; init; }

    public required long Version { get; init; }

    public required long Sequence { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public required string ActorKind { get; init; }

    public required string Role { get; init; }

    public string? OnBehalfOf { get; init; }

    public string? Purpose { get; init; }

    public Guid? CaseId { get; init; }

    public string? CorrelationId { get; init; }

    public string? CausationId { get; init; }

    public required string Sensitivity { get; init; }

    public required JsonElement Data { get; init; }

    public required string Hash { get; init; }
}
