using Healthcare.Billing.Claims;
using Healthcare.Handoffs;
using Healthcare.Testing;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Claims;

/// <summary>Interchange, set and claim are three levels; a rejection at any of them is no denial.</summary>
public sealed class AcknowledgingClaims
{
    private static DeciderSpec<Claim, ClaimCommand, ClaimEvent> Sent => NewClaim.GivenDone(Submit());

    private static RecordAcknowledgement Accepted => Answer(AcknowledgementLevel.Claim, ClaimAnswer.AcceptedByPayer) with { PayerControlNumber = "ICN1" };

    [Test]
    public void Each_level_is_acknowledged_once()
    {
        var set = Answer(AcknowledgementLevel.Set, ClaimAnswer.Acknowledged);
        Sent.When(set).Then(new ClaimAcknowledged(AcknowledgementLevel.Set, [], AnswerId, Noon));
        Sent.GivenDone(set).When(set).ThenNothing();
        Sent.GivenDone(set).When(Answer(AcknowledgementLevel.Claim, ClaimAnswer.Acknowledged, "A1-19")).Then(new ClaimAcknowledged(AcknowledgementLevel.Claim, ["A1-19"], AnswerId, Noon));
    }

    [Test]
    public void The_payers_word_settles_the_boundary_once()
    {
        var accepted = Sent.When(Accepted);
        accepted.Then(new ClaimAcceptedByPayer(Payer, "ICN1", AnswerId, Noon));
        var taken = accepted.FollowUps(ClaimId, CaseId).Select(f => f.Command).OfType<AcceptHandoff>().Single();
        Assert.That((taken.By.Id, taken.By.Kind), Is.EqualTo((Payer, Healthcare.EventStore.ActorKind.Partner)));
        Sent.GivenDone(Accepted).When(Accepted).ThenNothing();
        Sent.GivenDone(Accepted).When(Answer(AcknowledgementLevel.Set, ClaimAnswer.Acknowledged)).ThenNothing();
    }

    [TestCase(AcknowledgementLevel.Interchange, "interchange-rejected", "integration-on-call")]
    [TestCase(AcknowledgementLevel.Set, "set-rejected", "claims-operations")]
    [TestCase(AcknowledgementLevel.Claim, "claim-rejected", "biller")]
    public void A_rejection_goes_to_the_owner_of_its_level(AcknowledgementLevel level, string code, string role)
    {
        var rejected = Sent.When(Answer(level, ClaimAnswer.Rejected, "A7-21"));
        rejected.Then(new ClaimRejected(level, ["A7-21"], AnswerId, Noon));
        var commands = rejected.FollowUps(ClaimId, CaseId).Select(f => f.Command).ToList();
        var item = commands.OfType<OpenWorkItem>().Single();
        Assert.Multiple(() =>
        {
            Assert.That((item.ReasonCode, item.Role, item.ValueAtStake), Is.EqualTo((code, role, (decimal?)250.00m)));
            Assert.That(commands.OfType<ReturnHandoff>().Single().Requirements.Select(r => r.Code), Is.EqualTo(new[] { code, "A7-21" }));
            Assert.That(rejected.Deadlines(ClaimId).Select(d => d.DueAt), Is.All.Null, "nobody waits for a file that was answered");
        });
    }

    [Test]
    public void Two_levels_of_rejection_are_two_things()
    {
        var set = Answer(AcknowledgementLevel.Set, ClaimAnswer.Rejected);
        var rejected = Sent.GivenDone(set);
        rejected.When(set).ThenNothing();
        rejected.When(Answer(AcknowledgementLevel.Set, ClaimAnswer.Acknowledged)).ThenNothing();
        rejected.When(Answer(AcknowledgementLevel.Claim, ClaimAnswer.Rejected)).ThenKinds(typeof(ClaimRejected));
    }

