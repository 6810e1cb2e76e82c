using Healthcare.EventStore;

namespace Healthcare.Platform.Tests.Replicas;

/// <summary>A store that stands still once at a chosen moment, says so, and goes on when a file appears: there a test kills or stops the process.</summary>
internal sealed class FailingStore(IEventStore real, string failpoint, int at, string release) : IEventStore
{
    private int passed;

    public IKeyTable Keys => real.Keys;

    public IViewTables Views => real.Views;

    public IAnswerTable Answers => real.Answers;

    public async Task<CommitResult> CommitAsync(Commit commit, CancellationToken cancel)
    {
        if (commit.Inbox is not null) await ReachAsync("effect");
        var result = await real.CommitAsync(commit, cancel);
        if (commit.Inbox is not null && result is CommitResult.Committed) await ReachAsync("acknowledge");
        return result;
    }

    public async Task<LogPage> ReadLogAsync(LogPosition after, int maxAppends, CancellationToken cancel)
    {
        var page = await real.ReadLogAsync(after, maxAppends, cancel);
        if (page.Events.Count > 0) await ReachAsync("publish");
        return page;
    }

    public async Task<bool> SaveCheckpointAsync(CheckpointSave save, CancellationToken cancel)
    {
        await ReachAsync("save");
        return await real.SaveCheckpointAsync(save, cancel);
    }

    public Task<IReadOnlyList<Recorded>> ReadStreamAsync(Guid streamId, long afterVersion, CancellationToken cancel) => real.ReadStreamAsync(streamId, afterVersion, cancel);

    public Task<LogPosition> HeadAsync(CancellationToken cancel) => real.HeadAsync(cancel);

    public Task<LogLag> LagAsync(LogPosition after, CancellationToken cancel) => real.LagAsync(after, cancel);

    public Task<IReadOnlyDictionary<string, LogPosition>> LoadPositionsAsync(CancellationToken cancel) => real.LoadPositionsAsync(cancel);

    public Task<Checkpoint> LoadCheckpointAsync(string name, CancellationToken cancel) => real.LoadCheckpointAsync(name, cancel);

    public Task<InboxState> ReadInboxAsync(string source, string orderKey, CancellationToken cancel) => real.ReadInboxAsync(source, orderKey, cancel);

    public Task<int> CountAttemptAsync(string source, string orderKey, CancellationToken cancel) => real.CountAttemptAsync(source, orderKey, cancel);

    public Task<IReadOnlyList<DueDeadline>> DueDeadlinesAsync(DateTimeOffset until, int limit, CancellationToken cancel) => real.DueDeadlinesAsync(until, limit, cancel);

    public Task<DateTimeOffset?> NextDeadlineAsync(CancellationToken cancel) => real.NextDeadlineAsync(cancel);

    public Task<IReadOnlyDictionary<string, long>> ReadCountsAsync(string counter, IReadOnlyCollection<string> orderKeys, CancellationToken cancel) =>
        real.ReadCountsAsync(counter, orderKeys, cancel);

    public Task<IReadOnlyList<LeaseGrant>> AcquireLeasesAsync(IReadOnlyCollection<string> names, string holder, TimeSpan life, CancellationToken cancel) => real.AcquireLeasesAsync(names, holder, life, cancel);

    public Task ReleaseLeaseAsync(LeaseGrant lease, CancellationToken cancel) => real.ReleaseLeaseAsync(lease, cancel);

    public Task<IReadOnlyList<LeaseState>> ReadLeasesAsync(string prefix, CancellationToken cancel) => real.ReadLeasesAsync(prefix, cancel);

    // Not cancelled with the work around it: what was under way when the process was stopped goes on when it wakes, which is what fencing is for.
    private async Task ReachAsync(string point)
    {
        if (point != failpoint || Interlocked.Increment(ref passed) != at) return;
        await Console.Out.WriteLineAsync($"at {point}");
        while (!File.Exists(release)) await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
    }
}
