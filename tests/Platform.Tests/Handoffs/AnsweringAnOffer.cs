using Healthcare.EventStore;
using Healthcare.Handoffs;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

[TestFixture]
public sealed class AnsweringAnOffer
{
    [Test]
    public void Settles_the_attempt() => TheHandoff.GivenDone(Ready).When(Accept(At(13))).Then(new HandoffAccepted(1, Waiter, At(13)));

    [Test]
    public void Clears_the_deadline() => Assert.That(
        TheHandoff.GivenDone(Ready).When(Accept(At(13))).Deadlines(StreamId), Is.EqualTo(new[] { new DeadlineChange(StreamId, HandoffAggregate.Deadline, DueAt: null) }));

    [Test]
    public void Twice_is_once() => TheHandoff.GivenDone(Ready, Accept(At(13))).When(Accept(At(14))).ThenNothing();

    [Test]
    public void Is_refused_while_a_condition_is_unmet()
    {
        TheHandoff.GivenDone(Unready).When(Accept(At(13))).ThenRefused(HandoffRefusals.ConditionsUnmet);
        TheHandoff.GivenDone(Unready, Fire(At(15)), Fire(At(16))).When(Accept(At(17))).ThenRefused(HandoffRefusals.ConditionsUnmet);
    }

    [Test]
    public void Is_refused_when_nothing_was_offered() => TheHandoff.When(Accept(At(13))).ThenRefused(HandoffRefusals.NeverOffered);

    [Test]
    public void Too_late_opens_an_attempt_of_its_own_and_is_applied() => TheHandoff
        .GivenDone(Ready, Fire(At(15)), Fire(At(16)))
        .When(Accept(At(18), Scheduling))
        .Then(
            new HandoffOffered(2, Prior: 1, Subject, Case, Terms, "a1", Ready.Conditions, At(18)),
            new HandoffAccepted(2, Scheduling, At(18)));

    [Test]
    public void With_a_return_names_what_is_needed_and_starts_the_clock_for_it() => TheHandoff
        .GivenDone(Ready)
        .When(Return(At(13)))
        .Then(new HandoffReturned(1, [Sauce], Kitchen.Terms("T01", At(13)), Waiter, At(13)));

    [Test]
    public void With_a_return_that_asks_nothing_is_refused() =>
        TheHandoff.GivenDone(Ready).When(Return(At(13)) with { Requirements = [] }).ThenRefused(HandoffRefusals.NothingAsked);

    [Test]
    public void With_a_late_return_opens_an_attempt_of_its_own() =>
        TheHandoff.GivenDone(Ready, Fire(At(15)), Fire(At(16))).When(Return(At(18))).ThenKinds(typeof(HandoffOffered), typeof(HandoffReturned));

    [Test]
    public void With_the_third_return_tells_the_first_level_and_each_further_one_the_next()
    {
        var twice = TheHandoff.GivenDone(Ready, Return(At(13)), Ready, Return(At(13)), Ready);
        var third = twice.When(Return(At(14)));
        third.ThenKinds(typeof(HandoffReturned), typeof(HandoffEscalated));
        Assert.That(third.Decision.Events[1], Is.EqualTo(new HandoffEscalated(3, 1, "head-waiter", EscalationCause.Bounced, DueAt: null, NextAt: null, At(14))));

        var fourth = twice.GivenDone(Return(At(14)), Ready).When(Return(At(15)));
        Assert.That(fourth.Decision.Events[1], Is.EqualTo(new HandoffEscalated(4, 2, "manager", EscalationCause.Bounced, DueAt: null, NextAt: null, At(15))));
    }

    [Test]
    public void Is_not_for_an_assistant()
    {
        TheHandoff.GivenDone(Ready).When(Accept(At(13), Model)).ThenRefused(HandoffRefusals.PersonMustDecide);
        TheHandoff.GivenDone(Ready).When(Return(At(13), Model)).ThenRefused(HandoffRefusals.PersonMustDecide);
        TheHandoff.GivenDone(Ready).When(Extend(At(13), Model)).ThenRefused(HandoffRefusals.PersonMustDecide);
        TheHandoff.GivenDone(Ready).When(new CloseHandoff("withdrawn", Model, At(13))).ThenRefused(HandoffRefusals.PersonMustDecide);
    }

    [Test]
    public void Ends_the_item_that_a_person_was_given()
    {
        Assert.That(TheHandoff.GivenDone(Ready).When(Accept(At(13))).FollowUps(StreamId), Is.Empty);
        var after = TheHandoff.GivenDone(Ready, Fire(At(15)), Fire(At(16))).When(Accept(At(18))).FollowUps(StreamId);
        Assert.That(after.Select(f => f.Command), Has.Some.EqualTo(new CloseWorkItem("accepted", At(18))));
    }

    [Test]
    public void By_taking_it_back_settles_and_ends_it()
    {
        TheHandoff.GivenDone(Unready).When(new CloseHandoff("withdrawn", Scheduling, At(13)))
            .Then(new HandoffReturned(1, [new Requirement("withdrawn")], Rework: null, Scheduling, At(13)), new HandoffClosed(1, "withdrawn", Scheduling, At(13)));
        TheHandoff.GivenDone(Ready, Fire(At(15)), Fire(At(16))).When(new CloseHandoff("withdrawn", Scheduling, At(18)))
            .Then(new HandoffClosed(1, "withdrawn", Scheduling, At(18)));
        TheHandoff.GivenDone(Ready, Accept(At(13))).When(new CloseHandoff("withdrawn", Scheduling, At(14))).ThenRefused(HandoffRefusals.AlreadyTaken);
        TheHandoff.GivenDone(Ready, new CloseHandoff("withdrawn", Scheduling, At(13))).When(Accept(At(14))).ThenRefused(HandoffRefusals.Closed);
    }
}
