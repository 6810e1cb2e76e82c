namespace Healthcare.EventStore;

/// <summary>
/// The port to the log and to what must commit with it. PostgreSQL and memory implement it and pass one contract-test suite;
/// services do not see it: they use <see cref="Streams{TCommand}"/>, views and subscriptions.
/// </summary>
public interface IEventStore
{
    /// <summary>The stream's events after a version, in order; empty for an unknown stream.</summary>
    Task<IReadOnlyList<Recorded>> ReadStreamAsync(Guid streamId, long afterVersion, CancellationToken cancel);

    /// <summary>Writes all of it or nothing; a conflict is a value, and the caller decides again in a new transaction.</summary>
    Task<CommitResult> CommitAsync(Commit commit, CancellationToken cancel);

    /// <summary>The log after a position in commit order, below the horizon: nothing in it can ever gain an earlier neighbour.</summary>
    Task<LogPage> ReadLogAsync(LogPosition after, int maxAppends, CancellationToken cancel);

    /// <summary>The last position that a reader may see now, and how many events stand behind a given one.</summary>
    Task<LogLag> LagAsync(LogPosition after, CancellationToken cancel);

    /// <summary>The newest position; a reader whose position is not below it has read everything that was committed until now.</summary>
    Task<LogPosition> HeadAsync(CancellationToken cancel);

    Task<Checkpoint> LoadCheckpointAsync(string name, CancellationToken cancel);

    /// <summary>How far every reader is that has saved anything, by its name.</summary>
    Task<IReadOnlyDictionary<string, LogPosition>> LoadPositionsAsync(CancellationToken cancel);

    /// <summary>Saves a reader's position and what must move with it; false when the lease's epoch is no longer the newest.</summary>
    Task<bool> SaveCheckpointAsync(CheckpointSave save, CancellationToken cancel);

    /// <summary>The last count handled of a sender's order key, and the attempts on the next one.</summary>
    Task<InboxState> ReadInboxAsync(string source, string orderKey, CancellationToken cancel);

    /// <summary>Counts an attempt on the next message of an order key, in a transaction of its own, and returns how many there were.</summary>
    Task<int> CountAttemptAsync(string source, string orderKey, CancellationToken cancel);

    /// <summary>Deadlines due at a time, earliest first.</summary>
    Task<IReadOnlyList<DueDeadline>> DueDeadlinesAsync(DateTimeOffset until, int limit, CancellationToken cancel);

    /// <summary>The earliest open deadline, if any.</summary>
    Task<DateTimeOffset?> NextDeadlineAsync(CancellationToken cancel);

    /// <summary>The counts that the sender has given per order key (see <see cref="CheckpointSave.Counts"/>).</summary>
    Task<IReadOnlyDictionary<string, long>> ReadCountsAsync(string counter, IReadOnlyCollection<string> orderKeys, CancellationToken cancel);

    /// <summary>Takes or keeps leases, in one round trip; those that another holder has are left out.</summary>
    Task<IReadOnlyList<LeaseGrant>> AcquireLeasesAsync(IReadOnlyCollection<string> names, string holder, TimeSpan life, CancellationToken cancel);

    /// <summary>Takes or keeps a lease; null when another holder has it.</summary>
    async Task<LeaseGrant?> AcquireLeaseAsync(string name, string holder, TimeSpan life, CancellationToken cancel) =>
        await AcquireLeasesAsync([name], holder, life, cancel) is [var lease] ? lease : null;

    Task ReleaseLeaseAsync(LeaseGrant lease, CancellationToken cancel);

    /// <summary>The leases whose names start with a prefix, held or expired, with their holders.</summary>
    Task<IReadOnlyList<LeaseState>> ReadLeasesAsync(string prefix, CancellationToken cancel);

    IKeyTable Keys { get; }

    IViewTables Views { get; }

    IAnswerTable Answers { get; }
}

/// <summary>New events for one stream, to be appended after <paramref name="ExpectedVersion"/> (0 starts the stream).</summary>
public sealed record StreamAppend(Guid StreamId, string Aggregate, long ExpectedVersion, IReadOnlyList<EncodedEvent> Events);

/// <summary>Everything that one command writes, in one transaction.</summary>
public sealed record Commit
{
    public IReadOnlyList<StreamAppend> Streams { get; init; } = [];

    public InboxMark? Inbox { get; init; }

    /// <summary>The idempotent request that this commit completes.</summary>
    public string? AnswerKey { get; init; }

    public IReadOnlyList<DeadlineChange> Deadlines { get; init; } = [];

    public IReadOnlyList<ViewWrite> Views { get; init; } = [];

    /// <summary>Rows of the service's own tables, in order; memory has no tables and leaves them out.</summary>
    public IReadOnlyList<RowWrite> Rows { get; init; } = [];
}

/// <summary>
/// The message that a commit handles. It is next when the last count handled of this sender and order key is at least <see cref="After"/> and below <paramref name="Count"/>.
/// </summary>
public sealed record InboxMark(string Source, string OrderKey, long Count)
{
    /// <summary>The count of the message before it among those that this service gets: a sender counts all its messages, and sends each service only what it consumes.</summary>
    public long After { get; init; } = Count - 1;
}

public sealed record InboxState(long LastCount, int Attempts);

public abstract record CommitResult
{
    private CommitResult() { }

    public sealed record Committed(IReadOnlyList<Recorded> Events) : CommitResult;

    /// <summary>A stream was not at its expected version.</summary>
    public sealed record Conflict : CommitResult;

    /// <summary>The message was handled before, or an earlier one of its order key was not.</summary>
    public sealed record NotNext : CommitResult;
}

/// <summary>A run of the log.</summary>
/// <param name="Events">What stands between, in order.</param>
/// <param name="End">Where the next read starts.</param>
/// <param name="Head">The newest position just after the read: what is above the end is not yet to be seen, or was more than was asked for.</param>
public sealed record LogPage(IReadOnlyList<Recorded> Events, LogPosition End, LogPosition Head);

/// <summary>How far behind a reader is.</summary>
public sealed record LogLag(LogPosition Head, long Appends, TimeSpan Age);

public sealed record Checkpoint(LogPosition Position, long Epoch);

/// <summary>The progress of a reader, or of several that are equally far: position, per-key counts and view rows move together, fenced by the lease's epoch.</summary>
public sealed record CheckpointSave(IReadOnlyList<string> Names, LogPosition Position, LeaseGrant Lease)
{
    public CheckpointSave(string name, LogPosition position, LeaseGrant lease)
        : this([name], position, lease)
    {
    }

    /// <summary>The counts of the first reader.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    public IReadOnlyList<ViewWrite> Views { get; init; } = [];
}

public sealed record DueDeadline(Guid StreamId, string Name, DateTimeOffset DueAt);

/// <summary>A held lease; every write under it says <c>epoch = mine</c>, so a paused holder that wakes writes nothing.</summary>
public sealed record LeaseGrant(string Name, string Holder, long Epoch);

public sealed record LeaseState(string Name, string Holder, long Epoch, bool Expired);
