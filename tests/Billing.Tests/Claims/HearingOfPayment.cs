using Healthcare.Billing.Claims;
using Healthcare.Handoffs;
using Healthcare.Testing;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Claims;

/// <summary>What an 835 makes of a claim, and what payers say before it.</summary>
public sealed class HearingOfPayment
{
    private static readonly AdjudicatedAmount Contract = new(1, "CO", "45", [], 50.00m, "expected");

    private static DeciderSpec<Claim, ClaimCommand, ClaimEvent> Taken => NewClaim.GivenDone([.. Submit(), Accept()]);

    private static IEnumerable<TestCaseData> Adjudications()
    {
        yield return new TestCaseData(Paid(), AdjudicationOutcome.Paid).SetName("Paid_as_the_contract_says");
        yield return new TestCaseData(Denied(), AdjudicationOutcome.Denied).SetName("Denied");
        yield return new TestCaseData(Denied() with { Status = "1" }, AdjudicationOutcome.Denied).SetName("Processed_and_nothing_paid_for_a_reason");
        yield return new TestCaseData(Denied() with { Status = "1", Paid = 100m }, AdjudicationOutcome.PartiallyPaid).SetName("Paid_in_part");
        yield return new TestCaseData(Paid() with { Paid = 0m, Adjustments = [Contract, new AdjudicatedAmount(1, "PR", "1", [], 200.00m, "expected")] }, AdjudicationOutcome.ZeroPaid).SetName("All_is_the_patients");
        yield return new TestCaseData(new Adjudication(RemittanceId, "22", "ICN1", -250m, -180m, -20m, [], Day), AdjudicationOutcome.Reversed).SetName("Taken_back");
    }

    [TestCaseSource(nameof(Adjudications))]
    public void An_adjudication_comes_to_one_thing(object adjudication, object outcome)
    {
        var said = Taken.When(Adjudicate((Adjudication)adjudication));
        said.Then(new ClaimAdjudicated((Adjudication)adjudication, (AdjudicationOutcome)outcome, Noon));
        Assert.That(said.Deadlines(ClaimId).Select(d => d.DueAt), Is.All.Null, "a final answer stops every question");
    }

    [Test]
    public void The_same_remittance_counts_once_and_its_reversal_is_another_thing()
    {
        Taken.GivenDone(Adjudicate(Paid())).When(Adjudicate(Paid())).ThenNothing();
        Taken.GivenDone(Adjudicate(Paid())).When(Adjudicate(Paid() with { Status = "22" })).ThenKinds(typeof(ClaimAdjudicated));
        NewClaim.When(Adjudicate(Paid())).ThenNothing();
    }

    [TestCase("23")]
    [TestCase("25")]
    public void What_decides_nothing_changes_nothing(string status) => Taken.When(Adjudicate(Paid() with { Status = status })).ThenNothing();

    [Test]
    public void An_835_before_the_277CA_settles_the_boundary_and_the_277CA_still_proves_the_filing()
    {
        var early = NewClaim.GivenDone(Submit()).When(Adjudicate(Paid()));
        Assert.That(early.FollowUps(ClaimId, CaseId).Select(f => f.Command).OfType<AcceptHandoff>().Count(), Is.EqualTo(1));
        NewClaim.GivenDone([.. Submit(), Adjudicate(Paid())]).When(Accept()).ThenKinds(typeof(ClaimAcceptedByPayer));
        NewClaim.GivenDone([.. Submit(), Adjudicate(Paid()), Accept()]).When(Accept()).ThenNothing();
    }

