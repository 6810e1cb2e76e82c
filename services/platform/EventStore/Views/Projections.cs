using Microsoft.Extensions.Options;

namespace Healthcare.EventStore;

/// <summary>
/// Keeps a service's views at the end of the log, under one lease: one read serves all views that are equally far, and their rows and positions are written in one transaction.
/// A view that is behind, because it is new, catches up beside the others and then joins them.
/// </summary>
internal sealed class Projections(IEnumerable<IFollowingView> views, IEventStore store, Leadership leadership, CommitSignal signal, IOptions<EventStoreOptions> options) : Leader(leadership)
{
    private const int AppendsPerPage = 200;

    protected override string LeaseName => "views";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => views.Any() ? base.ExecuteAsync(stoppingToken) : Task.CompletedTask;

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        var saved = await store.LoadPositionsAsync(cancel);
        var positions = views.ToDictionary(v => v, v => saved.GetValueOrDefault(v.Reader, LogPosition.Start));
        using var watch = signal.Watch();
        while (true)
        {
            await watch.BreatheAsync(cancel);
            watch.Look();
            var (head, hasAdvanced) = (LogPosition.Start, false);
            // Those furthest behind go first, and no further than the next ones are: so they meet.
            foreach (var at in positions.Values.Distinct().Order().ToList())
            {
                var page = await store.ReadLogAsync(at, AppendsPerPage, cancel);
                head = page.Head;
                var next = positions.Values.Where(p => p > at).DefaultIfEmpty(page.End).Min();
                var (end, events) = page.End <= next ? (page.End, page.Events) : (next, [.. page.Events.Where(e => e.Position <= next)]);
                if (end == at) continue;
                var together = positions.Where(p => p.Value == at).Select(p => p.Key).ToList();
                var save = new CheckpointSave([.. together.Select(v => v.Reader)], end, lease) { Views = await FoldAsync(together, events, cancel) };
                if (!await store.SaveCheckpointAsync(save, cancel)) return;
                foreach (var view in together) positions[view] = end;
                Tell(together, events.Count == 0 || end >= head ? TimeSpan.Zero : TimeProvider.System.GetUtcNow() - events[^1].Timestamp);
                hasAdvanced = true;
            }

            var last = positions.Values.Min();
            if (hasAdvanced && head > last) continue;
            if (head <= last) Tell(positions.Keys, TimeSpan.Zero);
            await watch.RestAtEndAsync(last, head, options.Value.PollEvery, cancel);
        }
    }

    private async Task<IReadOnlyList<ViewWrite>> FoldAsync(List<IFollowingView> together, IReadOnlyList<Recorded> events, CancellationToken cancel)
    {
        var touched = together.Select(v => (View: v, Touches: v.TouchedBy(events))).Where(t => t.Touches.Count > 0).ToList();
        if (touched.Count == 0) return [];
        var rows = await store.Views.FindAsync([.. touched.Select(t => new ViewKeys(t.View.Name, t.Touches.SelectMany(e => e.Keys).ToHashSet(StringComparer.Ordinal)))], cancel);
        return [.. touched.Zip(rows).SelectMany(t => t.First.View.Fold(t.First.Touches, t.Second))];
    }

    private static void Tell(IEnumerable<IFollowingView> views, TimeSpan behind)
    {
        foreach (var view in views) EventStoreTelemetry.Lag.Record(behind.TotalSeconds, new KeyValuePair<string, object?>("reader", view.Reader));
    }
}
