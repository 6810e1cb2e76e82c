using Healthcare.Handoffs;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

[TestFixture]
public sealed class LettingTimePass
{
    [Test]
    public void Reminds_the_owner_first() => TheHandoff.GivenDone(Ready).When(Fire(At(15))).Then(new HandoffNudged(1, "waiter", At(16), At(15)));

    [Test]
    public void Then_times_out_and_says_when_the_first_level_is_told() =>
        TheHandoff.GivenDone(Ready, Fire(At(15))).When(Fire(At(16), TimeSpan.FromSeconds(3))).Then(new HandoffTimedOut(1, At(16), At(17), At(16).AddSeconds(3)));

    [Test]
    public void Then_tells_one_level_after_the_other_and_the_last_every_day()
    {
        var timedOut = TheHandoff.GivenDone(Ready, Fire(At(15)), Fire(At(16)));
        timedOut.When(Fire(At(17))).Then(new HandoffEscalated(1, 1, "head-waiter", EscalationCause.TimedOut, At(17), At(20), At(17)));
        timedOut.GivenDone(Fire(At(17))).When(Fire(At(20))).Then(new HandoffEscalated(1, 2, "manager", EscalationCause.TimedOut, At(20), At(20 + 24), At(20)));
        timedOut.GivenDone(Fire(At(17)), Fire(At(20))).When(Fire(At(20 + 24)))
            .Then(new HandoffEscalated(1, 2, "manager", EscalationCause.TimedOut, At(20 + 24), At(20 + 48), At(20 + 24)));
    }

    [Test]
    public void After_an_outage_does_not_make_up_for_repetitions()
    {
        var down = TimeSpan.FromDays(3);
        TheHandoff.GivenDone(Ready, Fire(At(15)), Fire(At(16)), Fire(At(17))).When(Fire(At(20), down))
            .Then(new HandoffEscalated(1, 2, "manager", EscalationCause.TimedOut, At(20), At(20 + 24) + down, At(20) + down));
    }

    [Test]
    public void Does_nothing_when_the_deadline_is_not_the_one_that_is_kept()
    {
        TheHandoff.GivenDone(Ready).When(Fire(At(16))).ThenNothing();
        TheHandoff.GivenDone(Ready, Fire(At(15))).When(Fire(At(15))).ThenNothing();
        TheHandoff.GivenDone(Ready, Accept(At(13))).When(Fire(At(15))).ThenNothing();
        TheHandoff.When(Fire(At(15))).ThenNothing();
    }

    [Test]
    public void Tells_the_chain_when_nobody_reworks_what_was_given_back() => TheHandoff
        .GivenDone(Ready, Return(At(13)))
        .When(Fire(At(17)))
        .Then(new HandoffEscalated(1, 1, "head-waiter", EscalationCause.ReworkOverdue, At(17), At(21), At(17)));

    [Test]
    public void Moves_the_deadline_with_each_step()
    {
        Assert.That(TheHandoff.GivenDone(Ready).When(Fire(At(15))).Deadlines(StreamId).Single().DueAt, Is.EqualTo(At(16)));
        Assert.That(TheHandoff.GivenDone(Ready, Fire(At(15))).When(Fire(At(16))).Deadlines(StreamId).Single().DueAt, Is.EqualTo(At(17)));
        Assert.That(TheHandoff.GivenDone(Ready, Fire(At(15)), Fire(At(16))).When(Fire(At(17))).Deadlines(StreamId).Single().DueAt, Is.EqualTo(At(20)));
    }

    [Test]
    public void Starts_over_with_more_time_on_a_clock_that_the_contract_names()
    {
        var extended = TheHandoff.GivenDone(Ready, Fire(At(15))).When(Extend(At(15, 30)));
        extended.Then(new HandoffExtended(1, Kitchen.Terms("T01", Noon, "feast"), "more-guests", Waiter, At(15, 30)));
        Assert.That(extended.Deadlines(StreamId).Single().DueAt, Is.EqualTo(At(18)));
        TheHandoff.GivenDone(Ready, Extend(At(13))).When(Extend(At(14))).ThenNothing();
        TheHandoff.GivenDone(Ready).When(Extend(At(21))).ThenRefused(HandoffRefusals.DueInThePast);
        TheHandoff.GivenDone(Ready, Accept(At(13))).When(Extend(At(14))).ThenRefused(HandoffRefusals.AlreadyTaken);
    }

    [Test]
    public void Given_more_time_too_late_goes_on_in_the_next_attempt() => TheHandoff
        .GivenDone(Unready, Fire(At(15)), Fire(At(16)))
        .When(Extend(At(17)))
        .ThenKinds(typeof(HandoffOffered), typeof(HandoffBlocked), typeof(HandoffExtended));

    [Test]
    public void Shows_the_item_to_whoever_is_told()
    {
        var told = TheHandoff.GivenDone(Ready, Fire(At(15)), Fire(At(16))).When(Fire(At(17))).FollowUps(StreamId);
        Assert.That(told.Select(f => f.Command), Has.Some.EqualTo(new EscalateWorkItem(1, "head-waiter", At(17))));
    }
}
