namespace Healthcare.Audit.Trail;

/// <summary>Where a case is, across all services: who owns it, since when, waiting for what, by when. A projection of the trail; ids and codes only.</summary>
public sealed record CaseStatus
{
    public required Guid CaseId { get; init; }

    /// <summary>What the partner follows the case by.</summary>
    public string? TrackingId { get; init; }

    public string? PartnerId { get; init; }

    /// <summary>One of <see cref="Stages"/>.</summary>
    public required string Stage { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset LastChangeAt { get; init; }

    /// <summary>The stages that the case came to, in order; the last is <see cref="Stage"/>.</summary>
    public IReadOnlyList<StageChange> History { get; init; } = [];

    /// <summary>What each service recorded of stages, in its own order: what the history follows from.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<StageMark>> Marks { get; init; } = new Dictionary<string, IReadOnlyList<StageMark>>(StringComparer.Ordinal);

    /// <summary>Crossings that are not settled, by id.</summary>
    public IReadOnlyDictionary<Guid, OpenCrossing> Crossings { get; init; } = new Dictionary<Guid, OpenCrossing>();

    /// <summary>Work that waits for a person, by id.</summary>
    public IReadOnlyDictionary<Guid, OpenWork> Work { get; init; } = new Dictionary<Guid, OpenWork>();

    public int Events { get; init; }

    /// <summary>The earliest deadline of what is open.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset? DueAt => Crossings.Values.Select(c => c.DueAt).Concat(Work.Values.Select(w => w.DueAt)).Min();
}

/// <summary>A boundary that the case stands at.</summary>
public sealed record OpenCrossing(string Service, string Boundary, string OwnerRole, string State, DateTimeOffset Since, DateTimeOffset? DueAt)
{
    /// <summary>Codes of the conditions that keep it there, or of what the receiver asks for.</summary>
    public IReadOnlyList<string> Unmet { get; init; } = [];
}

/// <summary>An item in a role's queue.</summary>
public sealed record OpenWork(string Service, string Kind, string Role, string ReasonCode, DateTimeOffset Since, DateTimeOffset? DueAt);
