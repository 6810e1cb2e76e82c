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

    /// <summary>How long the last event took from its service's log into the trail.</summary>
    public long LagMilliseconds { get; init; }

    /// <summary>Crossings that are not settled, by id.</summary>
    public IReadOnlyDictionary<Guid, OpenCrossing> Crossings { get; init; } = new Dictionary<Guid, OpenCrossing>();

    /// <summary>Work that waits for a person, by id.</summary>
    public IReadOnlyDictionary<Guid, OpenWork> Work { get; init; } = new Dictionary<Guid, OpenWork>();

    public int Events { get; init; }
}

/// <summary>A boundary that the case stands at.</summary>
public sealed record OpenCrossing(string Service, string Boundary, string OwnerRole, string State, DateTimeOffset Since, DateTimeOffset? DueAt);

/// <summary>An item in a role's queue.</summary>
public sealed record OpenWork(string Service, string Kind, string Role, string ReasonCode, DateTimeOffset Since, DateTimeOffset? DueAt);

/// <summary>The stages that partners see, in order; each begins with a kind of event.</summary>
public static class Stages
{
    private static readonly (string Stage, string Event)[] Begun =
    [
        ("received", "referral_received."),
        ("accepted", "referral_accepted."),
        ("authorization-requested", "authorization_submitted."),
        ("authorization-pended", "authorization_pended."),
        ("authorized", "scheduling_released."),
        ("scheduled", "appointment_booked."),
        ("attended", "visit_attended."),
        ("billed", "claim_submitted."),
        ("payer-accepted", "claim_accepted_by_payer."),
        ("paid", "payment_applied."),
        ("posted", "journal_posted."),
    ];

    public static IEnumerable<string> All => Begun.Select(b => b.Stage);

    public static string First => Begun[0].Stage;

    public static string Last => Begun[^1].Stage;

    /// <summary>The stage that an event begins, or null.</summary>
    public static string? BegunBy(string type) => Begun.FirstOrDefault(b => type.StartsWith(b.Event, StringComparison.Ordinal)).Stage;

    /// <summary>True when <paramref name="stage"/> lies behind <paramref name="other"/>: services are not ordered among each other, so a late report never takes a case back.</summary>
    public static bool IsLater(string stage, string other) => Array.FindIndex(Begun, b => b.Stage == stage) > Array.FindIndex(Begun, b => b.Stage == other);
}
