using Healthcare.EventStore;
using Healthcare.Messaging;

namespace Healthcare.Audit.Trail;

/// <summary>
/// Enters what audit itself records into the trail: that somebody looked at it is part of who saw what. It follows audit's own log under a lease;
/// the trail's links are left out, because recording them again would never end. Entered twice after a crash, an event is in the trail once.
/// </summary>
internal sealed class OwnEvents(Leadership leadership, IEventStore store, CommitSignal signal, IServiceScopeFactory scopes) : Leader(leadership)
{
    public const string Service = "audit";
    private const int MostAppends = 200;
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);

    protected override string LeaseName => "trail:own";

    /// <summary>True for what belongs in the trail, which the trail itself does not.</summary>
    public static bool Belongs(Recorded recorded) => recorded.Envelope.Aggregate != TrailDecider.Aggregate.Name;

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        var position = (await store.LoadCheckpointAsync(LeaseName, cancel)).Position;
        using var watch = signal.WatchAllBut(TrailDecider.Aggregate.Name);
        while (!cancel.IsCancellationRequested)
        {
            await watch.BreatheAsync(cancel);
            watch.Look();
            var page = await store.ReadLogAsync(position, MostAppends, cancel);
            if (page.End == position)
            {
                await watch.RestAtEndAsync(position, page.Head, PollEvery, cancel);
                continue;
            }

            foreach (var trail in page.Events.Where(Belongs).GroupBy(e => e.Envelope.CaseId ?? e.StreamId)) await EnterAsync(trail.Key, [.. trail], cancel);
            if (!await store.SaveCheckpointAsync(new CheckpointSave(LeaseName, page.End, lease), cancel)) return;
            position = page.End;
        }
    }

    private async Task EnterAsync(Guid caseOrStream, IReadOnlyList<Recorded> events, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { Actor = Actor.Service(Service), CaseId = events[0].Envelope.CaseId };
        var trails = scope.ServiceProvider.GetRequiredService<TrailEntering>();
        await trails.EnterAsync(TrailId.Of(caseOrStream), new RecordEntries(Service, [.. events.Select(e => TrailEntries.Of(RecordedEvents.Of(e)))]), cancel);
    }
}
