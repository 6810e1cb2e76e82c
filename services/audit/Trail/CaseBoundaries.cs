using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Trail;

/// <summary>
/// One attempt at crossing a boundary: whose it was, from when to when, how it came out (<c>accepted</c>, <c>returned</c>, <c>timed-out</c>, <c>closed</c>, or <c>open</c>) and the codes of why it waited.
/// </summary>
/// <param name="Seconds">How long it took; of an open one, so far.</param>
/// <param name="Why">Conditions that were not met and requirements that were asked for, in the order in which they came up.</param>
/// <param name="EscalatedTo">Roles that were told, in order.</param>
internal sealed record BoundaryAttempt(
    string Boundary, int Attempt, string Service, string OwnerRole, DateTimeOffset From, DateTimeOffset? To, double Seconds, DateTimeOffset? DueAt, string Outcome, IReadOnlyList<string> Why, IReadOnlyList<string> EscalatedTo);

/// <summary>Boundary by boundary, in the order in which the case came to them.</summary>
internal sealed record BoundariesAnswer(Guid CaseId, IReadOnlyList<BoundaryAttempt> Attempts, DateTimeOffset? AsOf, long? LagMilliseconds);

internal static class CaseBoundaries
{
    public static void Map(RouteGroupBuilder cases) => cases.MapGet("/{caseId:guid}/boundaries", HandleAsync).RequireAuthorization(Policies.Staff).RecordingAccess()
        .Described("readBoundaries", "Boundary by boundary: who owned the case, from when to when, how it came out and why it waited");

    private static async Task<Results<Ok<BoundariesAnswer>, ProblemResult>> HandleAsync(Guid caseId, IEventStore store, LagWatch lag, TimeProvider clock, CancellationToken cancel)
    {
        var now = lag.Now();
        var trail = await store.ReadStreamAsync(TrailId.Of(caseId), 0, cancel);
        if (trail.Count == 0) return new ProblemResult(new ProblemAnswer(KnownProblems.NotFound));
        return TypedResults.Ok(new BoundariesAnswer(caseId, BoundaryTimeline.Of(trail.Select(r => r.Event).OfType<EntriesRecorded>(), clock.GetUtcNow()), now.AsOf, now.Milliseconds));
    }
}

/// <summary>Reads a case's crossings out of its trail: pure, and the same whatever the order of the services.</summary>
internal static class BoundaryTimeline
{
    public static IReadOnlyList<BoundaryAttempt> Of(IEnumerable<EntriesRecorded> links, DateTimeOffset now)
    {
        var attempts = new Dictionary<(Guid Stream, int Attempt), BoundaryAttempt>();
        foreach (var link in links)
        {
            foreach (var entry in link.Entries.Where(e => e.Aggregate == HandoffAggregate.Name))
            {
                var key = (entry.StreamId, TrailData.Number(entry.Data, "attempt") ?? 1);
                if (After(attempts.GetValueOrDefault(key), link.Service, key.Item2, entry) is { } attempt) attempts[key] = attempt;
            }
        }

        return
        [
            .. attempts.Values.Select(a => a with { Seconds = Math.Round(((a.To ?? now) - a.From).TotalSeconds, 3) })
                .OrderBy(a => a.From).ThenBy(a => a.Boundary, StringComparer.Ordinal).ThenBy(a => a.Attempt),
        ];
    }

    private static BoundaryAttempt? After(BoundaryAttempt? known, string service, int attempt, TrailEntry entry) => (entry.Type, known) switch
    {
        ("handoff_offered.v1", null) when entry.Data.TryGetProperty("terms", out var terms) => new BoundaryAttempt(
            TrailData.Text(terms, "boundary") ?? "", attempt, service, TrailData.Text(terms, "ownerRole") ?? "", entry.At, To: null, 0, TrailData.Time(terms, "dueAt"), "open", [], []),
        ("handoff_blocked.v1", not null) => Because(known, entry, "unmet", "predicate"),
        ("handoff_extended.v1" or "handoff_proceeded.v1", not null) when entry.Data.TryGetProperty("terms", out var longer) => known with { DueAt = TrailData.Time(longer, "dueAt") },
        ("handoff_escalated.v1", not null) => known with { EscalatedTo = [.. known.EscalatedTo, TrailData.Text(entry.Data, "role") ?? ""] },
        ("handoff_accepted.v1", not null) => Settled(known, entry, "accepted"),
        ("handoff_returned.v1", not null) => Settled(Because(known, entry, "requirements", "code"), entry, "returned"),
        ("handoff_timed_out.v1", not null) => Settled(known, entry, "timed-out"),
        ("handoff_closed.v1", not null) => Settled(known, entry, "closed"),
        _ => known,
    };

    // Exactly one outcome for each attempt; what is closed after it timed out stays timed out.
    private static BoundaryAttempt Settled(BoundaryAttempt attempt, TrailEntry entry, string outcome) => attempt.To is null ? attempt with { To = entry.At, Outcome = outcome } : attempt;

    private static BoundaryAttempt Because(BoundaryAttempt attempt, TrailEntry entry, string list, string member) =>
        attempt with { Why = [.. attempt.Why.Union(TrailData.List(entry.Data, list).Select(u => TrailData.Text(u, member)).OfType<string>(), StringComparer.Ordinal)] };
}
