using Healthcare.Handoffs;
using Healthcare.EventStore;
using Healthcare.Reconciliation.ForwardBalances;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.ProviderAdjustments;
using Healthcare.Reconciliation.Remittances;
using Healthcare.Testing;

namespace Healthcare.Reconciliation.Tests.Deciders;

/// <summary>PLB by code: its journal, what it recovers, and balances that are carried forward.</summary>
public sealed class AdjustingTheProvider
{
    private static readonly Guid Id = ReconciliationIds.ProviderAdjustment(Samples.OtherRemittanceId, 1);
    private static readonly Guid Balance = ReconciliationIds.ForwardBalance("EFT-BEGAN");
    private static readonly Actor Person = new("ann", ActorKind.Human, "credit-balance-specialist");
    private static readonly TakeAdjustment Take = new(Samples.Recovery, Samples.Noon);
    private static readonly AdjustmentLink Link = new("control-number", Samples.AccountId, Samples.ClaimId, Original: null, RemittanceId: null);
    private static readonly DecideAdjustment Dispute = new("disputed", "not-owed", Person, Samples.Noon);

    [TestCase("WO", 40, "payer-recoveries")]
    [TestCase("72", -40, "payer-recoveries")]
    [TestCase("FB", -50, "forward-balances")]
    [TestCase("FB", 50, "forward-balances")]
    [TestCase("L6", -5, "interest-income")]
    [TestCase("CS", 12, "payer-adjustments")]
    [TestCase("LE", 30, "levies")]
    public void Each_code_has_an_entry_of_its_own_against_the_cash(string code, decimal amount, string entry)
    {
        var (number, entries) = JournalEntries.OfProviderAdjustments([new AdvisedAdjustment(1, code, amount, null)]).Single();
        var side = amount > 0 ? new JournalEntry(entry, amount, 0) : new JournalEntry(entry, 0, -amount);
        Assert.That((number, entries[0], entries[1]), Is.EqualTo((0, side, new JournalEntry(JournalEntries.Cash, side.Credit, side.Debit))));
    }

