using Healthcare.EventStore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.Handoffs;

/// <summary>Counts open work for the gauges, and checks it for orphans, as long as its process leads.</summary>
internal sealed class OpenWorkCount(
    Views<HandoffDocument> handoffs,
    Views<WorkItemDocument> items,
    IEventStore store,
    Boundaries boundaries,
    OrphanCheck orphans,
    HandoffMeter meter,
    TimeProvider clock,
    IOptions<DeadlineClockOptions> options,
    ILogger<OpenWorkCount> logger)
{
    // More than this many overdue deadlines are reported as this many.
    private const int MostOverdue = 10_000;

    private readonly string[] roles = [.. boundaries.Contracts.Values.SelectMany(RolesOf).Distinct(StringComparer.Ordinal)];

    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            var checkedAt = 0L;
            var found = 0L;
            while (!cancel.IsCancellationRequested)
            {
                try
                {
                    if (checkedAt == 0 || TimeProvider.System.GetElapsedTime(checkedAt) > options.Value.CheckEvery)
                    {
                        found = await CheckAsync(cancel);
                        checkedAt = TimeProvider.System.GetTimestamp();
                    }

                    meter.Counted(await CountAsync(found, cancel));
                }
                catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
                {
                    logger.CountingFailed(failure);
                }

                await Task.Delay(options.Value.CountEvery, TimeProvider.System, cancel);
            }
        }
        finally
        {
            meter.Counted(null);
        }
    }

    internal async Task<OpenWork> CountAsync(long orphansFound, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var byBoundary = new Dictionary<string, (long Count, DateTimeOffset? Oldest)>(StringComparer.Ordinal);
        foreach (var boundary in boundaries.Held)
        {
            var oldest = await handoffs.PageAsync(HandoffView.OpenAt(boundary), after: null, 1, cancel);
            byBoundary[boundary] = (await handoffs.CountAsync(HandoffView.OpenAt(boundary), cancel), oldest.Documents is [var first] ? first.OpenedAt : null);
        }

        var byRole = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var role in roles) byRole[role] = await items.CountAsync(WorkItemView.OpenOf(role), cancel);
        var overdue = await store.DueDeadlinesAsync(now, MostOverdue, cancel);
        return new OpenWork(now, byBoundary, byRole, overdue.Count, orphansFound);
    }

    private async Task<long> CheckAsync(CancellationToken cancel)
    {
        var found = await orphans.FindAsync(cancel);
        foreach (var orphan in found) logger.Orphaned(orphan.Kind, orphan.StreamId, orphan.What);
        return found.Count;
    }

    private static IEnumerable<string> RolesOf(BoundaryContract contract) =>
        [contract.OwnerRole, .. contract.Escalation.Levels.Select(l => l.Role), .. contract.ExceptionRoutes.Select(r => r.OwnerRole)];
}
