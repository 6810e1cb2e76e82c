using System.Text.Json;
using Healthcare.Audit.Trail;

namespace Healthcare.Audit.Tests;

/// <summary>Entries of a trail as a service's events make them.</summary>
internal static class Entries
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static TrailEntry Of(Guid stream, long version) => new()
    {
        EventId = new Guid($"01890000-0000-7000-8000-00000000010{version}"),
        StreamId = stream,
        Aggregate = "referral",
        Version = version,
        Sequence = version,
        Type = "referral_received.v1",
        At = Noon,
        Actor = "northside",
        ActorKind = "partner",
        Role = "partner",
        OnBehalfOf = "clerk-1",
        Purpose = "TREAT",
        CaseId = stream,
        CorrelationId = "01890000000070008000000000000201",
        CausationId = "01890000-0000-7000-8000-000000000202",
        Sensitivity = "limited",
        Data = JsonElement.Parse("""{"trackingId":"RABCDEFGHIJKL"}"""),
        Hash = $"hash-{version}",
    };
}
