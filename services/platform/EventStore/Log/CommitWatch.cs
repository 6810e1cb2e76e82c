namespace Healthcare.EventStore;

/// <summary>
/// A loop that works off what is committed: it says when it looks, and rests when it found nothing more to do until something is committed that concerns it.
/// A poll stands behind every rest, for the wake that was lost; it may be slow.
/// </summary>
public sealed class CommitWatch : IDisposable
{
    private const long Working = -1;
    private const long Paused = -2;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(2);
    private const int LooksAtOnce = 5;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);
    private readonly CommitSignal signal;
    private readonly Func<string, bool> concerns;
    private TaskCompletionSource next = CommitSignal.New();
    private Task committed;
    private long heard;
    private long seen;
    private long restedAt = Working;
    private int looksBelow;
    private int looks;
    private long looksSince;
    private long dueTicks;

    internal CommitWatch(CommitSignal signal, Func<string, bool> concerns)
    {
        this.signal = signal;
        this.concerns = concerns;
        committed = next.Task;
    }

    /// <summary>The business time that the loop waits for, if it rests until one.</summary>
    internal DateTimeOffset? DueAt => Volatile.Read(ref dueTicks) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Before it looks: what is committed from now on ends the next rest.</summary>
    public void Look()
    {
        Volatile.Write(ref restedAt, Working);
        Volatile.Write(ref dueTicks, 0);
        committed = Volatile.Read(ref next).Task;
        seen = Volatile.Read(ref heard);
    }

    /// <summary>Nothing is left to do: returns at the next commit since the look, or after a while by the real clock.</summary>
    public Task RestAsync(TimeSpan atMost, CancellationToken cancel) => RestAsync(atMost, TimeProvider.System, cancel);

    /// <summary>What is left cannot be done now: tries again after a while by the real clock, whatever is committed meanwhile.</summary>
    public async Task PauseAsync(TimeSpan pause, CancellationToken cancel)
    {
        Volatile.Write(ref restedAt, Paused);
        await Task.Delay(pause, TimeProvider.System, cancel);
    }

    /// <summary>Nothing is left to do before a business time, if any: returns then, at the next commit since the look, or after a while.</summary>
    public Task RestUntilAsync(DateTimeOffset? due, TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(clock);
        Volatile.Write(ref dueTicks, due?.UtcTicks ?? 0);
        var left = due is { } at ? at - clock.GetUtcNow() : atMost;
        var wait = left < atMost ? left : atMost;
        // A timer counts whole milliseconds and may be early by a part of one.
        return RestAsync(wait > Least ? wait : Least, clock, cancel);
    }

    /// <summary>
    /// A reader saw nothing after its position. What is committed may still stand above the horizon, behind a transaction of anybody on the same server: then it looks again soon,
    /// and less and less soon while that transaction goes on; else it rests.
    /// </summary>
    public Task RestAtEndAsync(LogPosition position, LogPosition head, TimeSpan atMost, CancellationToken cancel)
    {
        if (head <= position)
        {
            looksBelow = 0;
            return RestAsync(atMost, cancel);
        }

        var soon = Soon * (1 << Math.Min(looksBelow++, 8));
        return WaitAsync(soon < atMost ? soon : atMost, TimeProvider.System, cancel);
    }

    /// <summary>For a loop that has seldom anything to do with what is committed: after a few looks close together it waits a moment, so that many commits are one look.</summary>
    public async Task BreatheAsync(CancellationToken cancel)
    {
        var elapsed = TimeProvider.System.GetElapsedTime(looksSince);
        if (elapsed > Breath)
        {
            (looksSince, looks) = (TimeProvider.System.GetTimestamp(), 0);
            return;
        }

        if (++looks > LooksAtOnce) await Task.Delay(Breath - elapsed, TimeProvider.System, cancel);
    }

    public void Dispose() => signal.Ended(this);

    internal bool Concerns(IReadOnlyCollection<string> committedTo) => committedTo.Any(concerns);

    internal void Wake()
    {
        Interlocked.Increment(ref heard);
        Interlocked.Exchange(ref next, CommitSignal.New()).TrySetResult();
    }

    // What waits by the real clock holds no business time up.
    internal bool IsAtRest(DateTimeOffset now) => Volatile.Read(ref restedAt) is var at && (at == Paused || (at == Volatile.Read(ref heard) && (DueAt is not { } due || due > now)));

    private async Task RestAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        Volatile.Write(ref restedAt, seen);
        await WaitAsync(atMost, clock, cancel);
    }

    private async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        await committed.WaitAsync(atMost, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
    }
}
