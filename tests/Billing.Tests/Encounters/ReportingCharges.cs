using Healthcare.Billing.Claims;
using Healthcare.Billing.Encounters;
using Healthcare.Handoffs;
using Healthcare.Testing;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Encounters;

/// <summary>What the EHR says of charges, what it leaves out, and care that went on without an authorization.</summary>
public sealed class ReportingCharges
{
    private static readonly Charge Reported = Fee with { Minutes = 30 };
    private static readonly ReportCharges Report = new("hl7-dft", "MSG1", [Reported], [], Noon);
    private static readonly ReportCharges Incomplete = new("hl7-dft", "MSG1", [Reported with { PractitionerNpi = "" }], ["no-provider:1"], Noon);

    private static DeciderSpec<Encounter, EncounterCommand, EncounterEvent> Charged => NewEncounter.GivenDone(NoteReferral(), NoteAuthorization(), NoteVisit(ToClose));

    [Test]
    public void The_EHRs_word_counts_before_the_charge_masters()
    {
        Charged.When(Report).Then(new ChargesReported("hl7-dft", "MSG1", [Reported], [], Noon));
        Charged.GivenDone(Report).When(Report with { MessageId = "MSG2" }).ThenNothing();
        NewEncounter.GivenDone(NoteReferral()).When(Report).ThenRefused(EncounterRefusals.NotClosed);
    }

    [Test]
    public void What_a_charge_lacks_is_the_clinicians_within_two_days_and_closes_itself()
    {
        var asked = Charged.When(Incomplete).FollowUps(EncounterId, CaseId).Select(f => f.Command).ToList();
        var item = asked.OfType<OpenWorkItem>().Single();
        Assert.Multiple(() =>
        {
            Assert.That((item.Kind, item.Role, item.ReasonCode, item.DueAt), Is.EqualTo(("complete-charges", "clinician", "charges-incomplete", Noon.AddHours(48))));
            Assert.That(asked.OfType<OfferHandoff>().Single().Unmet.Select(u => u.Predicate), Is.EqualTo(new[] { "charges-complete" }));
        });
        var complete = Charged.GivenDone(Incomplete).When(Report).FollowUps(EncounterId, CaseId);
        Assert.That(complete.Select(f => f.StreamId), Has.Member(WorkItemId.ForTask("complete-charges", EncounterId)));
        Assert.That(complete.Select(f => f.Command).OfType<AcceptHandoff>().Count(), Is.EqualTo(1), "on to coding (B13)");
    }

    [Test]
    public void Coded_charges_that_are_reported_otherwise_are_matched_again()
    {
        var held = NewEncounter.GivenDone(NoteReferral(), NoteAuthorization(), NoteVisit(ToClose with { Charges = [Fee with { Units = 2 }] }), Code());
        Assert.That(held.State, Is.InstanceOf<Encounter.Held>());
        held.When(Report).ThenKinds(typeof(ChargesReported), typeof(ThreeWayMatched));
    }

    [Test]
    public void After_the_claim_it_is_a_person_who_decides_on_a_replacement()
    {
        var late = Charged.GivenDone(Code()).When(Report);
        late.Then(new LateChargesReported("hl7-dft", "MSG1", [Reported], Noon));
        Assert.That(late.FollowUps(EncounterId, CaseId).Select(f => f.Command).OfType<OpenWorkItem>().Single().Kind, Is.EqualTo("late-charges"));
    }

    [Test]
    public void Where_none_is_required_any_service_matches()
    {
        var free = NewEncounter.GivenDone(NoteReferral(), NoteAuthorization(new AuthorizationFacts(AuthorizationId, Payer, []) { NotRequiredBy = "maryland-capital/2026-07" }), NoteVisit(ToClose));
        free.When(Code()).Then(new CodingCompleted(Codes, "coder-1", Noon), new ThreeWayMatched(ClaimIds.Of(CaseId), [new MatchedLine(1, 0, "")], FileBy, Noon));
        var wrong = NewEncounter.GivenDone(NoteReferral(), NoteAuthorization(new AuthorizationFacts(AuthorizationId, Payer, []) { NotRequiredBy = "x" }), NoteVisit(ToClose with { Charges = [Fee with { PlaceOfService = "22" }] }));
        wrong.When(Code()).ThenKinds(typeof(CodingCompleted), typeof(ThreeWayMatchFailed));
    }

    [TestCase("emergency")]
    [TestCase("retro-authorization")]
    public void Care_that_went_on_waits_for_its_authorization(string ground)
    {
        var coded = NewEncounter.GivenDone(NoteReferral(), NoteVisit(ToClose), new NoteProceeding(ground, Noon.AddDays(2), Noon));
        var failed = coded.When(Code());
        failed.ThenKinds(typeof(CodingCompleted), typeof(ThreeWayMatchFailed));
        Assert.That(failed.FollowUps(EncounterId, CaseId).Select(f => f.Command).OfType<OpenWorkItem>().Single().Role, Is.EqualTo("authorization-specialist"));
        coded.GivenDone(Code()).When(NoteAuthorization()).ThenKinds(typeof(AuthorizationNoted), typeof(ThreeWayMatched));
        coded.When(new NoteProceeding(ground, Noon.AddDays(2), Noon)).ThenNothing();
    }

    [Test]
    public void A_patient_who_accepts_the_cost_pays_unless_an_authorization_comes()
    {
        var proceeded = NewEncounter.GivenDone(NoteReferral(), NoteVisit(ToClose), new NoteProceeding("patient-accepts-cost", Noon.AddDays(2), Noon));
        var held = proceeded.When(Code());
        held.Then(new CodingCompleted(Codes, "coder-1", Noon), new SelfPayHeld(250.00m, FileBy, Noon));
        var item = held.FollowUps(EncounterId, CaseId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.Kind, item.Role), Is.EqualTo(("self-pay", "financial-counsellor")));
        proceeded.GivenDone(Code()).When(NoteAuthorization()).ThenKinds(typeof(AuthorizationNoted), typeof(ThreeWayMatched));
        NewEncounter.GivenDone(NoteReferral(), NoteVisit(ToClose), Code()).When(new NoteProceeding("patient-accepts-cost", Noon.AddDays(2), Noon)).ThenKinds(typeof(CareProceededNoted), typeof(SelfPayHeld));
    }

    [Test]
    public void An_approval_that_is_withdrawn_counts_no_more()
    {
        Charged.When(new WithdrawAuthorization(AuthorizationId, "voided", Noon)).Then(new AuthorizationWithdrawn(AuthorizationId, "voided", Noon));
        Charged.When(new WithdrawAuthorization(CaseId, "voided", Noon)).ThenNothing();
        Charged.GivenDone(new WithdrawAuthorization(AuthorizationId, "voided", Noon)).When(Code()).ThenKinds(typeof(CodingCompleted), typeof(ThreeWayMatchFailed));
        Charged.GivenDone(Code()).When(new WithdrawAuthorization(AuthorizationId, "voided", Noon)).ThenNothing();
    }

    [Test]
    public void A_booking_is_remembered_once()
    {
        var booking = new BookingFacts(AppointmentId, Npi, "11", Day);
        NewEncounter.When(new NoteBooking(booking, Noon)).Then(new BookingNoted(booking, Noon));
        NewEncounter.GivenDone(new NoteBooking(booking, Noon)).When(new NoteBooking(booking, Noon)).ThenNothing();
    }
}
