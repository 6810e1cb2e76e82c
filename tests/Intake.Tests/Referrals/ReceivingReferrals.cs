using Healthcare.Handoffs;
using Healthcare.Intake.Referrals;
using Healthcare.Testing;

namespace Healthcare.Intake.Tests.Referrals;

public sealed class ReceivingReferrals
{
    private static readonly DeciderSpec<Referral, ReferralCommand, ReferralEvent> New = Spec.Of(ReferralAggregate.Value);
    private static readonly ReceiveReferral Receive = new(Samples.Complete, Samples.Noon);

    [Test]
    public void A_complete_referral_is_received_found_complete_and_accepted() => New.When(Receive).Then(Samples.Complete, Samples.NewPatient, Samples.Routine, Samples.Passed, Samples.Accepted);

    [Test]
    public void The_same_referral_again_changes_nothing() => New.GivenDone(Receive).When(Receive).ThenNothing();

    [Test]
    public void Without_a_valid_referrer_the_partner_is_asked_for_one() =>
        New.When(new ReceiveReferral(Samples.WithoutReferrer, Samples.Noon)).Then(Samples.WithoutReferrer, Samples.NewPatient, Samples.Routine, Samples.ReferrerRequested);

    [Test]
    public void One_identifier_does_not_match_a_patient() =>
        Assert.That(AskedFor(Samples.Complete with { MatchedBy = ["member-number"] }), Is.EqualTo("patient-matched"));

    [Test]
    public void A_note_alone_is_a_reason() =>
        New.When(new ReceiveReferral(Samples.Complete with { Diagnoses = [] }, Samples.Noon)).ThenKinds(typeof(ReferralReceived), typeof(PatientMatched), typeof(UrgencyAssigned), typeof(CompletenessPassed), typeof(ReferralAccepted));

    [Test]
    public void Neither_diagnosis_nor_words_nor_a_note_is_no_reason() =>
        Assert.That(AskedFor(Samples.Complete with { Diagnoses = [], Documents = [] }), Is.EqualTo("reason-given"));

    [Test]
    public void What_the_required_set_names_is_asked_for_item_by_item() => Assert.That(
        AskedFor(Samples.Complete with { Documents = [], RequestedOn = null, Required = new("imaging/any", 2, ["diagnosis", "supporting-document", "requested-date", "document:11505-5"]) }),
        Is.EqualTo("supporting-document requested-date document:11505-5"));

    [Test]
    public void Receiving_offers_the_work_to_completeness_and_acceptance_takes_it()
    {
        var follow = New.When(Receive).FollowUps(Samples.Referral, ReferralIds.CaseOf(Samples.Referral));
        Assert.Multiple(() =>
        {
            Assert.That(follow.Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(OfferHandoff), typeof(AcceptHandoff) }));
            Assert.That(follow.Select(f => f.StreamId).Distinct(), Is.EqualTo(new[] { HandoffId.For("B02", Samples.Referral) }));
            Assert.That(((OfferHandoff)follow[0].Command).ContextHash, Is.EqualTo(Samples.Complete.PacketHash));
        });
    }

    [Test]
    public void Urgent_care_has_the_urgent_clock()
    {
        TimeSpan Clock(string priority) => New.When(new ReceiveReferral(Samples.Complete with { Priority = priority }, Samples.Noon))
            .FollowUps(Samples.Referral).Select(f => f.Command).OfType<OfferHandoff>().Select(o => o.Terms.DueAt - o.Terms.StartedAt).Single();
        Assert.That((Clock("routine"), Clock("urgent"), Clock("stat")), Is.EqualTo((TimeSpan.FromHours(4), TimeSpan.FromHours(1), TimeSpan.FromHours(1))));
    }

    [Test]
    public void An_incomplete_referral_is_held_at_the_boundary()
    {
        var offer = New.When(new ReceiveReferral(Samples.WithoutReferrer, Samples.Noon)).FollowUps(Samples.Referral).Select(f => f.Command).OfType<OfferHandoff>().Single();
        Assert.That(offer.Unmet.Select(u => (u.Predicate, u.From)), Is.EqualTo(new[] { ("referrer-identified", "intake-coordinator") }));
    }

    private static string AskedFor(ReferralReceived content) =>
        string.Join(' ', New.When(new ReceiveReferral(content, Samples.Noon)).ThenKinds(typeof(ReferralReceived), typeof(PatientMatched), typeof(UrgencyAssigned), typeof(InformationRequested)).Decision.Events.OfType<InformationRequested>().Single().Items);
}
