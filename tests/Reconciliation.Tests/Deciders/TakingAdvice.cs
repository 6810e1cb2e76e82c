using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.Deposits;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Reassociations;
using Healthcare.Reconciliation.Remittances;
using Healthcare.Testing;

namespace Healthcare.Reconciliation.Tests.Deciders;

/// <summary>A remittance and a deposit, each by itself.</summary>
public sealed class TakingAdvice
{
    private static readonly RemittanceOutOfBalance Transaction = new(ImbalanceLevels.Transaction, "transaction", 150m, 160m, Samples.Noon);
    private static readonly RemittanceOutOfBalance OneClaim = new(ImbalanceLevels.Claim, "claim 1", 150m, 140m, Samples.Noon);
    private static readonly ReceiveRemittance Receive = new(Samples.Received, [Samples.Advised], [], [], Samples.Noon);
    private static readonly FundRemittance Fund = new(FundingBasis.TraceAndAmount, Samples.DepositId, 1, Samples.Noon);
    private static readonly CompletePosting Complete = new(1, 0, 0, Samples.Period, Samples.Noon);
    private static readonly ReleaseRemittance Release = new("payer-confirmed", new Actor("ann", ActorKind.Human, "payment-variance-analyst"), Samples.Noon);
    private static readonly ReceiveDeposit Deposit = new(new DepositReceived("first-harbor", "FH1", 150m, new DateOnly(2026, 3, 3), Samples.Trace, "1520000000", "ACH", Samples.Noon), Samples.Noon);

    [Test]
    public void A_balanced_advice_is_received_once_and_looks_for_its_money()
    {
        var decided = Spec.Of(RemittanceAggregate.Value).When(Receive).ThenKinds(typeof(RemittanceReceived), typeof(ClaimPaymentsAdvised), typeof(RemittanceBalanced));
        Assert.That(decided.FollowUps(Samples.RemittanceId).Single().Command, Is.InstanceOf<RegisterRemittance>());
        Spec.Of(RemittanceAggregate.Value).GivenDone(Receive).When(Receive).ThenNothing();
    }

    [Test]
    public void Claims_of_a_large_advice_stand_in_several_events()
    {
        var many = Receive with { Claims = [.. Enumerable.Range(1, 401).Select(n => Samples.Advised with { Number = n })] };
        Spec.Of(RemittanceAggregate.Value).When(many)
            .ThenKinds(typeof(RemittanceReceived), typeof(ClaimPaymentsAdvised), typeof(ClaimPaymentsAdvised), typeof(ClaimPaymentsAdvised), typeof(RemittanceBalanced));
    }