    [Test]
    public void A_code_without_an_effect_waits_in_a_journal_of_its_own_and_somebody_is_asked()
    {
        var journals = JournalEntries.OfProviderAdjustments([new AdvisedAdjustment(1, "WO", 40m, null), new AdvisedAdjustment(2, "AH", 3m, null)]).ToList();
        Assert.That(journals.Select(j => (j.Number, j.Entries[0].Kind)), Is.EqualTo(new[] { (0, "payer-recoveries"), (-2, "provider-adjustment-AH") }));
        var item = Spec.Of(ProviderAdjustmentAggregate.Value).When(Take with { Facts = Samples.Recovery with { Code = "AH", Effect = AdjustmentEffects.Unclassified } })
            .FollowUps(Id).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.ReasonCode, item.Role, item.ValueAtStake), Is.EqualTo((Exceptions.AdjustmentUnclassified, ReconciliationRoles.VarianceAnalyst, 40m)));
    }

    [Test]
    public void A_recovery_that_is_linked_crosses_to_refunds_and_one_that_is_a_takeback_is_taken_at_once()
    {
        var linked = Spec.Of(ProviderAdjustmentAggregate.Value).GivenDone(Take).When(new LinkAdjustment(Link, Samples.Noon)).FollowUps(Id).Select(f => f.Command).ToList();
        var takeback = Spec.Of(ProviderAdjustmentAggregate.Value).GivenDone(Take).When(new LinkAdjustment(Link with { Basis = "takeback" }, Samples.Noon)).FollowUps(Id).Select(f => f.Command).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(linked.OfType<OfferHandoff>().Single().Unmet, Is.Empty);
            Assert.That(linked.OfType<AcceptHandoff>(), Is.Empty, "a person agrees or disputes");
            Assert.That(takeback.OfType<AcceptHandoff>(), Has.One.Items);
        });
    }

    [Test]
    public void A_search_in_vain_is_recorded_and_has_an_owner_until_a_person_decides()
    {
        var ended = new EndAdjustmentSearch(["control-number", "trace"], Samples.Noon);
        var follow = Spec.Of(ProviderAdjustmentAggregate.Value).GivenDone(Take).When(ended).FollowUps(Id).Select(f => f.Command).ToList();
        Assert.That(follow.OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo(Exceptions.TakebackUnlinked));
        Assert.That(follow.OfType<OfferHandoff>().Single().Unmet, Is.Empty, "the search is recorded");
        var disputed = Spec.Of(ProviderAdjustmentAggregate.Value).GivenDone(Take, ended).When(Dispute).FollowUps(Id).Select(f => f.Command).ToList();
        Assert.That((disputed.OfType<CloseWorkItem>().Count(), disputed.OfType<OpenWorkItem>().Single().ReasonCode), Is.EqualTo((1, Exceptions.TakebackDisputed)));
        Spec.Of(ProviderAdjustmentAggregate.Value).GivenDone(Take, ended, Dispute).When(Dispute).ThenNothing();
        Spec.Of(ProviderAdjustmentAggregate.Value).GivenDone(Take, ended, Dispute).When(Dispute with { Outcome = "agreed" }).ThenKinds(typeof(ProviderAdjustmentDecided));
        Spec.Of(ProviderAdjustmentAggregate.Value).GivenDone(Take).When(Dispute).ThenRefused(AdjustmentRefusals.NotSearched);
    }

    [Test]
    public void A_forward_balance_has_an_owner_until_later_remittances_bring_it_to_zero()
    {
        var carried = new MoveForwardBalance(new BalanceMovement(Samples.RemittanceId, 1, -50m, 1), Samples.Noon);
        var some = new MoveForwardBalance(new BalanceMovement(Samples.OtherRemittanceId, 1, 20m, 1), Samples.Noon);
        var rest = new MoveForwardBalance(new BalanceMovement(Samples.OriginalId, 1, 30m, 1), Samples.Noon);
        var opened = Spec.Of(ForwardBalanceAggregate.Value).When(carried);
        opened.Then(new ForwardBalanceMoved(carried.Movement, 50m, Samples.Noon));
        var item = opened.FollowUps(Balance).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.ReasonCode, item.ValueAtStake, item.DueAt > Samples.Noon), Is.EqualTo((Exceptions.ForwardBalanceOpen, 50m, true)));
        Spec.Of(ForwardBalanceAggregate.Value).GivenDone(carried).When(carried).ThenNothing();
        Assert.That(Spec.Of(ForwardBalanceAggregate.Value).GivenDone(carried).When(some).FollowUps(Balance), Is.Empty, "still open");
        var settled = Spec.Of(ForwardBalanceAggregate.Value).GivenDone(carried, some).When(rest);
        settled.Then(new ForwardBalanceMoved(rest.Movement, 0m, Samples.Noon));
        Assert.That(settled.FollowUps(Balance).Select(f => f.Command), Is.All.InstanceOf<CloseWorkItem>());
        Spec.Of(ForwardBalanceAggregate.Value).GivenDone(carried, some, rest).When(new WithdrawMovement(Samples.OriginalId, 1, Samples.Noon)).Then(new ForwardBalanceUnmoved(rest.Movement, 30m, Samples.Noon));
    }

    [Test]
    public void What_applies_a_balance_that_was_never_carried_forward_is_asked_of_the_payer()
    {
        var item = Spec.Of(ForwardBalanceAggregate.Value).When(new MoveForwardBalance(new BalanceMovement(Samples.RemittanceId, 1, 20m, 1), Samples.Noon)).FollowUps(Balance).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.ReasonCode, item.ValueAtStake), Is.EqualTo((Exceptions.ForwardBalanceUnknown, 20m)));
    }
}