    [Test]
    public void The_payer_is_asked_by_its_cadence_until_it_gives_a_final_answer()
    {
        var accepted = NewClaim.GivenDone(Submit()).When(Accept());
        Assert.That(accepted.Deadlines(ClaimId).Single(d => d.Name == ClaimAggregate.StatusDeadline).DueAt, Is.EqualTo(Noon.AddDays(10)));
        var due = new FireClaimDeadline(ClaimAggregate.StatusDeadline, Noon.AddDays(10), Noon.AddDays(10));
        Taken.When(due).Then(new ClaimStatusDue(Noon.AddDays(10), Noon.AddDays(10)));
        var asked = Taken.GivenDone(due).When(new AskClaimStatus(Content.Clm01, FileId, "clearhouse", Noon.AddDays(10)));
        asked.Then(new ClaimStatusAsked(1, Content.Clm01, FileId, "clearhouse", Payer, Noon.AddDays(10)));
        Assert.That(asked.Deadlines(ClaimId).Single().DueAt, Is.EqualTo(Noon.AddDays(17)));
        var waiting = Taken.GivenDone(due, new AskClaimStatus(Content.Clm01, FileId, "clearhouse", Noon.AddDays(10)));
        waiting.When(new AskClaimStatus(Content.Clm01, FileId, "clearhouse", Noon.AddDays(10))).ThenNothing();
        waiting.When(new RecordClaimStatus("P1", ["P1-20"], "ICN1", AnswerId, Noon)).Then(new ClaimStatusAnswered("P1", ["P1-20"], AnswerId, Noon));
        var final = waiting.When(new RecordClaimStatus("F1", ["F1-65"], "ICN1", AnswerId, Noon));
        final.ThenKinds(typeof(ClaimStatusAnswered));
        Assert.That(final.Deadlines(ClaimId).Single(), Is.EqualTo(new Healthcare.EventStore.DeadlineChange(ClaimId, ClaimAggregate.StatusDeadline, null)));
        waiting.GivenDone(new RecordClaimStatus("F1", ["F1-65"], "ICN1", AnswerId, Noon)).When(due).ThenNothing();
    }

    [Test]
    public void A_payer_that_does_not_find_the_claim_is_somebodys()
    {
        var lost = Taken.When(new RecordClaimStatus("D0", ["D0-35"], null, AnswerId, Noon));
        Assert.That(lost.FollowUps(ClaimId, CaseId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo("claim-not-found"));
        var found = Taken.GivenDone(new RecordClaimStatus("D0", ["D0-35"], null, AnswerId, Noon)).When(new RecordClaimStatus("P1", [], null, AnswerId, Noon));
        Assert.That(found.FollowUps(ClaimId, CaseId).Single().Command, Is.InstanceOf<CloseWorkItem>());
    }

    [Test]
    public void Records_that_the_payer_asks_for_are_clinical_documentations_until_they_go()
    {
        var ask = new RequestRecords(["11504-8"], new DateOnly(2026, 3, 11), "TRACE1", AnswerId, Noon);
        var asked = Taken.When(ask);
        asked.Then(new DocumentationRequestedByPayer(["11504-8"], new DateOnly(2026, 3, 11), "TRACE1", AnswerId, Noon));
        var item = asked.FollowUps(ClaimId, CaseId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.Role, item.ReasonCode, item.DueAt), Is.EqualTo(("clinical-documentation", "records-requested", new DateTimeOffset(2026, 3, 11, 0, 0, 0, TimeSpan.Zero))), "the payer's date, where it is before ours");
        Taken.GivenDone(ask).When(ask).ThenNothing();
        var sent = Taken.GivenDone(ask).When(new SendRequestedRecords([Record], "cdi-1", Noon));
        sent.Then(new RequestedDocumentsSent([Record], "cdi-1", Noon));
        Assert.That(sent.FollowUps(ClaimId, CaseId).Single().Command, Is.InstanceOf<CloseWorkItem>());
        Taken.When(new SendRequestedRecords([Record], "cdi-1", Noon)).ThenRefused(ClaimRefusals.NothingRequested);
    }

    [Test]
    public void Somebody_is_warned_before_the_payers_limit_and_nobody_once_the_payer_has_it()
    {
        var filed = Content with { FileBy = new DateOnly(2026, 9, 5) };
        var built = NewClaim.When(Build(filed));
        Assert.That(built.Deadlines(ClaimId).Single(d => d.Name == ClaimAggregate.FilingDeadline).DueAt, Is.EqualTo(new DateTimeOffset(2026, 8, 15, 0, 0, 0, TimeSpan.Zero)), "21 days before");
        var warn = new FireClaimDeadline(ClaimAggregate.FilingDeadline, Noon, Noon);
        NewClaim.GivenDone(Build(filed)).When(warn).Then(new FilingLimitNear(new DateOnly(2026, 9, 5), Noon));
        NewClaim.GivenDone(Build(filed), Send(), Accept()).When(warn).ThenNothing();
    }

    [Test]
    public void A_closed_claim_is_closed_once()
    {
        Taken.GivenDone(Adjudicate(Denied())).When(new CloseClaim("written-off", Noon)).Then(new ClaimClosed("written-off", Noon));
        Taken.GivenDone(Adjudicate(Denied()), new CloseClaim("written-off", Noon)).When(new CloseClaim("written-off", Noon)).ThenNothing();
    }
}
