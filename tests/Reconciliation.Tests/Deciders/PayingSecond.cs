using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Remittances;
using Healthcare.Testing;

namespace Healthcare.Reconciliation.Tests.Deciders;

/// <summary>A claim with a second payer, one that is replaced, and one that is given up.</summary>
public sealed class PayingSecond
{
    private static readonly OpenClaimAccount Open = new(Samples.Claim, Samples.Period, Samples.Noon);
    private static readonly ApplyPayment First = new(Samples.Payment, Samples.Period, Samples.Noon);
    private static readonly Actor Person = new("ann", ActorKind.Human, "cob-specialist");

    private static readonly AdvisedClaim Advised = new(1, Samples.AccountId, Sealed.For(Samples.OtherRemittanceId, "PCN-1"), "2", 200m, 15m)
    {
        Adjustments = [new AdjustmentFact("OA", "23", 180m), new AdjustmentFact("PR", "2", 5m)], Balances = true,
    };

    private static readonly ApplyPayment Second = new(PaymentFacts.Of(Samples.OtherRemittanceId, Advised), Samples.Period, Samples.Noon);

    [Test]
    public void A_second_payer_pays_of_what_was_the_patients_and_of_nothing_else()
    {
        var decided = Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, First).When(Second);
        decided.Then(new PaymentApplied(Samples.ClaimId, Second.Payment, new ClaimBalance(200m, 165m, 30m, 5m), Samples.Period, WasUnmatched: false, Samples.Noon));
        var journal = decided.FollowUps(Samples.AccountId).Select(f => f.Command).OfType<ProposeJournal>().Single();
        Assert.That(journal.Entries, Is.EqualTo(new[] { new JournalEntry(JournalEntries.Cash, 15m, 0), new JournalEntry(JournalEntries.PatientReceivable, 0, 15m) }));
        Assert.That(Second.Payment.AdvisedPatientResponsibility, Is.EqualTo(5m), "others are told what the payer says");
    }

    [Test]
    public void A_reversal_of_it_gives_the_patient_the_share_back()
    {
        var back = Advised with { Number = 2, Status = "22", Charge = -200m, Paid = -15m, Adjustments = [.. Advised.Adjustments.Select(a => a with { Amount = -a.Amount })] };
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, First, Second).When(new ApplyPayment(PaymentFacts.Of(Samples.OtherRemittanceId, back), Samples.Period, Samples.Noon))
            .ThenKinds(typeof(PaymentApplied), typeof(TakebackDetected));
        Assert.That(Samples.Payment.PatientResponsibility + Second.Payment.PatientResponsibility + PaymentFacts.Of(Samples.OtherRemittanceId, back).PatientResponsibility, Is.EqualTo(20m));
    }

    [Test]
    public void Where_a_next_payer_is_known_and_nothing_was_forwarded_a_claim_is_due_and_a_biller_has_it()
    {
        var note = new NoteNextPayer("atlantic-mutual", Person, Samples.Noon);
        var late = Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, First).When(note).ThenKinds(typeof(NextPayerNoted), typeof(SecondaryDue));
        var item = late.FollowUps(Samples.AccountId).Select(f => f.Command).OfType<OpenWorkItem>().Single();
        Assert.That((item.ReasonCode, item.Role, item.ValueAtStake), Is.EqualTo((Exceptions.SecondaryDue, "biller", 20m)));
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, note).When(First).ThenKinds(typeof(PaymentApplied), typeof(SecondaryDue));
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, note, First).When(note).ThenNothing();
        var paid = Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, note, First).When(Second).FollowUps(Samples.AccountId).Select(f => f.Command);
        Assert.That(paid.OfType<CloseWorkItem>(), Is.Not.Empty);
    }

    [Test]
    public void Once_the_claim_to_the_next_payer_has_gone_out_nobody_has_to_send_it()
    {
        var sent = new NoteSecondarySent(Samples.OriginalId, "atlantic-mutual", Samples.Noon);
        var due = Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, First, new NoteNextPayer("atlantic-mutual", Person, Samples.Noon));
        var decided = due.When(sent);
        decided.Then(new SecondarySent(Samples.ClaimId, Samples.OriginalId, "atlantic-mutual", Samples.Noon));
        Assert.That(decided.FollowUps(Samples.AccountId).Single(), Is.EqualTo(ReconciliationHandoffs.Settled(Exceptions.SecondaryDue, Samples.AccountId, "sent", Samples.Noon)));
        due.GivenDone(sent).When(sent).ThenNothing();
        Spec.Of(ClaimAccountAggregate.Value).When(sent).ThenRefused(ClaimAccountRefusals.Unknown);
    }

    [Test]
    public void What_the_payer_forwards_by_name_is_noted_and_nobody_has_to_send_anything()
    {
        var forwarded = First with { Payment = Samples.Payment with { Status = "19", CrossoverCarrier = "1522345679" } };
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, new NoteNextPayer("atlantic-mutual", Person, Samples.Noon)).When(forwarded).ThenKinds(typeof(PaymentApplied), typeof(CrossoverNoted));
    }

    [Test]
    public void A_replacement_changes_the_charge_and_what_was_paid_stands()
    {
        var replaced = Samples.Claim with { Charged = 180m };
        var replace = new ReplaceClaim(replaced, "7", Samples.Period, Samples.Noon);
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, First).When(replace).Then(new ClaimReplaced(replaced, "7", new ClaimBalance(180m, 150m, 30m, 20m), Samples.Noon));
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, replace).When(replace).ThenNothing();
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open).When(replace with { Frequency = "8" }).Then(new ClaimReplaced(replaced with { Charged = 0m }, "8", new ClaimBalance(0m, 0m, 0m, 0m), Samples.Noon));
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open).When(replace with { Claim = replaced with { ClaimId = Samples.OriginalId } }).ThenRefused(ClaimAccountRefusals.NumberTaken);
    }

    [Test]
    public void What_two_people_gave_up_leaves_the_receivable_once()
    {
        var write = new WriteOffClaim(Samples.OriginalId, 200m, Samples.Period, Samples.Noon);
        var decided = Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open).When(write);
        decided.Then(new ClaimWrittenOff(Samples.ClaimId, Samples.OriginalId, 200m, new ClaimBalance(200m, 0, 0, 0) { WrittenOff = 200m }, Samples.Period, Samples.Noon));
        var journal = decided.FollowUps(Samples.AccountId).Select(f => f.Command).OfType<ProposeJournal>().Single();
        Assert.That(journal.Entries, Is.EqualTo(new[] { new JournalEntry(JournalEntries.WriteOffs, 200m, 0), new JournalEntry(JournalEntries.PayerReceivable, 0, 200m) }));
        Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, write).When(write).ThenNothing();
        Spec.Of(ClaimAccountAggregate.Value).When(write).ThenRefused(ClaimAccountRefusals.Unknown);
    }

    [Test]
    public void What_is_paid_after_all_was_not_lost_and_is_no_credit()
    {
        var write = new WriteOffClaim(Samples.OriginalId, 200m, Samples.Period, Samples.Noon);
        var decided = Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, write).When(First);
        decided.Then(
            new WriteOffTakenBack(Samples.ClaimId, 1, 200m, new ClaimBalance(200m, 0, 0, 0) { WrittenOff = 0m }, Samples.Period, Samples.Noon),
            new PaymentApplied(Samples.ClaimId, First.Payment, new ClaimBalance(200m, 150m, 30m, 20m) { WrittenOff = 0m }, Samples.Period, WasUnmatched: false, Samples.Noon));
        var commands = decided.FollowUps(Samples.AccountId).Select(f => f.Command).ToList();
        Assert.That(commands.OfType<ProposeJournal>().First().Entries, Is.EqualTo(new[] { new JournalEntry(JournalEntries.WriteOffs, 0, 200m), new JournalEntry(JournalEntries.PayerReceivable, 200m, 0) }));
        Assert.That(commands, Has.None.InstanceOf<OpenWorkItem>().And.None.InstanceOf<CreditBalances.SuspectCreditBalance>());
    }

    [Test]
    public void No_more_is_given_up_than_is_open_whichever_comes_first()
    {
        var write = new WriteOffClaim(Samples.OriginalId, 200m, Samples.Period, Samples.Noon);
        var paid = Spec.Of(ClaimAccountAggregate.Value).GivenDone(Open, First);
        var decided = paid.When(write);
        decided.Then(new ClaimWrittenOff(Samples.ClaimId, Samples.OriginalId, 0m, new ClaimBalance(200m, 150m, 30m, 20m) { WrittenOff = 0m }, Samples.Period, Samples.Noon));
        Assert.That(decided.FollowUps(Samples.AccountId), Is.Empty);
        paid.GivenDone(write).When(write).ThenNothing();
    }
}
