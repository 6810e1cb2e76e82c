using Healthcare.EventStore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.Handoffs;

/// <summary>
/// Fires what is due, one after the other in the order of its due times, in one process at a time. The aggregate's event clears the deadline in the
/// transaction that it is written in, so nothing fires twice: not after a crash, and not by a former leader that wakes late.
/// </summary>
internal sealed class DeadlineClock(
    Leadership leadership,
    IEventStore store,
    CommitSignal signal,
    IEnumerable<DeadlineHandler> handlers,
    IServiceScopeFactory scopes,
    OpenWorkCount counting,
    HandoffMeter meter,
    TimeProvider clock,
    IOptions<DeadlineClockOptions> options,
    ILogger<DeadlineClock> logger) : Leader(leadership)
{
    public const string Lease = "deadline-clock";

    private readonly DeadlineHandler[] handlers = [.. handlers.OrderByDescending(h => h.Prefix.Length)];

    protected override string LeaseName => Lease;

    protected override Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        meter.StartAtZero();
        return Task.WhenAll(FireAsync(cancel), counting.RunAsync(cancel));
    }

    private async Task FireAsync(CancellationToken cancel)
    {
        var waiting = new Dictionary<DueDeadline, long>();
        using var watch = signal.Watch(CommitSignal.Deadlines);
        while (true)
        {
            watch.Look();
            var now = clock.GetUtcNow();
            var earliest = await store.DueDeadlinesAsync(DateTimeOffset.MaxValue, waiting.Count + 1, cancel);
            if (waiting.Count > 0) Forget(waiting, earliest);
            // Reads anew after each one: what it sets may be due before the next that was read.
            if (earliest.FirstOrDefault(d => !waiting.ContainsKey(d)) is { } next && next.DueAt <= now)
            {
                if (!await FireAsync(next, now, cancel)) waiting[next] = TimeProvider.System.GetTimestamp();
                continue;
            }

            await watch.RestUntilAsync(earliest.FirstOrDefault(d => !waiting.ContainsKey(d))?.DueAt, waiting.Count > 0 ? Sooner(options.Value.LookEvery, options.Value.RetryAfter) : options.Value.LookEvery, clock, cancel);
            // Many set and clear deadlines that are not due for long.
            await watch.BreatheAsync(cancel);
        }
    }

    private static TimeSpan Sooner(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Forget(Dictionary<DueDeadline, long> waiting, IReadOnlyList<DueDeadline> due)
    {
        foreach (var (deadline, since) in waiting.ToList())
        {
            if (!due.Contains(deadline) || TimeProvider.System.GetElapsedTime(since) > options.Value.RetryAfter) waiting.Remove(deadline);
        }
    }

    private async Task<bool> FireAsync(DueDeadline due, DateTimeOffset now, CancellationToken cancel)
    {
        if (Array.Find(handlers, h => due.Name.StartsWith(h.Prefix, StringComparison.Ordinal)) is not { } handler)
        {
            logger.NobodyHandles(due.Name, due.StreamId);
            return false;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var outcome = await handler.FireAsync(scope.ServiceProvider, due, now, cancel);
            if (outcome is Outcome.Accepted { Events.Count: > 0 } done)
            {
                meter.Fired(due, now, done.Events);
                logger.Fired(due.Name, due.StreamId, (now - due.DueAt).TotalSeconds);
                return true;
            }

            // Somebody else may have cleared it in between; if it is still there, its aggregate does not know it.
            logger.NothingCame(due.Name, due.StreamId, outcome is Outcome.Refused refused ? refused.Refusal.Code : "nothing");
            return false;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            logger.FiringFailed(due.Name, due.StreamId, failure);
            return false;
        }
    }
}
