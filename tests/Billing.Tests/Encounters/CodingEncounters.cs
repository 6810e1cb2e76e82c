using Healthcare.Billing.Claims;
using Healthcare.Billing.Encounters;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Encounters;

public sealed class CodingEncounters
{
    private static DeciderSpec<Encounter, EncounterCommand, EncounterEvent> Charged => NewEncounter.GivenDone(NoteReferral(), NoteAuthorization(), NoteVisit(ToClose));

    [Test]
    public void Codes_on_which_all_three_agree_build_the_claim() => Charged.When(Code())
        .Then(new CodingCompleted(Codes, "coder-1", Noon), new ThreeWayMatched(ClaimIds.Of(CaseId), [new MatchedLine(1, 1, "AU1")], FileBy, Noon));

    [Test]
    public void The_boundary_to_the_claim_is_offered_and_taken_at_once()
    {
        var commands = Charged.When(Code()).FollowUps(EncounterId, CaseId);
        Assert.That(commands.Select(f => (f.StreamId, f.Command.GetType())), Is.EqualTo(new[]
        {
            (HandoffId.For("B15", EncounterId), typeof(AcceptHandoff)), (HandoffId.For("B16", EncounterId), typeof(OfferHandoff)), (HandoffId.For("B16", EncounterId), typeof(AcceptHandoff)),
            (WorkItemId.ForTask("self-pay", EncounterId), typeof(CloseWorkItem)),
        }));
        Assert.That(((OfferHandoff)commands[1].Command).Unmet, Is.Empty);
    }

    [Test]
    public void The_same_codes_again_change_nothing_and_others_are_refused()
    {
        var billed = Charged.GivenDone(Code());
        billed.When(Code()).ThenNothing();
        billed.When(Code(Codes with { Diagnoses = ["M54.50"] })).ThenRefused(EncounterRefusals.Billed);
        billed.When(new CorrectCharges([Fee with { Amount = 1m }], "biller-1", Noon)).ThenRefused(EncounterRefusals.Billed);
    }

    [Test]
    public void Each_charge_needs_exactly_one_code()
    {
        Charged.When(Code(new Coding([], ["Z00.00"]))).ThenRefused(EncounterRefusals.LinesDiffer);
        Charged.When(Code(new Coding([Codes.Codes[0], Codes.Codes[0]], ["Z00.00"]))).ThenRefused(EncounterRefusals.LinesDiffer);
        Charged.When(Code(new Coding([Codes.Codes[0] with { Line = 2 }], ["Z00.00"]))).ThenRefused(EncounterRefusals.LinesDiffer);
    }

    [Test]
    public void Without_an_authorization_its_owner_is_asked_and_its_coming_builds_the_claim()
    {
        var coded = NewEncounter.GivenDone(NoteReferral(), NoteVisit(ToClose)).When(Code());
        coded.Then(
            new CodingCompleted(Codes, "coder-1", Noon),
            new ThreeWayMatchFailed([new Difference("authorization-absent", 1, "authorization", AuthItem: null, "99243", "3")], FileBy, Noon));
        var commands = coded.FollowUps(EncounterId, CaseId).Select(f => f.Command).ToList();
        Assert.That(commands, Has.Exactly(1).InstanceOf<OfferHandoff>().With.Property("Unmet").Count.EqualTo(1));
        Assert.That(commands, Has.Exactly(1).InstanceOf<OpenWorkItem>().With.Property("Role").EqualTo("authorization-specialist").And.Property("ReasonCode").EqualTo("authorization-differs"));

        var approved = NewEncounter.GivenDone(NoteReferral(), NoteVisit(ToClose), Code()).When(NoteAuthorization());
        approved.ThenKinds(typeof(AuthorizationNoted), typeof(ThreeWayMatched));
        Assert.That(approved.FollowUps(EncounterId, CaseId).Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(OfferHandoff), typeof(AcceptHandoff), typeof(CloseWorkItem), typeof(CloseWorkItem) }));
    }

    [Test]
    public void Past_the_filing_limit_no_claim_is_built_and_the_boundary_says_why()
    {
        var coded = Charged.When(Code(fileBy: Day.AddDays(-1)));
        coded.ThenKinds(typeof(CodingCompleted), typeof(FilingLimitPassed));
        Assert.That(coded.FollowUps(EncounterId, CaseId).Select(f => f.Command).OfType<OfferHandoff>().Single().Unmet.Select(u => u.Predicate), Is.EqualTo(new[] { "filing-days-left" }));
        Charged.When(Code(fileBy: Day)).ThenKinds(typeof(CodingCompleted), typeof(ThreeWayMatched));
    }

    [Test]
    public void A_corrected_charge_is_matched_again()
    {
        var differing = NewEncounter.GivenDone(NoteReferral(), NoteAuthorization(), NoteVisit(ToClose with { Charges = [Fee with { Procedure = "99244" }] }), Code());
        Assert.That(differing.State, Is.InstanceOf<Encounter.Held>().With.Property("OpenItems").EqualTo(new[] { "charge" }));
        var corrected = differing.When(new CorrectCharges([Fee], "biller-1", Noon));
        corrected.ThenKinds(typeof(ChargesCorrected), typeof(ThreeWayMatched));
        Assert.That(corrected.FollowUps(EncounterId, CaseId).Select(f => f.StreamId), Has.Member(WorkItemId.ForException("B16", "charge-differs", EncounterId)));
    }

    [Test]
    public void Charges_that_the_codes_no_longer_fit_are_coded_again()
    {
        var priced = NewEncounter.GivenDone(NoteReferral(), NoteAuthorization(), NoteVisit(ToClose with { Charges = [], Gaps = ["no-charge:1"] }), Code(new Coding([], ["Z00.00"])));
        var corrected = priced.When(new CorrectCharges([Fee], "biller-1", Noon));
        corrected.ThenKinds(typeof(ChargesCorrected));
        Assert.That(corrected.FollowUps(EncounterId, CaseId).Select(f => f.StreamId), Is.EqualTo(new[] { WorkItemId.ForTask("code-encounter", EncounterId) }));
        priced.GivenDone(new CorrectCharges([Fee], "biller-1", Noon)).When(Code()).ThenKinds(typeof(CodingCompleted), typeof(ThreeWayMatched));
    }

    [Test]
    public void Coding_and_correcting_are_a_persons() =>
        Assert.That(new EncounterCommand[] { Code(), new CorrectCharges([Fee], "biller-1", Noon) }, Is.All.InstanceOf<IJudgment>());
}
