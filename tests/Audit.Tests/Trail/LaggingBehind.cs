using Healthcare.Audit.Trail;

namespace Healthcare.Audit.Tests.Trail;

/// <summary>How far the trail is behind a service: what is known of it, and never more.</summary>
public sealed class LaggingBehind
{
    private static readonly DateTimeOffset Noon = Entries.Noon;
    private readonly HashSet<long> none = [];

    [Test]
    public void Before_a_service_was_heard_nothing_is_known() => Assert.That(new ServiceWatch("intake").At(Noon).SecondsBehind, Is.Null);

    [Test]
    public void A_trail_that_holds_everything_is_as_late_as_the_last_look()
    {
        var watch = new ServiceWatch("intake");
        watch.Looked(Noon, [1, 2], none, isWhole: true);
        Assert.That((watch.At(Noon.AddSeconds(1)).SecondsBehind, watch.At(Noon.AddSeconds(1)).CompleteUntil), Is.EqualTo((1d, Noon)));
    }

    [Test]
    public void What_is_missing_was_recorded_after_the_look_before_and_the_lag_grows_from_there()
    {
        var watch = new ServiceWatch("intake");
        watch.Looked(Noon, [1], none, isWhole: true);
        watch.Looked(Noon.AddSeconds(1), [2], new HashSet<long> { 2 }, isWhole: true);
        watch.Looked(Noon.AddSeconds(9), [3], new HashSet<long> { 2 }, isWhole: true);
        Assert.That((watch.At(Noon.AddSeconds(10)).SecondsBehind, watch.At(Noon.AddSeconds(10)).Awaited), Is.EqualTo((10d, 1)));
        watch.Looked(Noon.AddSeconds(11), [], none, isWhole: true);
        Assert.That(watch.At(Noon.AddSeconds(11)).SecondsBehind, Is.Zero);
    }

    [Test]
    public void A_steady_stream_of_events_on_their_way_is_not_mistaken_for_a_stall()
    {
        var watch = new ServiceWatch("intake");
        watch.Looked(Noon, [], none, isWhole: true);
        for (var second = 1; second <= 20; second++) watch.Looked(Noon.AddSeconds(second), [second], new HashSet<long> { second }, isWhole: true);
        Assert.That(watch.At(Noon.AddSeconds(20)).SecondsBehind, Is.EqualTo(1), "what one look missed, the next one found");
    }

    [Test]
    public void A_service_that_is_not_heard_of_leaves_the_lag_growing()
    {
        var watch = new ServiceWatch("intake");
        watch.Looked(Noon, [1], none, isWhole: true);
        Assert.That(watch.At(Noon.AddMinutes(3)).SecondsBehind, Is.EqualTo(180));
    }

    [Test]
    public void A_first_look_at_a_trail_that_is_behind_knows_nothing_until_it_is_not()
    {
        var watch = new ServiceWatch("intake");
        watch.Looked(Noon, [1, 2], new HashSet<long> { 2 }, isWhole: true);
        Assert.That(watch.At(Noon).CompleteUntil, Is.Null);
        watch.Looked(Noon.AddSeconds(1), [], none, isWhole: true);
        Assert.That(watch.At(Noon.AddSeconds(1)).CompleteUntil, Is.EqualTo(Noon.AddSeconds(1)));
    }
}
