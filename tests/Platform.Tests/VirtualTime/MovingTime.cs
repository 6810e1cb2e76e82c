using Healthcare.VirtualTime;

namespace Healthcare.Platform.Tests.VirtualTime;

[CancelAfter(300_000)]
public sealed class MovingTime
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Test]
    public void It_runs_on_with_the_real_clock_from_where_it_was_moved_to()
    {
        var clock = new VirtualClock();
        var start = clock.GetUtcNow();
        var moved = clock.MoveTo(start + Week);
        Assert.That(moved, Is.GreaterThanOrEqualTo(start + Week).And.LessThan(start + Week + TimeSpan.FromSeconds(10)));
        Assert.That(clock.GetUtcNow(), Is.GreaterThanOrEqualTo(moved));
    }

    [Test]
    public void It_never_goes_back()
    {
        var clock = new VirtualClock();
        var now = clock.GetUtcNow();
        Assert.That(clock.MoveTo(now - Week), Is.GreaterThanOrEqualTo(now));
    }

    [Test]
    public void A_frozen_one_stands_still_until_it_is_moved()
    {
        var clock = new VirtualClock(frozen: true);
        var start = clock.GetUtcNow();
        Assert.That(clock.GetUtcNow(), Is.EqualTo(start));
        Assert.That(clock.MoveTo(start + Week), Is.EqualTo(start + Week));
        Assert.That(clock.GetUtcNow(), Is.EqualTo(start + Week));
    }

    [Test]
    public async Task Whoever_waits_for_a_time_wakes_when_it_is_moved_over_it(CancellationToken cancel)
    {
        var clock = new VirtualClock();
        var soon = Task.Delay(TimeSpan.FromDays(1), clock, cancel);
        var later = Task.Delay(TimeSpan.FromDays(30), clock, cancel);
        clock.MoveTo(clock.GetUtcNow() + Week);
        await soon;
        Assert.That(later.IsCompleted, Is.False);
        clock.MoveTo(clock.GetUtcNow() + TimeSpan.FromDays(30));
        await later;
    }

    [Test]
    public async Task It_also_wakes_whoever_waits_while_nobody_moves_it(CancellationToken cancel) =>
        await Task.Delay(TimeSpan.FromMilliseconds(20), new VirtualClock(frozen: true), cancel);

    [Test]
    public async Task A_timer_that_repeats_goes_on_after_a_move(CancellationToken cancel)
    {
        var clock = new VirtualClock();
        using var fired = new SemaphoreSlim(0);
        using var timer = clock.CreateTimer(_ => fired.Release(), state: null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        for (var i = 0; i < 3; i++)
        {
            clock.MoveTo(clock.GetUtcNow() + TimeSpan.FromHours(1) + TimeSpan.FromMinutes(1));
            await fired.WaitAsync(cancel);
        }
    }
}
