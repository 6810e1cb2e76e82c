using Healthcare.Billing.Claims;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Claims;

public sealed class SubmittingClaims
{
    private static readonly HoldClaim Hold = new([ClaimObstacles.Duplicate], [], Noon);

    [Test]
    public void A_claim_is_built_and_waits_for_its_batch_an_hour_at_most()
    {
        var built = NewClaim.When(Build());
        built.Then(new ClaimBuilt(Content, Noon));
        Assert.That(built.Deadlines(ClaimId).Single(d => d.Name == ClaimAggregate.BatchDeadline).DueAt, Is.EqualTo(Noon.AddHours(1)));
        NewClaim.GivenDone(Build()).When(new FireClaimDeadline(ClaimAggregate.BatchDeadline, Noon.AddHours(1), Noon.AddHours(1))).Then(new ClaimHeld([ClaimObstacles.NotBatched], Noon.AddHours(1)));
    }

    [Test]
    public void Its_batch_submits_it() => NewClaim.GivenDone(Build()).When(Send()).Then(new ClaimSubmitted(Content, Sending, Noon));

    [Test]
    public void The_boundary_is_offered_within_a_business_day_and_the_file_within_an_hour()
    {
        var submitted = NewClaim.GivenDone(Build()).When(Send());
        var commands = submitted.FollowUps(ClaimId, CaseId).Select(f => f.Command).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(commands.OfType<OfferHandoff>().Single().Unmet, Is.Empty);
            Assert.That(commands.OfType<OfferHandoff>().Single().Terms.DueAt, Is.EqualTo(Noon.AddDays(1)), "277CA: one business day");
            Assert.That(submitted.Deadlines(ClaimId).Select(d => (d.Name, d.DueAt)), Is.EqualTo(new (string, DateTimeOffset?)[]
            {
                (ClaimAggregate.BatchDeadline, null), (ClaimAggregate.SetDeadline, Noon.AddHours(1)), (ClaimAggregate.PayerDeadline, Noon.AddDays(1)),
            }));
        });
    }

    [Test]
    public void Built_or_sent_again_it_is_the_same_claim()
    {
        NewClaim.GivenDone(Build()).When(Build()).ThenNothing();
        NewClaim.GivenDone(Submit()).When(Build()).ThenNothing();
        NewClaim.GivenDone(Submit()).When(Send()).ThenRefused(ClaimRefusals.NotReady);
        NewClaim.When(Send()).ThenRefused(ClaimRefusals.Unknown);
    }

    [TestCase("x12-missing-NM109", "claim-file-valid")]
    [TestCase("open-duplicate", "no-open-duplicate")]
    public void A_claim_that_may_not_be_sent_is_held_at_the_boundary(string obstacle, string predicate)
    {
        var held = NewClaim.GivenDone(Build()).When(new HoldClaim([obstacle], [], Noon));
        held.Then(new ClaimHeld([obstacle], Noon) { Edits = [] });
        Assert.That(((OfferHandoff)held.FollowUps(ClaimId, CaseId).Single().Command).Unmet.Select(u => u.Predicate), Is.EqualTo(new[] { predicate }));
    }

    [Test]
    public void What_an_edit_finds_is_its_owners_until_it_is_mended()
    {
        var held = NewClaim.GivenDone(Build()).When(new HoldClaim(["edit:E005"], [new EditFinding("E005", "coder", "error", 1)], Noon));
        var item = held.FollowUps(ClaimId, CaseId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.Kind, item.Role, item.ReasonCode, item.ValueAtStake), Is.EqualTo(("claim-edit", "coder", "E005", (decimal?)250.00m)));
        var mended = NewClaim.GivenDone(Build(), new HoldClaim(["edit:E005"], [new EditFinding("E005", "coder", "error", 1)], Noon)).When(new ResubmitClaim(new ClaimChanges { PlaceOfService = "22" }, "coder-1", Noon));
        mended.Then(new ClaimResubmitted(Content with { PlaceOfService = "22" }, "mended", "coder-1", Noon));
        Assert.That(mended.FollowUps(ClaimId, CaseId).Single(), Is.EqualTo(new FollowUp(WorkItemId.ForTask("claim-edit/E005", ClaimId), new CloseWorkItem("sent-again", Noon))));
    }

    [Test]
    public void What_is_held_waits_for_the_next_batch_when_a_person_says_so() =>
        NewClaim.GivenDone(Build(), Hold).When(new ResubmitClaim(ClaimChanges.None, "biller-1", Noon)).Then(new ClaimResubmitted(Content, "mended", "biller-1", Noon));

    [Test]
    public void What_is_under_way_or_with_the_payer_is_not_sent_again()
    {
        var again = new ResubmitClaim(ClaimChanges.None, "biller-1", Noon);
        NewClaim.When(again).ThenRefused(ClaimRefusals.Unknown);
        NewClaim.GivenDone(Build()).When(again).ThenRefused(ClaimRefusals.UnderWay);
        NewClaim.GivenDone(Submit()).When(again).ThenRefused(ClaimRefusals.UnderWay);
        NewClaim.GivenDone([.. Submit(), Accept()]).When(again).ThenRefused(ClaimRefusals.AtPayer);
    }

    [Test]
    public void A_rejected_claim_is_mended_and_sent_anew_as_what_it_was()
    {
        var rejected = NewClaim.GivenDone([.. Submit(), Answer(AcknowledgementLevel.Set, ClaimAnswer.Rejected, "IK5-5")]);
        var again = rejected.When(new ResubmitClaim(new ClaimChanges { Diagnoses = ["M54.50"] }, "biller-1", Noon));
        var mended = Content with { Diagnoses = ["M54.50"] };
        again.Then(new ClaimResubmitted(mended, "set-rejected", "biller-1", Noon));
        Assert.That(again.FollowUps(ClaimId, CaseId).Single().StreamId, Is.EqualTo(WorkItemId.ForException("B17", "set-rejected", ClaimId)));
        var next = Sending with { Isa13 = "000000018", Gs06 = "18", St02 = "000000018", BatchId = "B000000018", OriginalId = AnswerId };
        rejected.GivenDone(new ResubmitClaim(new ClaimChanges { Diagnoses = ["M54.50"] }, "biller-1", Noon)).When(Send(next)).Then(new ClaimSubmitted(mended, next with { Number = 2 }, Noon));
    }

    [Test]
    public void Its_number_is_short_and_follows_from_the_claim()
    {
        var numbers = Enumerable.Range(0, 10_000).Select(i => ClaimIds.Clm01Of(DerivedId.Of($"{i}"))).ToList();
        Assert.That(numbers, Is.Unique.And.All.Match("^C[A-Z2-7]{16}$"));
        Assert.That(ClaimIds.Clm01Of(new Guid("018f0000-0000-7000-8000-000000000008")), Is.EqualTo("COYYBOKCQJE433SG3"), "what was sent must be found again by every later build");
    }
}
