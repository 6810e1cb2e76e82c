using Healthcare.EventStore;
using Healthcare.Handoffs;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

[TestFixture]
public sealed class ProceedingAnyway
{
    private static readonly ProceedHandoff Proceed = new("emergency", "guest is starving", At(20), Waiter, At(13));

    [Test]
    public void Gives_the_receiver_the_work_with_a_reason_and_a_new_deadline() => TheHandoff
        .GivenDone(Unready)
        .When(Proceed)
        .Then(new HandoffProceeded(1, Waiter, "emergency", Sealed.For(Case, "guest is starving"), Terms.DueOn(At(20)), Unready.Unmet, At(13)));

    [Test]
    public void Lets_the_receiver_accept() => TheHandoff.GivenDone(Unready, Proceed).When(Accept(At(14))).Then(new HandoffAccepted(1, Waiter, At(14)));

    [Test]
    public void Stays_waived_when_the_same_condition_is_tested_again() =>
        TheHandoff.GivenDone(Unready, Proceed).When(Offer(new Dish(IsReady: false, Plates: 4), "b2", At(14))).ThenKinds(typeof(HandoffCleared));

    [Test]
    public void Does_not_waive_what_becomes_unmet_later()
    {
        var blocked = TheHandoff.GivenDone(Unready, Proceed).When(Offer(new Dish(IsReady: false, Plates: 1), "b2", At(14))).ThenKinds(typeof(HandoffBlocked));
        Assert.That(((HandoffBlocked)blocked.Decision.Events[0]).Unmet.Select(u => u.Predicate), Is.EqualTo(new[] { "enough-plates" }));
    }

    [Test]
    public void Is_for_a_named_person_only()
    {
        TheHandoff.GivenDone(Unready).When(Proceed with { By = Model }).ThenRefused(HandoffRefusals.PersonMustDecide);
        TheHandoff.GivenDone(Unready).When(Proceed with { By = Scheduling }).ThenRefused(HandoffRefusals.PersonMustDecide);
    }

    [Test]
    public void Is_refused_on_a_ground_that_the_contract_does_not_permit() =>
        TheHandoff.GivenDone(Unready).When(Proceed with { Ground = "impatience" }).ThenRefused(HandoffRefusals.GroundNotPermitted);

    [Test]
    public void Is_refused_when_there_is_nothing_to_waive() => TheHandoff.GivenDone(Ready).When(Proceed).ThenRefused(HandoffRefusals.NothingToWaive);

    [Test]
    public void Needs_a_deadline_to_come() => TheHandoff.GivenDone(Unready).When(Proceed with { DueAt = At(13) }).ThenRefused(HandoffRefusals.DueInThePast);

    [Test]
    public void After_the_time_out_opens_the_next_attempt() => TheHandoff
        .GivenDone(Unready, Fire(At(15)), Fire(At(16)))
        .When(Proceed with { At = At(17) })
        .ThenKinds(typeof(HandoffOffered), typeof(HandoffBlocked), typeof(HandoffProceeded));

    [Test]
    public void Twice_is_once() => TheHandoff.GivenDone(Unready, Proceed).When(Proceed).ThenNothing();
}
