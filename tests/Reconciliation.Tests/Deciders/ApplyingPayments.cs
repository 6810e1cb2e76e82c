using System.Globalization;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Remittances;
using Healthcare.Testing;

namespace Healthcare.Reconciliation.Tests.Deciders;

/// <summary>A payer's word changes a claim's money, or somebody is told why it does not.</summary>
public sealed class ApplyingPayments
{
    private static readonly OpenClaimAccount Open = new(Samples.Claim, Samples.Period, Samples.Noon);
    private static readonly ApplyPayment Apply = new(Samples.Payment, Samples.Period, Samples.Noon);
    private static readonly ApplyPayment TakeBack = new(Samples.Reversal, Samples.Period, Samples.Noon);

    [Test]
    public void A_payment_is_applied_once_and_journalled()
    {
        var decided = Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open).When(Apply);
        var balance = new ClaimBalance(200m, 150m, 30m, 20m);
        decided.Then(new PaymentApplied(Samples.ClaimId, Samples.Payment, balance, Samples.Period, WasUnmatched: false, Samples.Noon));
        var follow = decided.FollowUps(Samples.AccountId);
        Assert.Multiple(() =>
        {
            Assert.That(balance.Open, Is.Zero);
            Assert.That(follow.Select(f => f.Command), Has.Exactly(1).Items, "what is paid in full is nobody's exception");
            Assert.That(((ProposeJournal)follow[0].Command).Entries, Is.EqualTo(new[]
            {
                new JournalEntry(JournalEntries.Cash, 150m, 0),
                new JournalEntry(JournalEntries.ContractualAdjustments, 30m, 0),
                new JournalEntry(JournalEntries.PatientReceivable, 20m, 0),
                new JournalEntry(JournalEntries.PayerReceivable, 0, 200m),
            }));
        });
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, Apply).When(Apply).ThenNothing();
    }

    [Test]
    public void A_payment_before_its_claim_is_unmatched_and_applied_when_the_claim_comes()
    {
        var early = Spec.Of(ClaimAccountAggregate.Value).When(Apply);
        early.Then(new PaymentUnmatched(Samples.Payment, Samples.Noon));
        var item = early.FollowUps(Samples.AccountId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.ReasonCode, item.Role, item.ValueAtStake), Is.EqualTo((Exceptions.UnmatchedClaim, ReconciliationRoles.VarianceAnalyst, 150m)));
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Apply).When(Apply).ThenNothing();

        var claim = Spec.Of(ClaimAccountAggregate.Value).GivenDone(Apply).When(Open).ThenKinds(typeof(ClaimAccountOpened), typeof(PaymentApplied));
        Assert.That(claim.FollowUps(Samples.AccountId).Select(f => f.Command), Has.One.InstanceOf<CloseWorkItem>().And.One.InstanceOf<ProposeJournal>());
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Apply, Open).When(Apply).ThenNothing();
    }

    [Test]
    public void A_reversal_puts_everything_back_and_leaves_the_claim_open()
    {
        var decided = Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, Apply).When(TakeBack);
        decided.Then(
            new PaymentApplied(Samples.ClaimId, Samples.Reversal, new ClaimBalance(200m, 0m, 0m, 0m), Samples.Period, WasUnmatched: false, Samples.Noon),
            new TakebackDetected(Samples.ClaimId, PaymentKey.Of(Samples.Reversal), PaymentKey.Of(Samples.Payment), 150m, Samples.Noon));
        var follow = decided.FollowUps(Samples.AccountId).Select(f => f.Command).ToList();
        Assert.That(follow.OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo(Exceptions.Underpaid));
        Assert.That(follow.OfType<ProposeJournal>().Single().Entries[^1], Is.EqualTo(new JournalEntry(JournalEntries.PayerReceivable, 200m, 0)));
        var again = Apply with { Payment = Samples.Payment with { RemittanceId = Samples.OtherRemittanceId, Number = 2 } };
        Assert.That(
            Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, Apply, TakeBack).When(again).FollowUps(Samples.AccountId).Select(f => f.Command), Has.One.InstanceOf<CloseWorkItem>());
    }

    [Test]
    public void More_than_was_charged_is_an_overpayment()
    {
        var twice = Apply with { Payment = Samples.Payment with { RemittanceId = Samples.OtherRemittanceId } };
        var decided = Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, Apply).When(twice);
        var item = decided.FollowUps(Samples.AccountId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.ReasonCode, item.ValueAtStake), Is.EqualTo((Exceptions.Overpaid, 200m)));
    }

    [TestCase("4", 0, true, SetAsideReasons.Denied, Exceptions.Denied)]
    [TestCase("23", 150, true, SetAsideReasons.NotOurs, Exceptions.SetAside)]
    [TestCase("25", 150, true, SetAsideReasons.Predetermination, Exceptions.SetAside)]
    [TestCase("1", 150, false, SetAsideReasons.OutOfBalance, Exceptions.SetAside)]
    public void What_moves_no_money_has_an_owner(string status, int paid, bool balances, string reason, string exception)
    {
        var payment = Samples.Payment with { Status = status, Paid = paid, Balances = balances };
        var decided = Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open).When(Apply with { Payment = payment });
        decided.Then(new PaymentSetAside(Samples.ClaimId, payment, reason, WasUnmatched: false, Samples.Noon));
        Assert.That(decided.FollowUps(Samples.AccountId).Select(f => f.Command).OfType<OpenWorkItem>().Single().ReasonCode, Is.EqualTo(exception));
    }

    [Test]
    public void A_claim_is_opened_once_and_its_number_belongs_to_it()
    {
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open).When(Open).ThenNothing();
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open).When(Open with { Claim = Samples.Claim with { ClaimId = Samples.CaseId } }).ThenRefused(ClaimAccountRefusals.NumberTaken);
    }

    [Test]
    public void Money_is_never_made_nor_lost_whatever_comes_in_whatever_order()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("MONEY_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        TestContext.Out.WriteLine($"MONEY_SEED={seed}");
        var random = new Random(seed);
        for (var run = 0; run < 300; run++)
        {
            var charged = Cents(random);
            var open = Open with { Claim = Samples.Claim with { Charged = charged } };
            var commands = Enumerable.Range(1, random.Next(1, 9)).Select(n => new ApplyPayment(Any(random, n), Samples.Period, Samples.Noon)).Cast<ClaimAccountCommand>().ToList();
            commands.Insert(random.Next(commands.Count + 1), open);
            foreach (var repeated in commands.ToList().Where(_ => random.Next(3) == 0)) commands.Insert(random.Next(commands.Count + 1), repeated);
            var spec = Spec.Of(ClaimAccountAggregate.Value).GivenDone([.. commands]);
            var balance = ((ClaimAccount.Opened)spec.State).Balance;
            var applied = spec.Events.OfType<PaymentApplied>().ToList();
            Assert.Multiple(() =>
            {
                Assert.That(balance.Charged, Is.EqualTo(charged));
                Assert.That(balance.Paid + balance.Adjusted + balance.PatientResponsibility + balance.Open, Is.EqualTo(charged));
                Assert.That(balance.Paid, Is.EqualTo(applied.Sum(a => a.Payment.Paid)), "each payment counts once");
                Assert.That(applied.Select(a => PaymentKey.Of(a.Payment)), Is.Unique);
                Assert.That(applied.All(a => a.Balance.Charged == a.Balance.Paid + a.Balance.Adjusted + a.Balance.PatientResponsibility + a.Balance.Open));
                foreach (var entries in applied.Select(a => JournalEntries.OfPayment(a.Payment)))
                {
                    Assert.That(entries.Sum(e => e.Debit), Is.EqualTo(entries.Sum(e => e.Credit)));
                    Assert.That(entries.All(e => e is { Debit: > 0, Credit: 0 } or { Debit: 0, Credit: > 0 }));
                }
            });
        }
    }

    private static PaymentFacts Any(Random random, int number)
    {
        var sign = random.Next(4) == 0 ? -1 : 1;
        var (paid, contractual, patient) = (Cents(random) * sign, Cents(random) * sign, Cents(random) * sign);
        var advised = new AdvisedClaim(number, Samples.AccountId, Samples.Advised.ControlNumber, sign < 0 ? PaymentFacts.Reversal : random.Next(5) == 0 ? "25" : "1", paid + contractual + patient, paid)
        {
            Adjustments = [new AdjustmentFact("CO", "45", contractual), new AdjustmentFact("PR", "1", patient)],
            Balances = random.Next(6) != 0,
        };
        return PaymentFacts.Of(random.Next(2) == 0 ? Samples.RemittanceId : Samples.OtherRemittanceId, advised);
    }

    private static decimal Cents(Random random) => random.Next(0, 100_000) / 100m;
}
