namespace Healthcare.EventStore;

/// <summary>Wakes this process's readers of the log after a commit; others are woken by a coalesced NOTIFY and, failing that, by polling.</summary>
public sealed class CommitSignal
{
    private TaskCompletionSource next = New();
    private TaskCompletionSource nextHere = New();

    /// <summary>Completes at the next commit anywhere; take it before reading, so that a commit in between is not missed.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <summary>Completes at the next commit of this process.</summary>
    internal Task NextHere => Volatile.Read(ref nextHere).Task;

    public void Raise()
    {
        Interlocked.Exchange(ref nextHere, New()).TrySetResult();
        RaiseFromElsewhere();
    }

    internal void RaiseFromElsewhere() => Interlocked.Exchange(ref next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
