namespace Healthcare.EventStore;

/// <summary>Wakes this process's readers of the log after a commit; others are woken by a coalesced NOTIFY and, failing that, by polling.</summary>
public sealed class CommitSignal
{
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next commit; take it before reading, so that a commit in between is not missed.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Raise() => Interlocked.Exchange(ref next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
