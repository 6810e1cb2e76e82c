using Healthcare.Billing.Claims;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Claims;

public sealed class SubmittingClaims
{
    [Test]
    public void A_claim_with_its_file_is_built_and_submitted() => NewClaim.When(Submit()).Then(new ClaimBuilt(Content, Noon), new ClaimSubmitted(Content, Sending, Noon));

    [Test]
    public void The_file_is_queued_to_the_clearinghouse_and_the_boundary_offered_within_a_business_day()
    {
        var submitted = NewClaim.When(Submit());
        var commands = submitted.FollowUps(ClaimId, CaseId).Select(f => f.Command).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(commands, Has.Exactly(1).EqualTo(new QueueTransmission("clearhouse", "claim-837", FileId, "application/edi-x12", ClaimId, Noon)));
            Assert.That(commands.OfType<OfferHandoff>().Single().Unmet, Is.Empty);
            Assert.That(commands.OfType<OfferHandoff>().Single().Terms.DueAt, Is.EqualTo(Noon.AddDays(1)), "277CA: one business day");
            Assert.That(submitted.Deadlines(ClaimId).Single().DueAt, Is.EqualTo(Noon.AddHours(1)), "999: one hour");
        });
    }

    [Test]
    public void Submitted_again_it_is_the_same_claim() => NewClaim.GivenDone(Submit()).When(Submit()).ThenNothing();

    [TestCase("x12-missing-NM109", "claim-file-valid")]
    [TestCase("open-duplicate", "no-open-duplicate")]
    public void A_claim_that_may_not_be_sent_is_held_at_the_boundary(string obstacle, string predicate)
    {
        var held = NewClaim.When(new SubmitClaim(Content, Submission: null, [obstacle], Noon));
        held.Then(new ClaimBuilt(Content, Noon), new ClaimHeld([obstacle], Noon));
        Assert.That(((OfferHandoff)held.FollowUps(ClaimId, CaseId).Single().Command).Unmet.Select(u => u.Predicate), Is.EqualTo(new[] { predicate }));
    }

    [Test]
    public void What_is_held_is_sent_when_nothing_holds_it_any_more()
    {
        var held = NewClaim.GivenDone(new SubmitClaim(Content, Submission: null, ["open-duplicate"], Noon));
        held.When(new ResubmitClaim(Submission: null, ["open-duplicate"], Noon)).ThenRefused(ClaimRefusals.StillHeld);
        held.When(new ResubmitClaim(Sending with { Number = 7 }, [], Noon)).Then(new ClaimSubmitted(Content, Sending, Noon));
    }

    [Test]
    public void What_is_under_way_or_with_the_payer_is_not_sent_again()
    {
        NewClaim.When(new ResubmitClaim(Sending, [], Noon)).ThenRefused(ClaimRefusals.Unknown);
        NewClaim.GivenDone(Submit()).When(new ResubmitClaim(Sending, [], Noon)).ThenRefused(ClaimRefusals.UnderWay);
        NewClaim.GivenDone(Submit(), Answer(AcknowledgementLevel.Claim, ClaimAnswer.AcceptedByPayer)).When(new ResubmitClaim(Sending, [], Noon)).ThenRefused(ClaimRefusals.AtPayer);
    }

    [Test]
    public void A_rejected_claim_is_sent_anew_under_new_numbers_and_its_items_end()
    {
        var next = Sending with { Number = 2, Isa13 = "000000018", Gs06 = "18", St02 = "000000018", BatchId = "B000000018", OriginalId = AnswerId };
        var again = NewClaim.GivenDone(Submit(), Answer(AcknowledgementLevel.Set, ClaimAnswer.Rejected, "IK5-5")).When(new ResubmitClaim(next, [], Noon));
        again.Then(new ClaimSubmitted(Content, next, Noon));
        Assert.That(again.FollowUps(ClaimId, CaseId).Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(OfferHandoff), typeof(QueueTransmission), typeof(CloseWorkItem) }));
        Assert.That(again.FollowUps(ClaimId, CaseId)[2].StreamId, Is.EqualTo(WorkItemId.ForException("B17", "set-rejected", ClaimId)));
    }

    [Test]
    public void Its_number_is_short_and_follows_from_the_claim()
    {
        var numbers = Enumerable.Range(0, 10_000).Select(i => ClaimIds.Clm01Of(DerivedId.Of($"{i}"))).ToList();
        Assert.That(numbers, Is.Unique.And.All.Match("^C[A-Z2-7]{16}$"));
        Assert.That(ClaimIds.Clm01Of(new Guid("018f0000-0000-7000-8000-000000000008")), Is.EqualTo("COYYBOKCQJE433SG3"), "what was sent must be found again by every later build");
    }
}
