using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.CreditBalances;
using Healthcare.Reconciliation.Disputes;
using Healthcare.Reconciliation.Journals;
using Healthcare.Testing;

namespace Healthcare.Reconciliation.Tests.Deciders;

/// <summary>What was paid too much goes back in sixty days (42 CFR 401.305); what was paid too little is disputed.</summary>
public sealed class ReturningAndDisputing
{
    private static readonly Actor Person = new("ann", ActorKind.Human, "credit-balance-specialist");
    private static readonly Guid Id = ReconciliationIds.CreditBalance(Samples.AccountId);
    private static readonly CreditFacts Facts = new(Samples.AccountId, Samples.ClaimId, Samples.CaseId, "maryland-capital", 150m);
    private static readonly SuspectCreditBalance Suspect = new(Facts, Samples.Noon);
    private static readonly IdentifyCreditBalance Identify = new(Person, Samples.Noon);
    private static readonly InvestigateCreditBalance Investigate = new("related-claims", Person, Samples.Noon.AddDays(10));
    private static readonly RefundCreditBalance Refund = new("CHK-1", Samples.Period, Person, Samples.Noon.AddDays(20));
    private static readonly DisputeFacts Disputed = new(Samples.AccountId, Samples.ClaimId, Samples.CaseId, "maryland-capital", 10m, "below-contract", "2026-01");
    private static readonly OpenDispute Dispute = new(Disputed, Samples.Noon.AddDays(60), Person, Samples.Noon);
    private static readonly FileDispute File = new("APPEAL-1", Samples.Noon.AddDays(50), Person, Samples.Noon);

    [Test]
    public void A_claim_that_is_paid_twice_has_a_credit_balance_until_it_is_taken_back()
    {
        var open = new OpenClaimAccount(Samples.Claim, Samples.Period, Samples.Noon);
        var first = new ApplyPayment(Samples.Payment, Samples.Period, Samples.Noon);
        var again = first with { Payment = Samples.Payment with { RemittanceId = Samples.OtherRemittanceId } };
        var back = first with { Payment = Samples.Reversal with { RemittanceId = Samples.OriginalId } };
        var twice = Spec.Of(ClaimAccountAggregate.Value).GivenDone(open, first).When(again).FollowUps(Samples.AccountId);
        Assert.That(twice.Select(f => f.Command).OfType<SuspectCreditBalance>().Single().Facts.Amount, Is.EqualTo(200m));
        var taken = Spec.Of(ClaimAccountAggregate.Value).GivenDone(open, first, again).When(back).FollowUps(Samples.AccountId);
        Assert.That(taken.Select(f => f.Command).OfType<ClearCreditBalance>(), Has.One.Items);
    }

