using System.Collections.Concurrent;

namespace Healthcare.EventStore;

/// <summary>Wakes this process's readers of the log after a commit; others are woken by a coalesced NOTIFY and, failing that, by polling.</summary>
public sealed class CommitSignal
{
    private readonly ConcurrentDictionary<CommitWatch, bool> watches = new();
    private TaskCompletionSource next = New();
    private TaskCompletionSource nextHere = New();
    private long count;

    /// <summary>Completes at the next commit anywhere; take it before reading, so that a commit in between is not missed.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <summary>How many commits this process has heard of.</summary>
    public long Count => Volatile.Read(ref count);

    /// <summary>Completes at the next commit of this process.</summary>
    internal Task NextHere => Volatile.Read(ref nextHere).Task;

    /// <summary>For a loop that works off what is committed; disposed when the loop ends.</summary>
    public CommitWatch Watch()
    {
        var watch = new CommitWatch(this);
        watches.TryAdd(watch, true);
        return watch;
    }

    /// <summary>How many loops have not come to rest since the last commit, or since the time that they wait for.</summary>
    public int Busy(DateTimeOffset now) => watches.Keys.Count(w => !w.IsAtRest(now));

    /// <summary>The earliest business time that a loop waits for.</summary>
    public DateTimeOffset? NextDue => watches.Keys.Min(w => w.DueAt);

    public void Raise()
    {
        Interlocked.Increment(ref count);
        Interlocked.Exchange(ref nextHere, New()).TrySetResult();
        Wake();
    }

    internal void RaiseFromElsewhere()
    {
        Interlocked.Increment(ref count);
        Wake();
    }

    internal void Ended(CommitWatch watch) => watches.TryRemove(watch, out _);

    private void Wake() => Interlocked.Exchange(ref next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
