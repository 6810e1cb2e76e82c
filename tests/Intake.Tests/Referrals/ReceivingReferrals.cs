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
            Assert.That(follow.Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(OfferHandoff), typeof(AcceptHandoff), typeof(OfferHandoff), typeof(AcceptHandoff) }));
            Assert.That(follow.Select(f => f.StreamId).Distinct(), Is.EqualTo(new[] { HandoffId.For("B01", Samples.Complete.OriginalId.Value), HandoffId.For("B02", Samples.Referral) }));
            Assert.That(((OfferHandoff)follow[2].Command).ContextHash, Is.EqualTo(Samples.Complete.PacketHash));
        });
    }

    [Test]
    public void Urgent_care_has_the_urgent_clock()
    {
        TimeSpan Clock(string priority) => New.When(new ReceiveReferral(Samples.Complete with { Priority = priority }, Samples.Noon))
            .FollowUps(Samples.Referral).Select(f => f.Command).OfType<OfferHandoff>().Where(o => o.Terms.Boundary == "B02").Select(o => o.Terms.DueAt - o.Terms.StartedAt).Single();
        Assert.That((Clock("routine"), Clock("urgent"), Clock("stat")), Is.EqualTo((TimeSpan.FromHours(4), TimeSpan.FromHours(1), TimeSpan.FromHours(1))));
    }

    [Test]
    public void An_incomplete_referral_is_held_at_the_boundary()
    {
        var offer = New.When(new ReceiveReferral(Samples.WithoutReferrer, Samples.Noon)).FollowUps(Samples.Referral).Select(f => f.Command).OfType<OfferHandoff>().Single(o => o.Terms.Boundary == "B02");
        Assert.That(offer.Unmet.Select(u => (u.Predicate, u.From)), Is.EqualTo(new[] { ("referrer-identified", "intake-coordinator") }));
    }

    [Test]
    public void What_came_twice_crosses_no_second_time()
    {
        var again = New.GivenDone(Receive).When(new ReceiveDuplicate("hl7v2", new Originals.OriginalId(new Guid("018f0000-0000-7000-8000-0000000000ff")), "b2", Samples.Noon)).FollowUps(Samples.Referral);
        var offer = (OfferHandoff)again[0].Command;
        Assert.That((again.Count, offer.Terms.Boundary, offer.Unmet.Single().Predicate, (again[1].Command as CloseHandoff)?.ReasonCode), Is.EqualTo((2, "B01", "not-a-duplicate", "duplicate")));
    }

    [Test]
    public void An_overlay_of_a_service_line_or_an_acquired_practice_changes_whose_it_is_and_by_when()
    {
        (string, TimeSpan, string) Terms(ReferralReceived content) => New.When(new ReceiveReferral(content, Samples.Noon)).FollowUps(Samples.Referral).Select(f => f.Command).OfType<OfferHandoff>()
            .Where(o => o.Terms.Boundary == "B02").Select(o => (o.Terms.OwnerRole, o.Terms.DueAt - o.Terms.StartedAt, string.Join(' ', o.Terms.Overlays ?? []))).Single();
        Assert.Multiple(() =>
        {
            Assert.That(Terms(Samples.Complete), Is.EqualTo(("referral-coordinator", TimeSpan.FromHours(4), "")));
            Assert.That(Terms(Samples.Complete with { ServiceLine = "oncology" }), Is.EqualTo(("referral-coordinator", TimeSpan.FromHours(2), "service-line-oncology.v1")));
            Assert.That(Terms(Samples.Complete with { PartnerId = "chesapeake-cardiology" }), Is.EqualTo(("intake-coordinator", TimeSpan.FromHours(8), "entity-chesapeake-cardiology.v1")));
        });
    }

    private static string AskedFor(ReferralReceived content) =>
        string.Join(' ', New.When(new ReceiveReferral(content, Samples.Noon)).ThenKinds(typeof(ReferralReceived), typeof(PatientMatched), typeof(UrgencyAssigned), typeof(InformationRequested)).Decision.Events.OfType<InformationRequested>().Single().Items);
}
