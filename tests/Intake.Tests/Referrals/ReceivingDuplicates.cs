using Healthcare.Handoffs;
using Healthcare.Intake.Referrals;
using Healthcare.Testing;

namespace Healthcare.Intake.Tests.Referrals;

public sealed class ReceivingDuplicates
{
    private static readonly DeciderSpec<Referral, ReferralCommand, ReferralEvent> Received = Spec.Of(ReferralAggregate.Value).GivenDone(new ReceiveReferral(Samples.Complete, Samples.Noon));

    private static readonly ReceiveDuplicate ByHl7 = new("hl7v2", Samples.Complete.OriginalId, "f8", Samples.Noon);

    [Test]
    public void By_another_channel_it_is_noted_and_changes_nothing() =>
        Received.When(ByHl7).Then(new ReferralDuplicateReceived { Channel = "hl7v2", OriginalId = Samples.Complete.OriginalId, Fingerprint = "f8", At = Samples.Noon });

    [Test]
    public void Twice_it_is_noted_once() => Received.GivenDone(ByHl7).When(ByHl7).ThenNothing();

    [Test]
    public void Of_two_channels_at_once_the_second_is_the_duplicate() =>
        Received.When(new ReceiveReferral(Samples.Complete with { Channel = "mllp", Fingerprint = "f8" }, Samples.Noon)).ThenKinds(typeof(ReferralDuplicateReceived));

    [Test]
    public void One_that_only_seems_to_be_goes_on_and_a_person_looks()
    {
        var decided = Spec.Of(ReferralAggregate.Value).When(new ReceiveReferral(Samples.Complete with { SuspectedDuplicatesOf = [Samples.OtherReferral] }, Samples.Noon));
        Assert.Multiple(() =>
        {
            Assert.That(decided.State.Status, Is.EqualTo(ReferralStatus.Accepted));
            Assert.That(decided.FollowUps(Samples.Referral).Select(f => f.Command).OfType<OpenWorkItem>().Select(o => (o.ReasonCode, o.Role)), Is.EqualTo(new[] { ("duplicate-review", "intake-coordinator") }));
        });
    }

    [Test]
    public void Merged_after_it_was_accepted_the_others_are_told()
    {
        var merged = Received.When(new MergeReferral(Samples.OtherReferral, "same-order", Samples.Coordinator, Samples.Noon));
        Assert.That(merged.Decision.Events, Is.EqualTo(new ReferralEvent[]
        {
            new ReferralMerged { By = Samples.Coordinator, OtherId = Samples.OtherReferral, Basis = "same-order", ReasonCode = "duplicate", WasAccepted = true, At = Samples.Noon },
        }));
    }
}
