using Healthcare.EventStore;

namespace Healthcare.Platform.Tests.ServiceDefaults;

/// <summary>A store whose server answers reads and takes no commit, as a database does that turned read-only.</summary>
internal sealed class UnreachableForCommits(IEventStore store) : IEventStore
{
    public IKeyTable Keys => store.Keys;

    public IViewTables Views => store.Views;

    public IAnswerTable Answers => store.Answers;

    public Task<CommitResult> CommitAsync(Commit commit, CancellationToken cancel) => throw new TimeoutException("The database takes no writes.");

    public Task<IReadOnlyList<Recorded>> ReadStreamAsync(Guid streamId, long afterVersion, CancellationToken cancel) => store.ReadStreamAsync(streamId, afterVersion, cancel);

    public Task<LogPage> ReadLogAsync(LogPosition after, int maxAppends, CancellationToken cancel) => store.ReadLogAsync(after, maxAppends, cancel);

    public Task<LogPosition> HeadAsync(CancellationToken cancel) => store.HeadAsync(cancel);

    public Task<LogLag> LagAsync(LogPosition after, CancellationToken cancel) => store.LagAsync(after, cancel);

    public Task<IReadOnlyDictionary<string, LogPosition>> LoadPositionsAsync(CancellationToken cancel) => store.LoadPositionsAsync(cancel);

    public Task<Checkpoint> LoadCheckpointAsync(string name, CancellationToken cancel) => store.LoadCheckpointAsync(name, cancel);

    public Task<bool> SaveCheckpointAsync(CheckpointSave save, CancellationToken cancel) => store.SaveCheckpointAsync(save, cancel);

    public Task<InboxState> ReadInboxAsync(string source, string orderKey, CancellationToken cancel) => store.ReadInboxAsync(source, orderKey, cancel);

    public Task<int> CountAttemptAsync(string source, string orderKey, CancellationToken cancel) => store.CountAttemptAsync(source, orderKey, cancel);

    public Task<IReadOnlyList<DueDeadline>> DueDeadlinesAsync(DateTimeOffset until, int limit, CancellationToken cancel) => store.DueDeadlinesAsync(until, limit, cancel);

    public Task<DateTimeOffset?> NextDeadlineAsync(CancellationToken cancel) => store.NextDeadlineAsync(cancel);

    public Task<IReadOnlyDictionary<string, long>> ReadCountsAsync(string counter, IReadOnlyCollection<string> orderKeys, CancellationToken cancel) => store.ReadCountsAsync(counter, orderKeys, cancel);

    public Task<IReadOnlyList<LeaseGrant>> AcquireLeasesAsync(IReadOnlyCollection<string> names, string holder, TimeSpan life, CancellationToken cancel) => store.AcquireLeasesAsync(names, holder, life, cancel);

    public Task ReleaseLeaseAsync(LeaseGrant lease, CancellationToken cancel) => store.ReleaseLeaseAsync(lease, cancel);

    public Task<IReadOnlyList<LeaseState>> ReadLeasesAsync(string prefix, CancellationToken cancel) => store.ReadLeasesAsync(prefix, cancel);
}
