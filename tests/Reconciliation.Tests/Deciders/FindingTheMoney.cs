using Healthcare.Handoffs;
using Healthcare.Reconciliation.Deposits;
using Healthcare.Reconciliation.Reassociations;
using Healthcare.Reconciliation.Remittances;
using Healthcare.Testing;

namespace Healthcare.Reconciliation.Tests.Deciders;

/// <summary>Advice and money come in either order; the trace number and the amount bring them together.</summary>
public sealed class FindingTheMoney
{
    private static readonly Guid Stream = ReconciliationIds.Reassociation(Samples.Trace);
    private static readonly RegisterRemittance Advice = new(Samples.Half, Samples.Noon);
    private static readonly RegisterDeposit Money = new(Samples.Deposit, Samples.Noon.AddHours(2));

    [Test]
    public void The_first_half_waits_and_offers_the_boundary()
    {
        var advice = Spec.Of(ReassociationAggregate.Value).When(Advice);
        advice.Then(new RemittanceAwaitsDeposit(Samples.Half, Samples.Noon));
        Assert.That(advice.FollowUps(Stream).Single().Command, Is.InstanceOf<OfferHandoff>());
        Assert.That(advice.Deadlines(Stream), Has.Count.EqualTo(1));
        Spec.Of(ReassociationAggregate.Value).When(Money).Then(new DepositAwaitsRemittance(Samples.Deposit, Money.At));
    }

    [Test]
    public void The_second_half_confirms_in_either_order()
    {
        var expected = new[] { typeof(ReassociationConfirmed) };
        var adviceFirst = Spec.Of(ReassociationAggregate.Value).GivenDone(Advice).When(Money).ThenKinds(expected);
        var moneyFirst = Spec.Of(ReassociationAggregate.Value).GivenDone(Money).When(Advice with { At = Money.At }).ThenKinds(expected);
        foreach (var decided in new[] { adviceFirst, moneyFirst })
        {
            var follow = decided.FollowUps(Stream);
            Assert.Multiple(() =>
            {
                Assert.That(((ReassociationConfirmed)decided.Decision.Events[0]).DeltaDays, Is.EqualTo(1));
                Assert.That(follow.Single(f => f.Command is FundRemittance).StreamId, Is.EqualTo(Samples.RemittanceId));
                Assert.That(follow.Single(f => f.Command is ReassociateDeposit).StreamId, Is.EqualTo(Samples.DepositId));
                Assert.That(follow.Select(f => f.Command), Has.One.InstanceOf<AcceptHandoff>());
                Assert.That(decided.Deadlines(Stream).Select(d => d.DueAt), Is.EqualTo(new DateTimeOffset?[] { null }));
            });
        }
    }

    [Test]
    public void The_same_half_again_changes_nothing()
    {
        Spec.Of(ReassociationAggregate.Value).GivenDone(Advice).When(Advice).ThenNothing();
        Spec.Of(ReassociationAggregate.Value).GivenDone(Advice, Money).When(Money).ThenNothing();
        Spec.Of(ReassociationAggregate.Value).GivenDone(Advice, Money).When(Advice).ThenNothing();
    }

    [Test]
    public void Another_amount_under_the_number_is_an_exception_and_funds_nothing()
    {
        var decided = Spec.Of(ReassociationAggregate.Value).GivenDone(Advice).When(Money with { Deposit = Samples.Deposit with { Amount = 151m } });
        decided.ThenKinds(typeof(DepositAwaitsRemittance), typeof(AmountsDiffer));
        var item = decided.FollowUps(Stream).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.ReasonCode, item.Role, item.ValueAtStake), Is.EqualTo((Exceptions.AmountMismatch, ReconciliationRoles.VarianceAnalyst, 1m)));
    }

    [Test]
    public void The_same_advice_in_another_envelope_is_a_duplicate()
    {
        var again = Advice with { Remittance = Samples.Half with { RemittanceId = Samples.OtherRemittanceId } };
        var decided = Spec.Of(ReassociationAggregate.Value).GivenDone(Advice, Money).When(again);
        decided.Then(new DuplicateRemittanceFound(Samples.OtherRemittanceId, Samples.RemittanceId, again.At));
        Assert.That(decided.FollowUps(Stream).Single().Command, Is.EqualTo(new MarkDuplicate(Samples.RemittanceId, again.At)));
    }

    [Test]
    public void No_payment_waits_for_no_money_and_only_the_same_content_is_a_duplicate()
    {
        var nothing = Advice with { Remittance = Samples.Half with { Amount = 0 } };
        var other = nothing with { Remittance = nothing.Remittance with { RemittanceId = Samples.OtherRemittanceId, ContentHash = "other" } };
        var same = other with { Remittance = other.Remittance with { ContentHash = "content" } };
        Spec.Of(ReassociationAggregate.Value).When(nothing).ThenKinds(typeof(ReassociationConfirmed));
        Spec.Of(ReassociationAggregate.Value).GivenDone(nothing).When(other).ThenKinds(typeof(ReassociationConfirmed));
        Spec.Of(ReassociationAggregate.Value).GivenDone(nothing).When(same).ThenKinds(typeof(DuplicateRemittanceFound));
    }

    [Test]
    public void A_half_that_stays_alone_becomes_an_exception_once()
    {
        var fire = new FireReassociationDeadline(Samples.Noon.AddDays(3), Samples.Noon.AddDays(3));
        var decided = Spec.Of(ReassociationAggregate.Value).GivenDone(Advice).When(fire).ThenKinds(typeof(ReassociationOverdue));
        Assert.That(decided.FollowUps(Stream).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo(Exceptions.RemittanceWithoutDeposit));
        Spec.Of(ReassociationAggregate.Value).GivenDone(Advice, fire).When(fire).ThenNothing();
        Spec.Of(ReassociationAggregate.Value).GivenDone(Advice, Money).When(fire).ThenNothing();
    }

    [Test]
    public void Money_that_comes_after_the_window_is_matched_and_the_boundary_says_that_it_was_late()
    {
        var late = Money with { Deposit = Samples.Deposit with { ReceivedAt = Samples.Noon.AddDays(7) }, At = Samples.Noon.AddDays(7) };
        var follow = Spec.Of(ReassociationAggregate.Value).GivenDone(Advice).When(late).ThenKinds(typeof(ReassociationConfirmed)).FollowUps(Stream);
        Assert.That(follow.Select(f => f.Command), Has.One.InstanceOf<FundRemittance>().And.One.InstanceOf<CloseHandoff>().And.None.InstanceOf<AcceptHandoff>());
    }

    [TestCase("2026-03-02T17:00Z", "2026-03-02T20:00Z", 0)]
    [TestCase("2026-03-06T17:00Z", "2026-03-09T17:00Z", 1)]
    [TestCase("2026-03-09T17:00Z", "2026-03-06T17:00Z", 1)]
    [TestCase("2026-03-02T17:00Z", "2026-03-09T17:00Z", 5)]
    public void Business_days_are_counted_without_weekends(string one, string other, int days) =>
        Assert.That(ReassociationDecider.BusinessDaysBetween(DateTimeOffset.Parse(one, null), DateTimeOffset.Parse(other, null)), Is.EqualTo(days));
}