    [Test]
    public void A_rejected_claim_that_the_payer_takes_after_all_is_taken()
    {
        var taken = Sent.GivenDone(Answer(AcknowledgementLevel.Claim, ClaimAnswer.Rejected)).When(Accepted);
        taken.ThenKinds(typeof(ClaimAcceptedByPayer));
        Assert.That(taken.FollowUps(ClaimId, CaseId).Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(OfferHandoff), typeof(AcceptHandoff), typeof(CloseWorkItem) }));
    }

    [Test]
    public void A_rejection_after_the_payer_took_it_is_for_a_person()
    {
        var contradicted = Sent.GivenDone(Accepted).When(Answer(AcknowledgementLevel.Claim, ClaimAnswer.Rejected, "A3-21"));
        contradicted.Then(new ClaimAcknowledgementContradicted(AcknowledgementLevel.Claim, ["A3-21"], AnswerId, Noon));
        Assert.That(((OpenWorkItem)contradicted.FollowUps(ClaimId, CaseId).Single().Command).Role, Is.EqualTo("claims-operations"));
    }

    [Test]
    public void An_answer_to_another_file_says_nothing_of_this_one()
    {
        var rejection = Answer(AcknowledgementLevel.Set, ClaimAnswer.Rejected);
        Sent.When(rejection with { Gs06 = "16" }).ThenNothing();
        Sent.When(rejection with { Gs06 = "17", St02 = "000000099" }).ThenNothing();
        Sent.When(rejection with { Isa13 = "000000016" }).ThenNothing();
        Sent.When(rejection with { BatchId = "B000000016" }).ThenNothing();
        Sent.When(rejection with { Gs06 = "17", St02 = "000000017" }).ThenKinds(typeof(ClaimRejected));
    }

    [Test]
    public void Without_any_acknowledgement_in_an_hour_somebody_asks_and_the_same_file_goes_again()
    {
        var due = new FireClaimDeadline(ClaimAggregate.SetDeadline, Noon.AddHours(1), Noon.AddHours(1));
        var again = new ResubmitClaim(ClaimChanges.None, "operator-1", Noon.AddHours(2));
        var overdue = Sent.When(due);
        overdue.Then(new ClaimAcknowledgementOverdue(Noon.AddHours(1), Noon.AddHours(1)) { Level = AcknowledgementLevel.Set });
        Assert.That(overdue.FollowUps(ClaimId, CaseId).Single().Command, Is.InstanceOf<OpenWorkItem>().With.Property("ReasonCode").EqualTo("ack-missing"));
        Sent.GivenDone(due).When(due).ThenNothing();
        Sent.GivenDone(due).When(again with { Changes = new ClaimChanges { PlaceOfService = "22" } }).ThenRefused(ClaimRefusals.UnderWay);
        var resent = Sent.GivenDone(due).When(again);
        resent.Then(new ClaimFileResent(FileId, "operator-1", Noon.AddHours(2)));
        Assert.That(resent.FollowUps(ClaimId, CaseId).Select(f => f.Command), Is.EqualTo(new object[] { new ResendBatch("operator-1", Noon.AddHours(2)), new CloseWorkItem("sent-again", Noon.AddHours(2)) }));
        Assert.That(resent.Deadlines(ClaimId).Select(d => d.DueAt), Is.All.Not.Null, "its answers are waited for again");
        Sent.GivenDone(due, again).When(Answer(AcknowledgementLevel.Set, ClaimAnswer.Acknowledged) with { Gs06 = "17" }).ThenKinds(typeof(ClaimAcknowledged));
        var late = Sent.GivenDone(due).When(Answer(AcknowledgementLevel.Set, ClaimAnswer.Acknowledged));
        Assert.That(late.FollowUps(ClaimId, CaseId).Single().Command, Is.InstanceOf<CloseWorkItem>());
        Sent.GivenDone(Answer(AcknowledgementLevel.Set, ClaimAnswer.Acknowledged)).When(due).ThenNothing();
    }

    [Test]
    public void A_file_that_was_read_and_a_claim_that_nobody_speaks_of_is_missing_too()
    {
        var due = new FireClaimDeadline(ClaimAggregate.PayerDeadline, Noon.AddDays(1), Noon.AddDays(1));
        var read = Sent.GivenDone(Answer(AcknowledgementLevel.Set, ClaimAnswer.Acknowledged));
        read.When(due).Then(new ClaimAcknowledgementOverdue(Noon.AddDays(1), Noon.AddDays(1)) { Level = AcknowledgementLevel.Claim });
        read.GivenDone(Accept()).When(due).ThenNothing();
    }

    [Test]
    public void Claims_of_one_file_that_ask_for_it_at_one_time_have_it_sent_once()
    {
        var batch = Healthcare.Testing.Spec.Of(ClaimBatchAggregate.Value).GivenDone(new SendBatch("clearhouse", Payer, "P", Sending, [ClaimId, CaseId], Noon));
        var resent = batch.When(new ResendBatch("operator-1", Noon.AddHours(2)));
        resent.Then(new ClaimBatchResent(1, "operator-1", Noon.AddHours(2)));
        Assert.That(resent.FollowUps(ClaimId).Single().Command, Is.InstanceOf<Healthcare.Handoffs.Transmissions.QueueTransmission>().With.Property("PayloadId").EqualTo(FileId), "byte for byte");
        batch.GivenDone(new ResendBatch("operator-1", Noon.AddHours(2))).When(new ResendBatch("operator-2", Noon.AddHours(2).AddSeconds(5))).ThenNothing();
        batch.GivenDone(new ResendBatch("operator-1", Noon.AddHours(2))).When(new ResendBatch("operator-1", Noon.AddHours(4))).Then(new ClaimBatchResent(2, "operator-1", Noon.AddHours(4)));
    }

    [Test]
    public void A_file_that_the_endpoint_refuses_is_an_interchange_that_was_rejected()
    {
        Sent.When(new RecordRefusedFile(FileId, 415, AnswerId, Noon)).Then(new ClaimRejected(AcknowledgementLevel.Interchange, ["http-415"], AnswerId, Noon));
        Sent.When(new RecordRefusedFile(AnswerId, 415, AnswerId, Noon)).ThenNothing();
        Sent.GivenDone(Accepted).When(new RecordRefusedFile(FileId, 415, AnswerId, Noon)).ThenNothing();
    }

    [Test]
    public void What_was_never_sent_cannot_be_answered()
    {
        NewClaim.When(Accepted).ThenRefused(ClaimRefusals.Unknown);
        NewClaim.GivenDone(Build()).When(Accepted).ThenRefused(ClaimRefusals.NotSubmitted);
    }
}
