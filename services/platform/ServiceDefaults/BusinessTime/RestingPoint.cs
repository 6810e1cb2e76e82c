using Healthcare.EventStore;
using Healthcare.VirtualTime;

namespace Healthcare.ServiceDefaults;

/// <summary>What the time is here, what is due next, where the log ends, what is still under way, and what was told and heard.</summary>
internal sealed record ClockState(DateTimeOffset Now, DateTimeOffset? NextDeadlineAt, string Head, IReadOnlyDictionary<string, long> Pending)
{
    public Guid Run { get; init; }

    public IReadOnlyCollection<string> Hears { get; init; } = [];

    public IReadOnlyDictionary<string, long> Told { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    public long Heard { get; init; }
}

/// <summary>Waits until nothing of this service is under way. As long as nothing was committed or heard since it last came to rest, and nothing is due, it still is and nobody is asked.</summary>
internal sealed class RestingPoint(VirtualClock clock, IEventStore store, CommitSignal signal, MessageTally tally, IEnumerable<IHears> hears, IEnumerable<IQuietCheck> checks)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);
    private readonly IQuietCheck[] checks = [.. checks];
    private readonly string[] hears = [.. hears.SelectMany(h => h.Kinds)];
    private (long Commits, long Heard) knownAt;
    private ClockState? known;

    /// <summary>Rests, but not longer than this; what is still under way then is told.</summary>
    public async Task<ClockState> WaitAsync(long? expected, TimeSpan within, CancellationToken cancel)
    {
        tally.Expected = expected;
        for (var from = TimeProvider.System.GetTimestamp(); ; await Task.Delay(Look, TimeProvider.System, cancel))
        {
            var isLate = TimeProvider.System.GetElapsedTime(from) >= within;
            if (await LookAsync(expected, isLate, cancel) is { } state && (isLate || state.Pending.Values.All(n => n == 0))) return state;
        }
    }

    private async Task<ClockState?> LookAsync(long? expected, bool isLast, CancellationToken cancel)
    {
        var at = (signal.Count, tally.Heard);
        var now = clock.GetUtcNow();
        var pending = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["loops"] = signal.Busy(now),
            ["in hand"] = tally.InHand + Math.Max(0, (expected ?? 0) - tally.Heard),
        };
        var isBusy = pending.Values.Any(n => n > 0);
        if (isBusy && !isLast) return null;
        if (!isBusy && expected is not null && known is { } still && knownAt == at && !(still.NextDeadlineAt <= now)) return known = still with { Now = now };
        foreach (var check in checks)
        {
            // One thing under way is enough to be asked again; the dear questions come last.
            if (isBusy || (pending[check.Name] = await check.PendingAsync(cancel)) > 0) break;
        }

        var state = new ClockState(now, Earlier(await store.NextDeadlineAsync(cancel), signal.NextDue), (await store.HeadAsync(cancel)).ToString(), pending)
        {
            Run = tally.Run,
            Hears = hears,
            Told = new Dictionary<string, long>(tally.Told, StringComparer.Ordinal),
            Heard = tally.Heard,
        };
        var isStill = at == (signal.Count, tally.Heard);
        known = isStill && pending.Values.All(n => n == 0) ? state : null;
        knownAt = at;
        return isStill || isLast ? state : null;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}

/// <summary>The kinds of message that a service hears.</summary>
public interface IHears
{
    IReadOnlyCollection<string> Kinds { get; }
}