    [Test]
    public void Sixty_days_run_from_the_day_on_which_a_person_identified_it()
    {
        var decided = Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect).When(Identify).ThenKinds(typeof(CreditBalanceIdentified));
        var offer = decided.FollowUps(Id).Select(f => f.Command).OfType<OfferHandoff>().Single();
        Assert.Multiple(() =>
        {
            Assert.That((offer.Terms.OwnerRole, (offer.Terms.DueAt - Samples.Noon).Days), Is.EqualTo(("credit-balance-specialist", 60)).Or.EqualTo(("credit-balance-specialist", 59)));
            Assert.That(offer.Terms.Levels.Select(l => l.Role), Does.Contain("compliance-officer"));
        });
        Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify).When(Identify).ThenNothing();
        Spec.Of(CreditBalanceAggregate.Value).When(Identify).ThenRefused(CreditBalanceRefusals.Unknown);
    }

    [Test]
    public void An_investigation_suspends_them_for_at_most_180_days_and_then_the_rest_runs()
    {
        var extended = Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify).When(Investigate).FollowUps(Id).Select(f => f.Command).OfType<ExtendHandoff>().Single();
        Assert.That((extended.Terms.DueAt - Investigate.At).TotalDays, Is.InRange(179, 181));
        var conclude = new ConcludeCreditInvestigation(Person, Samples.Noon.AddDays(100));
        var resumed = Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify, Investigate).When(conclude).FollowUps(Id).Select(f => f.Command).OfType<ExtendHandoff>().Single();
        Assert.That((resumed.Terms.DueAt - conclude.At).TotalDays, Is.InRange(49, 51), "ten days had run");
    }

    [Test]
    public void The_180_days_are_counted_once_and_end_by_themselves()
    {
        var until = Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify).When(Investigate).Deadlines(Id).Single().DueAt ?? default;
        var ended = Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify, Investigate).When(new FireSuspensionEnd(until)).ThenKinds(typeof(CreditInvestigationConcluded));
        var resumed = ended.FollowUps(Id).Select(f => f.Command).OfType<ExtendHandoff>().Single();
        Assert.That(((until - Investigate.At).TotalDays, (resumed.Terms.DueAt - until).TotalDays), Is.EqualTo((180.0, 50.0)).Using<(double, double)>((a, b) => Math.Abs(a.Item1 - b.Item1) < 1.5 && Math.Abs(a.Item2 - b.Item2) < 1.5));
        Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify, Investigate).When(new FireSuspensionEnd(until.AddDays(-1))).ThenNothing();

        var conclude = new ConcludeCreditInvestigation(Person, Investigate.At.AddDays(100));
        var again = Investigate with { At = Investigate.At.AddDays(120) };
        var second = Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify, Investigate, conclude).When(again).FollowUps(Id).Select(f => f.Command).OfType<ExtendHandoff>().Single();
        Assert.That((second.Terms.DueAt - Investigate.At).TotalDays, Is.InRange(179, 181), "what is begun again goes on where the first one stands");
        Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify, Investigate, new FireSuspensionEnd(until)).When(Investigate with { At = until.AddDays(5) }).ThenRefused(CreditBalanceRefusals.SuspensionUsed);
        Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify).When(Investigate with { At = Samples.Noon.AddDays(62) }).ThenRefused(CreditBalanceRefusals.Overdue);
    }

    [Test]
    public void What_is_upheld_or_late_goes_a_level_up_with_its_evidence()
    {
        var escalate = new EscalateDispute("not-explained", "APPEAL-2", Samples.Noon.AddDays(100), Person, Samples.Noon);
        var evidence = new AddDisputeEvidence(new DisputeEvidence("contract", "C-1"), Person, Samples.Noon);
        var upheld = new SettleDispute(DisputeOutcomes.Upheld, Person, Samples.Noon);
        var overdue = new FireDisputeDeadline(File.AnswerBy, File.AnswerBy);
        var item = Spec.Of(PayerDisputeAggregate.Value).GivenDone(Dispute, evidence, File, upheld).When(escalate).FollowUps(ReconciliationIds.Dispute(Samples.AccountId)).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.Role, item.DueAt), Is.EqualTo(("finance-supervisor", escalate.AnswerBy)));
        Spec.Of(PayerDisputeAggregate.Value).GivenDone(Dispute, File, overdue).When(escalate).Then(new DisputeEscalated(1, "not-explained", "APPEAL-2", escalate.AnswerBy, Person, Samples.Noon));
        Spec.Of(PayerDisputeAggregate.Value).GivenDone(Dispute, File, upheld, escalate).When(escalate).ThenNothing();
        Spec.Of(PayerDisputeAggregate.Value).GivenDone(Dispute, File).When(escalate).ThenRefused(DisputeRefusals.OutOfOrder);
        Spec.Of(PayerDisputeAggregate.Value).GivenDone(Dispute, evidence).When(evidence).ThenNothing();
        Spec.Of(PayerDisputeAggregate.Value).GivenDone(Dispute, File, upheld, escalate).When(new SettleDispute(DisputeOutcomes.Paid, Person, Samples.Noon)).ThenKinds(typeof(DisputeSettled));
    }

    [Test]
    public void A_refund_closes_it_and_leaves_the_account_and_the_cash()
    {
        var follow = Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify).When(Refund).FollowUps(Id).Select(f => f.Command).ToList();
        Assert.That((follow.OfType<AcceptHandoff>().Count(), follow.OfType<RecordRefund>().Single().Amount), Is.EqualTo((1, 150m)));
        Assert.That(JournalEntries.OfRefund(150m), Is.EqualTo(new[] { new JournalEntry(JournalEntries.PayerReceivable, 150m, 0), new JournalEntry(JournalEntries.Cash, 0, 150m) }));
        Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect).When(Refund).ThenRefused(CreditBalanceRefusals.OutOfOrder);
        Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify, Refund).When(Refund).ThenNothing();
        Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify, Refund).When(new ClearCreditBalance(Samples.Noon)).ThenNothing();
        Spec.Of(CreditBalanceAggregate.Value).GivenDone(Suspect, Identify).When(new ClearCreditBalance(Samples.Noon)).ThenKinds(typeof(CreditBalanceOffset));
    }

    [Test]
    public void A_dispute_is_filed_and_answered_in_time_and_ends_paid_or_upheld()
    {
        var id = ReconciliationIds.Dispute(Samples.AccountId);
        var item = Spec.Of(PayerDisputeAggregate.Value).When(Dispute).FollowUps(id).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.Role, item.DueAt, item.ValueAtStake), Is.EqualTo((ReconciliationRoles.VarianceAnalyst, Dispute.FileBy, 10m)));
        Spec.Of(PayerDisputeAggregate.Value).GivenDone(Dispute).When(Dispute).ThenNothing();
        Spec.Of(PayerDisputeAggregate.Value).GivenDone(Dispute).When(new SettleDispute("paid", Person, Samples.Noon)).ThenRefused(DisputeRefusals.OutOfOrder);
        foreach (var outcome in new[] { DisputeOutcomes.Paid, DisputeOutcomes.Upheld })
            Spec.Of(PayerDisputeAggregate.Value).GivenDone(Dispute, File).When(new SettleDispute(outcome, Person, Samples.Noon)).Then(new DisputeSettled(outcome, Person, Samples.Noon));
        Spec.Of(PayerDisputeAggregate.Value).GivenDone(Dispute, File).When(new NotePaidDispute(Samples.Noon)).Then(new DisputeSettled(DisputeOutcomes.Paid, By: null, Samples.Noon));
        Spec.Of(PayerDisputeAggregate.Value).GivenDone(Dispute).When(new FireDisputeDeadline(Dispute.FileBy, Dispute.FileBy)).Then(new DisputeOverdue("filing", Dispute.FileBy, Dispute.FileBy));
        Spec.Of(PayerDisputeAggregate.Value).GivenDone(Dispute, File).When(new FireDisputeDeadline(Dispute.FileBy, Dispute.FileBy)).ThenNothing();
    }
}
