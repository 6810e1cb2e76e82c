using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Reconciliation.Journals;
using Healthcare.Testing;

namespace Healthcare.Reconciliation.Tests.Deciders;

/// <summary>A journal is balanced, sent once under one reference, and taken or given back by the ERP.</summary>
public sealed class PostingJournals
{
    private static readonly Guid Id = ReconciliationIds.Journal(Samples.RemittanceId, 1);
    private static readonly Actor Accountant = new("gil", ActorKind.Human, "gl-accountant");
    private static readonly ProposeJournal Propose = new(new JournalSource(Samples.RemittanceId, 1, Samples.ClaimId), JournalEntries.OfPayment(Samples.Payment), Samples.Period, Samples.Noon);
    private static readonly SubmitJournal Submit = new(
        "HC-1", [new LedgerLine("1010", "4100", 150m, 0), new LedgerLine("4900", "4100", 30m, 0), new LedgerLine("1250", "4100", 20m, 0), new LedgerLine("1200", "4100", 0, 200m)],
        "1", Samples.Period, Samples.OriginalId, Samples.Noon);
    private static readonly RecordJournalPosted Take = new("JE-1", Samples.Period, 200m, 200m, Samples.Noon);
    private static readonly RejectJournal Refuse = new(JournalAggregate.PeriodClosed, 409, Samples.DepositId, Samples.Noon);

    [Test]
    public void Is_sent_over_the_boundary_once()
    {
        var decided = Spec.Of(JournalAggregate.Value).GivenDone(Propose).When(Submit).ThenKinds(typeof(JournalSubmitted));
        Assert.That(decided.FollowUps(Id, Samples.CaseId).Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(OfferHandoff), typeof(QueueTransmission) }));
        Assert.That(((OfferHandoff)decided.FollowUps(Id)[0].Command).Unmet, Is.Empty);
        Spec.Of(JournalAggregate.Value).GivenDone(Propose, Submit).When(Submit).ThenNothing();
        Spec.Of(JournalAggregate.Value).GivenDone(Propose).When(Propose).ThenNothing();
    }

    [Test]
    public void Is_refused_when_debits_are_not_credits()
    {
        Spec.Of(JournalAggregate.Value).When(Propose with { Entries = [new JournalEntry(JournalEntries.Cash, 1m, 0)] }).ThenRefused(JournalRefusals.Unbalanced);
        Spec.Of(JournalAggregate.Value).GivenDone(Propose).When(Submit with { Lines = [.. Submit.Lines.Take(3)] }).ThenRefused(JournalRefusals.Unbalanced);
    }

    [Test]
    public void Waits_for_an_account_that_is_not_mapped_and_goes_on_when_it_is()
    {
        var missing = new ReportMissingMapping([JournalEntries.PatientReceivable], "1", Samples.Period, Samples.Noon);
        var decided = Spec.Of(JournalAggregate.Value).GivenDone(Propose).When(missing).ThenKinds(typeof(MappingMissing));
        Assert.That(((OfferHandoff)decided.FollowUps(Id)[0].Command).Unmet.Single().Predicate, Is.EqualTo("mappings-present"));
        Assert.That((OpenWorkItem)decided.FollowUps(Id)[1].Command, Has.Property(nameof(OpenWorkItem.Role)).EqualTo("gl-accountant").And.Property(nameof(OpenWorkItem.ReasonCode)).EqualTo(JournalAggregate.Unmapped));
        Spec.Of(JournalAggregate.Value).GivenDone(Propose, missing).When(missing).ThenNothing();
        var sent = Spec.Of(JournalAggregate.Value).GivenDone(Propose, missing).When(Submit).ThenKinds(typeof(JournalSubmitted));
        Assert.That(sent.FollowUps(Id).Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(OfferHandoff), typeof(CloseWorkItem), typeof(QueueTransmission) }));
    }

    [Test]
    public void Is_posted_when_the_ERP_has_the_same_figures()
    {
        var decided = Spec.Of(JournalAggregate.Value).GivenDone(Propose, Submit).When(Take);
        decided.Then(new JournalPosted(Samples.ClaimId, "JE-1", Samples.Period, 200m, 200m, Samples.Noon));
        Assert.That(decided.FollowUps(Id).Single().Command, Is.InstanceOf<AcceptHandoff>());
        Spec.Of(JournalAggregate.Value).GivenDone(Propose, Submit, Take).When(Take).ThenNothing();
        Spec.Of(JournalAggregate.Value).GivenDone(Propose, Submit, Take).When(Take with { ErpId = "JE-2" }).ThenRefused(JournalRefusals.PostedOtherwise);
        Spec.Of(JournalAggregate.Value).GivenDone(Propose, Submit).When(Take with { Debits = 199m }).Then(new JournalRejected("figures-differ", Status: null, AnswerId: null, Samples.Noon));
    }

    [Test]
    public void Given_back_it_is_posted_again_by_a_person_as_the_same_message()
    {
        var refused = Spec.Of(JournalAggregate.Value).GivenDone(Propose, Submit).When(Refuse).ThenKinds(typeof(JournalRejected));
        Assert.That(refused.FollowUps(Id).Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(ReturnHandoff), typeof(OpenWorkItem) }));
        var again = new ResubmitJournal("2026-04", Accountant, Samples.Noon);
        Spec.Of(JournalAggregate.Value).GivenDone(Propose, Submit, Refuse).When(again).Then(new JournalReopened("2026-04", Accountant, Samples.Noon));
        Spec.Of(JournalAggregate.Value).GivenDone(Propose, Submit, Refuse, again).When(again).ThenNothing();
        var resent = Spec.Of(JournalAggregate.Value).GivenDone(Propose, Submit, Refuse, again).When(Submit with { CurrentPeriod = "2026-04" }).FollowUps(Id);
        Assert.That(resent.Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(OfferHandoff), typeof(QueueTransmission), typeof(RequeueTransmission) }));
        Assert.That(resent[1].StreamId, Is.EqualTo(resent[2].StreamId));
        Spec.Of(JournalAggregate.Value).GivenDone(Propose, Submit).When(again).ThenRefused(JournalRefusals.OutOfOrder);
    }
}
