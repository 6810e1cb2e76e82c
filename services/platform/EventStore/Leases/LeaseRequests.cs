using Microsoft.Extensions.Options;

namespace Healthcare.EventStore;

/// <summary>Takes and keeps the leases of one process: requests that come close together are one statement, so that an idle process with many leases asks seldom.</summary>
public sealed class LeaseRequests(IEventStore store, IOptions<EventStoreOptions> options)
{
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(25);
    private readonly long since = TimeProvider.System.GetTimestamp();
    private readonly Lock gate = new();
    private Round? open;

    /// <summary>Null when another holder has it.</summary>
    public async Task<LeaseGrant?> AcquireAsync(string name, CancellationToken cancel)
    {
        Round round;
        var isFirst = false;
        lock (gate)
        {
            if (open is null) (open, isFirst) = (new Round(), true);
            round = open;
            round.Names.Add(name);
        }

        if (isFirst) _ = SendAsync(round);
        try
        {
            return (await round.Granted.Task.WaitAsync(cancel)).FirstOrDefault(l => l.Name == name);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Who ends gives its lease back: what was not asked yet must not take it again.
            lock (gate) round.Names.Remove(name);
            throw;
        }
    }

    /// <summary>How long to wait for the next beat of the process, so that all who wait for the same beat ask together.</summary>
    public TimeSpan UntilNext(TimeSpan beat) => beat - TimeSpan.FromTicks(TimeProvider.System.GetElapsedTime(since).Ticks % beat.Ticks);

    private async Task SendAsync(Round round)
    {
        try
        {
            await Task.Delay(Together, TimeProvider.System);
            List<string> names;
            lock (gate) (open, names) = (null, [.. round.Names]);
            round.Granted.SetResult(await store.AcquireLeasesAsync(names, options.Value.Holder, options.Value.LeaseLife, CancellationToken.None));
        }
        catch (Exception failure)
        {
            // Each of those who asked is told.
            round.Granted.SetException(failure);
        }
    }

    private sealed class Round
    {
        public List<string> Names { get; } = [];

        public TaskCompletionSource<IReadOnlyList<LeaseGrant>> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
