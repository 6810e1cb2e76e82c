using Healthcare.EventStore;
using Healthcare.ServiceDefaults;

namespace Healthcare.Handoffs;

/// <summary>Deadlines that are due and have not fired.</summary>
internal sealed class DeadlinesQuiet(IEventStore store, TimeProvider clock) : IQuietCheck
{
    public string Name => "deadlines";

    public async Task<long> PendingAsync(CancellationToken cancel) => (await store.DueDeadlinesAsync(clock.GetUtcNow(), 100, cancel)).Count;
}
