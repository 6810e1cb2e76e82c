namespace Healthcare.EventStore;

/// <summary>The log in memory, for specs of processes and for simulation; it passes the same contract tests as PostgreSQL.</summary>
public sealed class InMemoryEventStore(EventCodec codec, IKeyTable keys) : IEventStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, List<Recorded>> streams = [];
    private readonly List<(LogPosition Position, List<Recorded> Events)> appends = [];
    private readonly Dictionary<string, Checkpoint> checkpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Counter, string Key), long> counts = [];
    private readonly Dictionary<(string Source, string Key), InboxState> inbox = [];
    private readonly Dictionary<(Guid Stream, string Name), DateTimeOffset> deadlines = [];
    private readonly Dictionary<string, (string Holder, long Epoch, long Until)> leases = new(StringComparer.Ordinal);
    private readonly InMemoryViewTables views = new();
    private readonly InMemoryAnswerTable answers = new();
    private long sequence;
    private ulong transaction;

    private LogPosition Head => appends.Count == 0 ? LogPosition.Start : appends[^1].Position;

    public IKeyTable Keys => keys;

    public IViewTables Views => views;

    public IAnswerTable Answers => answers;

    public Task<IReadOnlyList<Recorded>> ReadStreamAsync(Guid streamId, long afterVersion, CancellationToken cancel)
    {
        lock (gate)
        {
            IReadOnlyList<Recorded> events = streams.TryGetValue(streamId, out var stream) ? [.. stream.Where(e => e.Version > afterVersion)] : [];
            return Task.FromResult(events);
        }
    }

    public Task<CommitResult> CommitAsync(Commit commit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(commit);
        lock (gate)
        {
            if (commit.Streams.Any(s => VersionOf(s.StreamId) != s.ExpectedVersion)) return Task.FromResult<CommitResult>(new CommitResult.Conflict());
            if (commit.Inbox is { } mark)
            {
                var last = inbox.GetValueOrDefault((mark.Source, mark.OrderKey), new InboxState(0, 0)).LastCount;
                if (last < mark.After || last >= mark.Count) return Task.FromResult<CommitResult>(new CommitResult.NotNext());
                inbox[(mark.Source, mark.OrderKey)] = new InboxState(mark.Count, 0);
            }

            if (commit.AnswerKey is { } key) answers.Commit(key);
            foreach (var change in commit.Deadlines)
            {
                if (change.DueAt is { } due) deadlines[(change.StreamId, change.Name)] = EventCodec.Microseconds(due);
                else deadlines.Remove((change.StreamId, change.Name));
            }

            views.Write(commit.Views);
            return Task.FromResult<CommitResult>(new CommitResult.Committed(Append(commit.Streams)));
        }
    }

    public Task<LogPage> ReadLogAsync(LogPosition after, int maxAppends, CancellationToken cancel)
    {
        lock (gate)
        {
            var page = appends.SkipWhile(a => a.Position <= after).Take(maxAppends).ToList();
            return Task.FromResult(new LogPage([.. page.SelectMany(a => a.Events)], page.Count == 0 ? after : page[^1].Position, Head));
        }
    }

    public Task<LogLag> LagAsync(LogPosition after, CancellationToken cancel)
    {
        lock (gate)
        {
            var behind = appends.Where(a => a.Position > after).ToList();
            return Task.FromResult(behind.Count == 0
                ? new LogLag(after, 0, TimeSpan.Zero)
                : new LogLag(behind[^1].Position, behind.Count, TimeSpan.FromTicks(Math.Max(0, (TimeProvider.System.GetUtcNow() - behind[0].Events[0].Timestamp).Ticks))));
        }
    }

    public Task<LogPosition> HeadAsync(CancellationToken cancel)
    {
        lock (gate) return Task.FromResult(Head);
    }

    public Task<Checkpoint> LoadCheckpointAsync(string name, CancellationToken cancel)
    {
        lock (gate) return Task.FromResult(checkpoints.GetValueOrDefault(name, new Checkpoint(LogPosition.Start, 0)));
    }

    public Task<IReadOnlyDictionary<string, LogPosition>> LoadPositionsAsync(CancellationToken cancel)
    {
        lock (gate) return Task.FromResult<IReadOnlyDictionary<string, LogPosition>>(checkpoints.ToDictionary(c => c.Key, c => c.Value.Position, StringComparer.Ordinal));
    }

    public Task<bool> SaveCheckpointAsync(CheckpointSave save, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(save);
        lock (gate)
        {
            if (!leases.TryGetValue(save.Lease.Name, out var lease) || lease.Epoch != save.Lease.Epoch) return Task.FromResult(false);
            foreach (var name in save.Names) checkpoints[name] = new Checkpoint(save.Position, save.Lease.Epoch);
            foreach (var (key, n) in save.Counts) counts[(save.Names[0], key)] = n;
            views.Write(save.Views);
            return Task.FromResult(true);
        }
    }

    public Task<InboxState> ReadInboxAsync(string source, string orderKey, CancellationToken cancel)
    {
        lock (gate) return Task.FromResult(inbox.GetValueOrDefault((source, orderKey), new InboxState(0, 0)));
    }

    public Task<int> CountAttemptAsync(string source, string orderKey, CancellationToken cancel)
    {
        lock (gate)
        {
            var state = inbox.GetValueOrDefault((source, orderKey), new InboxState(0, 0));
            inbox[(source, orderKey)] = state with { Attempts = state.Attempts + 1 };
            return Task.FromResult(state.Attempts + 1);
        }
    }

    public Task<IReadOnlyList<DueDeadline>> DueDeadlinesAsync(DateTimeOffset until, int limit, CancellationToken cancel)
    {
        lock (gate)
        {
            IReadOnlyList<DueDeadline> due =
            [
                .. deadlines.Where(d => d.Value <= until).Select(d => new DueDeadline(d.Key.Stream, d.Key.Name, d.Value))
                    .OrderBy(d => d.DueAt).ThenBy(d => d.StreamId).ThenBy(d => d.Name, StringComparer.Ordinal).Take(limit),
            ];
            return Task.FromResult(due);
        }
    }

    public Task<DateTimeOffset?> NextDeadlineAsync(CancellationToken cancel)
    {
        lock (gate) return Task.FromResult(deadlines.Count == 0 ? (DateTimeOffset?)null : deadlines.Values.Min());
    }

    public Task<IReadOnlyDictionary<string, long>> ReadCountsAsync(string counter, IReadOnlyCollection<string> orderKeys, CancellationToken cancel)
    {
        lock (gate)
        {
            IReadOnlyDictionary<string, long> found =
                counts.Where(c => c.Key.Counter == counter && orderKeys.Contains(c.Key.Key, StringComparer.Ordinal)).ToDictionary(c => c.Key.Key, c => c.Value, StringComparer.Ordinal);
            return Task.FromResult(found);
        }
    }

    public Task<IReadOnlyList<LeaseGrant>> AcquireLeasesAsync(IReadOnlyCollection<string> names, string holder, TimeSpan life, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(names);
        lock (gate)
        {
            var now = TimeProvider.System.GetTimestamp();
            var until = now + (long)(life.TotalSeconds * TimeProvider.System.TimestampFrequency);
            var granted = new List<LeaseGrant>();
            foreach (var name in names.Distinct(StringComparer.Ordinal))
            {
                if (!leases.TryGetValue(name, out var lease)) lease = (holder, 0, 0);
                var expired = lease.Until <= now;
                if (!expired && lease.Holder != holder) continue;
                var epoch = expired ? lease.Epoch + 1 : lease.Epoch;
                leases[name] = (holder, epoch, until);
                granted.Add(new LeaseGrant(name, holder, epoch));
            }

            return Task.FromResult<IReadOnlyList<LeaseGrant>>(granted);
        }
    }

    public Task ReleaseLeaseAsync(LeaseGrant lease, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        lock (gate)
        {
            if (leases.TryGetValue(lease.Name, out var held) && held.Holder == lease.Holder && held.Epoch == lease.Epoch) leases[lease.Name] = held with { Until = 0 };
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<LeaseState>> ReadLeasesAsync(string prefix, CancellationToken cancel)
    {
        lock (gate)
        {
            var now = TimeProvider.System.GetTimestamp();
            IReadOnlyList<LeaseState> found =
            [
                .. leases.Where(l => l.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(l => l.Key, StringComparer.Ordinal)
                    .Select(l => new LeaseState(l.Key, l.Value.Holder, l.Value.Epoch, l.Value.Until <= now)),
            ];
            return Task.FromResult(found);
        }
    }

    private long VersionOf(Guid stream) => streams.TryGetValue(stream, out var events) ? events[^1].Version : 0;

    private List<Recorded> Append(IReadOnlyList<StreamAppend> added)
    {
        if (added.Count == 0) return [];
        var position = new LogPosition(1, ++transaction, sequence + 1);
        var written = new List<Recorded>();
        foreach (var stream in added)
        {
            if (!streams.TryGetValue(stream.StreamId, out var events)) streams[stream.StreamId] = events = [];
            foreach (var happened in stream.Events)
            {
                var recorded = codec.Decode(happened.Envelope, happened.Data, ++sequence, position);
                events.Add(recorded);
                written.Add(recorded);
            }
        }

        appends.Add((position, written));
        return written;
    }
}
