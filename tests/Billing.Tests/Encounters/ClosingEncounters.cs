using Healthcare.Billing.Encounters;
using Healthcare.Handoffs;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Encounters;

public sealed class ClosingEncounters
{
    [Test]
    public void A_visit_after_its_referral_closes_the_encounter_and_captures_its_charges() => NewEncounter.GivenDone(NoteReferral(), NoteAuthorization())
        .When(NoteVisit(ToClose))
        .Then(new VisitNoted(Visit, Noon), new EncounterClosed("ENC1", ToClose.Subscriber, [], Noon), new ChargesCaptured("2026-01", [Fee], Noon));

    [Test]
    public void A_coder_is_asked_for_codes_with_the_amount_at_stake()
    {
        var asked = NewEncounter.GivenDone(NoteReferral()).When(NoteVisit(ToClose)).FollowUps(EncounterId, CaseId).Single(f => f.Command is OpenWorkItem);
        Assert.That(asked.StreamId, Is.EqualTo(WorkItemId.ForTask("code-encounter", EncounterId)));
        Assert.That(asked.Command, Is.InstanceOf<OpenWorkItem>().With.Property("Kind").EqualTo("code-encounter").And.Property("Role").EqualTo("coder")
            .And.Property("SubjectId").EqualTo(EncounterId).And.Property("CaseId").EqualTo(CaseId).And.Property("ValueAtStake").EqualTo(250.00m));
    }

    [Test]
    public void A_visit_before_its_referral_waits_and_a_person_is_told()
    {
        var noted = NewEncounter.GivenDone(NoteAuthorization()).When(NoteVisit());
        noted.Then(new VisitNoted(Visit, Noon));
        Assert.That(noted.FollowUps(EncounterId, CaseId).Select(f => f.Command), Is.EqualTo(new[] { (1, "biller") }).Using<object, (int, string)>((c, e) => c is OpenWorkItem o && o.Role == e.Item2));
    }

    [Test]
    public void The_referral_then_closes_it_and_the_item_with_it()
    {
        var closed = NewEncounter.GivenDone(NoteVisit()).When(NoteReferral(ToClose));
        closed.ThenKinds(typeof(ReferralNoted), typeof(EncounterClosed), typeof(ChargesCaptured));
        Assert.That(closed.FollowUps(EncounterId, CaseId).Select(f => f.StreamId), Is.SupersetOf(new[] { WorkItemId.ForTask("find-referral", EncounterId), WorkItemId.ForTask("code-encounter", EncounterId) }));
    }

    [Test]
    public void Each_message_again_changes_nothing()
    {
        var done = NewEncounter.GivenDone(NoteReferral(), NoteAuthorization(), NoteVisit(ToClose));
        done.When(NoteReferral()).ThenNothing();
        done.When(NoteAuthorization()).ThenNothing();
        done.When(NoteVisit()).ThenNothing();
    }

    [Test]
    public void A_service_without_a_price_is_the_billers_to_settle()
    {
        var closed = NewEncounter.GivenDone(NoteReferral()).When(NoteVisit(ToClose with { Charges = [], Gaps = ["no-charge:1"] }));
        Assert.That(closed.FollowUps(EncounterId, CaseId).Select(f => f.Command).OfType<OpenWorkItem>().Select(o => o.ReasonCode), Is.EqualTo(new[] { "charges-captured", "charge-differs" }));
    }

    [Test]
    public void What_is_not_closed_is_neither_coded_nor_charged()
    {
        NewEncounter.When(Code()).ThenRefused(EncounterRefusals.Unknown);
        NewEncounter.GivenDone(NoteReferral()).When(Code()).ThenRefused(EncounterRefusals.NotClosed);
        NewEncounter.GivenDone(NoteVisit()).When(new CorrectCharges([Fee], "biller-1", Noon)).ThenRefused(EncounterRefusals.NotClosed);
    }
}
