namespace Healthcare.VirtualTime;

/// <summary>
/// Business time that can be moved ahead: it runs on with the real clock from wherever it was set, or stands still when it is frozen. For the sandbox and for tests.
/// Timers made of it are due when their time has come by either clock, so what waits for a time wakes when the time is moved over it.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    // Whoever waits for a time reads the clock before the timer does, and a timer counts whole milliseconds.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);
    private readonly Lock gate = new();
    private readonly HashSet<VirtualTimer> waiting = [];
    private readonly bool frozen;
    private DateTimeOffset setTo;
    private long setAt = System.GetTimestamp();

    /// <summary>It begins at a time, which may be long ago, or where the machine's clock is.</summary>
    public VirtualClock(DateTimeOffset? startsAt = null, bool frozen = false)
    {
        this.frozen = frozen;
        setTo = startsAt ?? System.GetUtcNow();
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return frozen ? setTo : setTo + System.GetElapsedTime(setAt);
    }

    /// <summary>Moves the time; never back, because what was recorded must not come before its cause. Answers with the time that it is now.</summary>
    public DateTimeOffset MoveTo(DateTimeOffset time)
    {
        List<VirtualTimer> due;
        lock (gate)
        {
            if (time > GetUtcNow()) (setTo, setAt) = (time, System.GetTimestamp());
            var now = GetUtcNow();
            due = [.. waiting.Where(t => t.DueAt <= now + Least)];
        }

        foreach (var timer in due) timer.FireEarly();
        return GetUtcNow();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new VirtualTimer(this, callback, state, dueTime, period);

    private sealed class VirtualTimer : ITimer
    {
        private readonly VirtualClock clock;
        private readonly ITimer real;
        private TimeSpan period;

        public VirtualTimer(VirtualClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            this.clock = clock;
            real = System.CreateTimer(
                told =>
                {
                    Rearm();
                    callback(told);
                },
                state,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
            Change(dueTime, period);
        }

        public DateTimeOffset DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (clock.gate)
            {
                period = newPeriod;
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    clock.waiting.Remove(this);
                }
                else
                {
                    DueAt = clock.GetUtcNow() + dueTime;
                    clock.waiting.Add(this);
                }
            }

            return real.Change(dueTime, newPeriod);
        }

        public void FireEarly() => real.Change(TimeSpan.Zero, period);

        public void Dispose()
        {
            lock (clock.gate) clock.waiting.Remove(this);
            real.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            lock (clock.gate) clock.waiting.Remove(this);
            return real.DisposeAsync();
        }

        private void Rearm()
        {
            lock (clock.gate)
            {
                if (period == Timeout.InfiniteTimeSpan) clock.waiting.Remove(this);
                else DueAt = clock.GetUtcNow() + period;
            }
        }
    }
}
