using System.Collections.Concurrent;

namespace Healthcare.EventStore;

/// <summary>Wakes this process's loops after a commit that concerns them; other processes are woken by a coalesced NOTIFY and, failing that, by polling.</summary>
public sealed class CommitSignal
{
    /// <summary>What a loop watches that waits for deadlines, whatever they are of.</summary>
    public const string Deadlines = "deadlines";

    private readonly ConcurrentDictionary<CommitWatch, bool> watches = new();
    private TaskCompletionSource nextHere = New();
    private long count;

    /// <summary>How many commits this process has heard of.</summary>
    public long Count => Volatile.Read(ref count);

    /// <summary>Completes at the next commit of this process.</summary>
    internal Task NextHere => Volatile.Read(ref nextHere).Task;

    /// <summary>For a loop that works off what is committed to streams of these aggregates, or of all; disposed when the loop ends.</summary>
    public CommitWatch Watch(params IReadOnlyCollection<string> aggregates) =>
        Added(new CommitWatch(this, aggregates.Count == 0 ? static _ => true : a => aggregates.Contains(a, StringComparer.Ordinal)));

    /// <summary>For a loop that all commits concern but those to streams of one aggregate.</summary>
    public CommitWatch WatchAllBut(string aggregate) => Added(new CommitWatch(this, a => a != aggregate));

    /// <summary>How many loops have not come to rest since the last commit, or since the time that they wait for.</summary>
    public int Busy(DateTimeOffset now) => watches.Keys.Count(w => !w.IsAtRest(now));

    /// <summary>The earliest business time that a loop waits for.</summary>
    public DateTimeOffset? NextDue => watches.Keys.Min(w => w.DueAt);

    /// <summary>This process committed to streams of these aggregates.</summary>
    internal void Raise(IReadOnlyCollection<string> aggregates)
    {
        Interlocked.Increment(ref count);
        foreach (var (watch, _) in watches)
        {
            if (watch.Concerns(aggregates)) watch.Wake();
        }

        Interlocked.Exchange(ref nextHere, New()).TrySetResult();
    }

    /// <summary>Another process committed something.</summary>
    internal void RaiseFromElsewhere()
    {
        Interlocked.Increment(ref count);
        foreach (var (watch, _) in watches) watch.Wake();
    }

    internal void Ended(CommitWatch watch) => watches.TryRemove(watch, out _);

    private CommitWatch Added(CommitWatch watch)
    {
        watches.TryAdd(watch, true);
        return watch;
    }

    internal static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
