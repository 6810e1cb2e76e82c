using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Intake.Referrals;
using Healthcare.Testing;

namespace Healthcare.Intake.Tests.Referrals;

public sealed class DecliningReferrals
{
    private static readonly DeciderSpec<Referral, ReferralCommand, ReferralEvent> New = Spec.Of(ReferralAggregate.Value);

    private static readonly DeciderSpec<Referral, ReferralCommand, ReferralEvent> Waiting = New.GivenDone(new ReceiveReferral(Samples.WithoutReferrer, Samples.Noon));

    private static readonly DeclineReferral Decline = new("no-answer", Samples.Coordinator, Samples.Noon.AddHours(1));

    [Test]
    public void A_referral_that_waits_can_be_declined() => Waiting.When(Decline).Then(Samples.Declined);

    [Test]
    public void Declining_twice_changes_nothing() => Waiting.GivenDone(Decline).When(Decline).ThenNothing();

    [Test]
    public void An_accepted_referral_goes_on() => New.GivenDone(new ReceiveReferral(Samples.Complete, Samples.Noon)).When(Decline).ThenRefused(ReferralRefusals.AlreadyAccepted);

    [Test]
    public void What_was_never_received_cannot_be_declined() => New.When(Decline).ThenRefused(ReferralRefusals.Unknown);

    [Test]
    public void The_boundary_is_closed_with_it() =>
        Assert.That(Waiting.When(Decline).FollowUps(Samples.Referral).Select(f => f.Command), Is.EqualTo(new object[] { new CloseHandoff("no-answer", Samples.Coordinator, Samples.Noon.AddHours(1)) }));

    [Test]
    public void Only_a_person_declines() => Assert.That(Decline, Is.InstanceOf<IJudgment>());
}
