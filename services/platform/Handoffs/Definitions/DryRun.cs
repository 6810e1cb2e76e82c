using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>What would have been otherwise about one attempt.</summary>
public sealed record DryRunDifference(Guid HandoffId, int Attempt, DateTimeOffset StartedAt, DateTimeOffset DueAt, DateTimeOffset WouldBeDueAt, IReadOnlyList<DryRunEffect> Effects);

/// <summary>A way in which a definition would have changed what happened.</summary>
public enum DryRunEffect
{
    DueEarlier,
    DueLater,

    /// <summary>Answered in time, and too late by the new rule.</summary>
    WouldBeMissed,

    /// <summary>Timed out, and answered in time by the new rule.</summary>
    WouldNotBeMissed,

    /// <summary>Blocked only by what the new rule does not ask.</summary>
    WouldNotBeBlocked,

    /// <summary>The new rule asks what was never tested then.</summary>
    CannotTell,
}

/// <summary>With this definition, the period would have had these differences; <see cref="Differences"/> lists the first of them.</summary>
public sealed record DryRunReport(string Boundary, int Version, int ProposedVersion, DateTimeOffset From, DateTimeOffset Until, long Attempts, DryRunCounts Counts, IReadOnlyList<DryRunDifference> Differences);

/// <summary>How many attempts would have been otherwise, by how.</summary>
public sealed record DryRunCounts(long DueEarlier, long DueLater, long WouldBeMissed, long WouldNotBeMissed, long WouldNotBeBlocked, long CannotTell);

/// <summary>Runs a definition against recorded history; it reads and changes nothing.</summary>
public sealed class DryRun(IEventStore store)
{
    private const int AppendsPerPage = 500;
    private const int MostListed = 200;

    public async Task<DryRunReport> RunAsync(BoundaryContract inForce, BoundaryContract proposed, DateTimeOffset from, DateTimeOffset until, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(inForce);
        ArgumentNullException.ThrowIfNull(proposed);
        var attempts = new Dictionary<(Guid Stream, int Attempt), Past>();
        await foreach (var events in store.ReadWholeLogAsync(AppendsPerPage, cancel))
        {
            foreach (var recorded in events)
            {
                if (recorded.Event is HandoffEvent e) Remember(attempts, recorded.StreamId, e, inForce.Id);
            }
        }

        var counts = Enum.GetValues<DryRunEffect>().ToDictionary(e => e, _ => 0L);
        var differences = new List<DryRunDifference>();
        long seen = 0;
        foreach (var ((stream, attempt), past) in attempts)
        {
            if (past.Offered.At < from || past.Offered.At >= until) continue;
            seen++;
            var due = ClockOf(proposed, NameOf(inForce, past.Offered.Terms)).DueFrom(past.Offered.Terms.StartedAt);
            var answeredAt = past.AnsweredAt ?? attempts.GetValueOrDefault((stream, attempt + 1))?.AnsweredAt;
            var effects = Effects(past, due, answeredAt, until, inForce, proposed).ToList();
            foreach (var effect in effects) counts[effect]++;
            if (effects.Count > 0 && differences.Count < MostListed) differences.Add(new DryRunDifference(stream, attempt, past.Offered.Terms.StartedAt, past.Offered.Terms.DueAt, due, effects));
        }

        var total = new DryRunCounts(
            counts[DryRunEffect.DueEarlier], counts[DryRunEffect.DueLater], counts[DryRunEffect.WouldBeMissed], counts[DryRunEffect.WouldNotBeMissed], counts[DryRunEffect.WouldNotBeBlocked], counts[DryRunEffect.CannotTell]);
        return new DryRunReport(inForce.Id, inForce.Version, proposed.Version, from, until, seen, total, differences);
    }

    private static IEnumerable<DryRunEffect> Effects(Past past, DateTimeOffset due, DateTimeOffset? answeredAt, DateTimeOffset until, BoundaryContract inForce, BoundaryContract proposed)
    {
        if (due < past.Offered.Terms.DueAt) yield return DryRunEffect.DueEarlier;
        if (due > past.Offered.Terms.DueAt) yield return DryRunEffect.DueLater;
        if (!past.IsTimedOut && (answeredAt ?? until) > due && (answeredAt ?? until) <= past.Offered.Terms.DueAt) yield return DryRunEffect.WouldBeMissed;
        if (past.IsTimedOut && answeredAt <= due) yield return DryRunEffect.WouldNotBeMissed;
        var asked = proposed.Conditions.Select(c => c.Predicate).ToHashSet(StringComparer.Ordinal);
        if (past.Blocked.Count > 0 && past.Blocked.All(p => !asked.Contains(p))) yield return DryRunEffect.WouldNotBeBlocked;
        var tested = past.Offered.Conditions.Select(c => c.Predicate).ToHashSet(StringComparer.Ordinal);
        var otherwise = proposed.Conditions.Any(c => !tested.Contains(c.Predicate) || inForce.Conditions.Any(b => b.Predicate == c.Predicate && b.Parameters.ToString() != c.Parameters.ToString()));
        if (otherwise) yield return DryRunEffect.CannotTell;
    }

    private static void Remember(Dictionary<(Guid, int), Past> attempts, Guid stream, HandoffEvent happened, string boundary)
    {
        if (happened is HandoffOffered offered && offered.Terms.Boundary == boundary)
        {
            attempts[(stream, offered.Attempt)] = new Past(offered);
            return;
        }

        if (!attempts.TryGetValue((stream, happened.Attempt), out var past)) return;
        switch (happened)
        {
            case HandoffBlocked e:
                past.Blocked.UnionWith(e.Unmet.Select(u => u.Predicate));
                break;
            case HandoffAccepted or HandoffReturned:
                past.AnsweredAt = happened.At;
                break;
            case HandoffTimedOut:
                past.IsTimedOut = true;
                break;
        }
    }

    // Older events do not name their clock; the one that gives the time that was given is it.
    private static string? NameOf(BoundaryContract inForce, HandoffTerms terms)
    {
        if (terms.Clock is not null || inForce.Clock.DueFrom(terms.StartedAt) == terms.DueAt) return terms.Clock;
        return inForce.Variants.FirstOrDefault(v => v.Value.DueFrom(terms.StartedAt) == terms.DueAt).Key;
    }

    private static Clock ClockOf(BoundaryContract contract, string? name) => name is not null && contract.Variants.TryGetValue(name, out var clock) ? clock : contract.Clock;

    private sealed class Past(HandoffOffered offered)
    {
        public HandoffOffered Offered { get; } = offered;

        public HashSet<string> Blocked { get; } = new(StringComparer.Ordinal);

        public DateTimeOffset? AnsweredAt { get; set; }

        public bool IsTimedOut { get; set; }
    }
}
