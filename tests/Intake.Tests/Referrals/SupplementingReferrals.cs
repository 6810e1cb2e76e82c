using Healthcare.Handoffs;
using Healthcare.Intake.Referrals;
using Healthcare.Testing;

namespace Healthcare.Intake.Tests.Referrals;

public sealed class SupplementingReferrals
{
    private static readonly DeciderSpec<Referral, ReferralCommand, ReferralEvent> Waiting =
        Spec.Of(ReferralAggregate.Value).GivenDone(new ReceiveReferral(Samples.WithoutReferrer, Samples.Noon));

    private static readonly SupplementReferral Supplement = new(Samples.Complete, Samples.Noon);

    [Test]
    public void What_was_missing_completes_the_referral() => Waiting.When(Supplement).Then(new InformationReceived(Samples.Complete), Samples.Passed, Samples.Accepted);

    [Test]
    public void What_still_lacks_something_is_asked_for_again() =>
        Waiting.When(new SupplementReferral(Samples.Complete with { Documents = [], Diagnoses = [] }, Samples.Noon)).ThenKinds(typeof(InformationReceived), typeof(InformationRequested));

    [Test]
    public void Another_members_papers_are_never_joined_to_it() =>
        Waiting.When(new SupplementReferral(Samples.Complete with { MemberIndex = "m2" }, Samples.Noon)).ThenRefused(ReferralRefusals.AnotherPatient);

    [Test]
    public void The_same_bytes_supplement_nothing() => Waiting.When(new SupplementReferral(Samples.WithoutReferrer, Samples.Noon)).ThenNothing();

    [Test]
    public void Sending_the_supplement_again_changes_nothing() => Waiting.GivenDone(Supplement).When(Supplement).ThenNothing();

    [Test]
    public void An_accepted_referral_is_not_supplemented() =>
        Waiting.GivenDone(Supplement).When(new SupplementReferral(Samples.Complete with { Fingerprint = "f9" }, Samples.Noon)).ThenRefused(ReferralRefusals.AlreadyAccepted);

    [Test]
    public void A_declined_referral_is_not_supplemented() => Waiting.Given(Samples.Declined).When(Supplement).ThenRefused(ReferralRefusals.AlreadyDeclined);

    [Test]
    public void Nothing_is_supplemented_that_was_never_received() => Spec.Of(ReferralAggregate.Value).When(Supplement).ThenRefused(ReferralRefusals.Unknown);

    [Test]
    public void The_boundary_is_offered_the_new_content_and_then_taken() =>
        Assert.That(Waiting.When(Supplement).FollowUps(Samples.Referral).Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(OfferHandoff), typeof(AcceptHandoff), typeof(OfferHandoff), typeof(AcceptHandoff) }, "what arrived (B01), and what is complete (B02)"));
}