    [Test]
    public void Money_that_does_not_balance_is_held_for_a_person_and_then_released()
    {
        var wrong = Receive with { Imbalances = [Transaction] };
        var decided = Spec.Of(RemittanceAggregate.Value).When(wrong).ThenKinds(typeof(RemittanceReceived), typeof(ClaimPaymentsAdvised), typeof(RemittanceOutOfBalance));
        var item = decided.FollowUps(Samples.RemittanceId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.ReasonCode, item.Role, item.ValueAtStake), Is.EqualTo((Exceptions.OutOfBalance, ReconciliationRoles.VarianceAnalyst, 10m)));
        Spec.Of(RemittanceAggregate.Value).GivenDone(wrong, Fund).When(Complete).ThenRefused(RemittanceRefusals.NotToBePosted);
        Spec.Of(RemittanceAggregate.Value).GivenDone(wrong, Fund).When(Release).Then(new RemittanceReleased(Release.By, "payer-confirmed", Samples.Noon));
        Spec.Of(RemittanceAggregate.Value).GivenDone(wrong, Fund, Release).When(Complete).ThenKinds(typeof(RemittancePosted));
        Spec.Of(RemittanceAggregate.Value).GivenDone(Receive).When(Release).ThenRefused(RemittanceRefusals.NotHeld);
    }

    [Test]
    public void One_claim_that_does_not_balance_does_not_hold_the_others()
    {
        var wrong = Receive with { Imbalances = [OneClaim] };
        Spec.Of(RemittanceAggregate.Value).When(wrong)
            .ThenKinds(typeof(RemittanceReceived), typeof(ClaimPaymentsAdvised), typeof(RemittanceOutOfBalance), typeof(RemittanceBalanced));
        Spec.Of(RemittanceAggregate.Value).GivenDone(wrong, Fund).When(Complete).ThenKinds(typeof(RemittancePosted));
        Spec.Of(RemittanceAggregate.Value).GivenDone(wrong, Fund, Complete).When(Release).ThenKinds(typeof(RemittanceReleased));
        Spec.Of(RemittanceAggregate.Value).GivenDone(wrong, Fund, Complete, Release).When(Release).ThenNothing();
    }

    [Test]
    public void The_search_begins_after_the_exceptions_so_that_a_duplicate_settles_them()
    {
        var follow = Spec.Of(RemittanceAggregate.Value).When(Receive with { Imbalances = [OneClaim, Transaction] }).FollowUps(Samples.RemittanceId);
        Assert.That(follow.Select(f => f.Command.GetType()), Is.EqualTo(new[] { typeof(OpenWorkItem), typeof(OpenWorkItem), typeof(RegisterRemittance) }));
    }

    [Test]
    public void Nothing_is_posted_before_the_money_is_here()
    {
        Spec.Of(RemittanceAggregate.Value).GivenDone(Receive).When(Complete).ThenRefused(RemittanceRefusals.NotToBePosted);
        Spec.Of(RemittanceAggregate.Value).GivenDone(Receive, Fund).When(Fund).ThenNothing();
        Spec.Of(RemittanceAggregate.Value).GivenDone(Receive, Fund, Complete).When(Complete).ThenNothing();
        Spec.Of(RemittanceAggregate.Value).When(Fund).ThenRefused(RemittanceRefusals.Unknown);
    }

    [Test]
    public void A_duplicate_is_never_posted()
    {
        var duplicate = new MarkDuplicate(Samples.OtherRemittanceId, Samples.Noon);
        Spec.Of(RemittanceAggregate.Value).GivenDone(Receive).When(duplicate).Then(new RemittanceDuplicated(Samples.OtherRemittanceId, Samples.Noon));
        Spec.Of(RemittanceAggregate.Value).GivenDone(Receive, duplicate).When(Complete).ThenRefused(RemittanceRefusals.NotToBePosted);
    }

    [Test]
    public void An_advice_without_a_trace_number_is_an_exception_unless_there_is_no_money_to_find()
    {
        var blind = Receive with { Content = Samples.Received with { Trace = null } };
        Assert.That(
            Spec.Of(RemittanceAggregate.Value).When(blind).FollowUps(Samples.RemittanceId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo(Exceptions.WithoutTrace));
        Spec.Of(RemittanceAggregate.Value).When(blind with { Content = blind.Content with { Amount = 0 } })
            .ThenKinds(typeof(RemittanceReceived), typeof(ClaimPaymentsAdvised), typeof(RemittanceBalanced), typeof(RemittanceFunded));
    }

    [Test]
    public void Provider_adjustments_are_journalled_when_the_rest_is_posted()
    {
        var withheld = new ProviderAdjustmentRecorded(1, "WO", 40m, "1234567893", new DateOnly(2026, 12, 31), Reference: null, Samples.Noon);
        var receive = Receive with { Content = Samples.Received with { Amount = 110m, ProviderAdjustmentTotal = 40m }, Adjustments = [withheld] };
        var journal = Spec.Of(RemittanceAggregate.Value).GivenDone(receive, Fund).When(Complete).FollowUps(Samples.RemittanceId).Select(f => f.Command).OfType<ProposeJournal>().Single();
        Assert.That(journal.Entries, Is.EqualTo(new[] { new JournalEntry("payer-recoveries", 40m, 0), new JournalEntry(JournalEntries.Cash, 0, 40m) }));
    }

    [Test]
    public void A_deposit_is_told_once_and_matched_once()
    {
        var decided = Spec.Of(DepositAggregate.Value).When(Deposit).ThenKinds(typeof(DepositReceived));
        Assert.That(decided.FollowUps(Samples.DepositId).Single().Command, Is.InstanceOf<RegisterDeposit>());
        Spec.Of(DepositAggregate.Value).GivenDone(Deposit).When(Deposit with { At = Samples.Noon.AddDays(1) }).ThenNothing();
        Spec.Of(DepositAggregate.Value).GivenDone(Deposit).When(Deposit with { Content = Deposit.Content with { Amount = 151m } }).ThenRefused(DepositRefusals.Differs);
        var match = new ReassociateDeposit(Samples.RemittanceId, FundingBasis.TraceAndAmount, 1, Samples.Noon);
        Spec.Of(DepositAggregate.Value).GivenDone(Deposit).When(match).ThenKinds(typeof(DepositReassociated));
        Spec.Of(DepositAggregate.Value).GivenDone(Deposit, match).When(match).ThenNothing();
        Spec.Of(DepositAggregate.Value).GivenDone(Deposit, match).When(match with { RemittanceId = Samples.OtherRemittanceId }).ThenRefused(DepositRefusals.MatchedOtherwise);
    }
}
