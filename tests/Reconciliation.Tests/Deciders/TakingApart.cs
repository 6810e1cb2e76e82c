using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Deposits;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Matches;
using Healthcare.Reconciliation.Reassociations;
using Healthcare.Reconciliation.Remittances;
using Healthcare.Testing;

namespace Healthcare.Reconciliation.Tests.Deciders;

/// <summary>A pair is proposed, confirmed, rejected and undone by people; the payment is never lost (N1, N2, N30).</summary>
public sealed class TakingApart
{
    private static readonly DateTimeOffset Later = Samples.Noon.AddDays(1);
    private static readonly Actor Person = new("ann", ActorKind.Human, "cash-posting");
    private static readonly Guid Pair = ReconciliationIds.Match(Samples.RemittanceId, Samples.DepositId);

    private static readonly ProposeMatch Propose = new(Samples.Pair, Samples.Noon);
    private static readonly ConfirmMatch Confirm = new(Person, Later);
    private static readonly RejectMatch Reject = new("other-payer", Person, Later);
    private static readonly UndoMatch Undo = new("wrong-payer", Person, Samples.Period, Later);
    private static readonly MatchByHand ByHand = new(Samples.Pair with { Basis = FundingBasis.Manual }, Person, Later);
    private static readonly RecordMatch Record = new(Samples.Pair, Samples.Noon);

    private static IEnumerable<TestCaseData> Table()
    {
        MatchCommand[][] states = [[], [Propose], [Propose, Confirm], [Propose, Reject], [Propose, Confirm, Undo]];
        string[] names = ["not-seen", "proposed", "confirmed", "rejected", "undone"];
        Type? none = null;
        (MatchCommand Command, object?[] Expected)[] rows =
        [
            (Propose, [typeof(MatchProposed), none, none, none, none]),
            (Record, [typeof(MatchRecorded), typeof(MatchRecorded), none, typeof(MatchRecorded), typeof(MatchRecorded)]),
            (Confirm, [MatchRefusals.Unknown, typeof(MatchConfirmed), none, MatchRefusals.OutOfOrder, MatchRefusals.OutOfOrder]),
            (ByHand, [typeof(MatchConfirmed), typeof(MatchConfirmed), none, typeof(MatchConfirmed), typeof(MatchConfirmed)]),
            (Reject, [MatchRefusals.Unknown, typeof(MatchRejected), MatchRefusals.OutOfOrder, none, MatchRefusals.OutOfOrder]),
            (Undo, [MatchRefusals.Unknown, MatchRefusals.OutOfOrder, typeof(MatchUndone), MatchRefusals.OutOfOrder, none]),
        ];
        foreach (var (command, expected) in rows)
        {
            for (var i = 0; i < states.Length; i++) yield return new TestCaseData(states[i], command, expected[i]).SetArgDisplayNames(names[i], command.GetType().Name);
        }
    }

    [TestCaseSource(nameof(Table))]
    public void Every_state_takes_every_command(MatchCommand[] given, MatchCommand command, object? expected)
    {
        var decided = Spec.Of(MatchAggregate.Value).GivenDone(given).When(command);
        if (expected is Refusal refusal) Assert.That(decided.Decision.Refusal, Is.EqualTo(refusal));
        else decided.ThenKinds(expected is Type type ? [type] : []);
    }

    [Test]
    public void Undoing_releases_the_cash_unfunds_the_advice_and_both_trace_numbers_wait_again()
    {
        var follow = Spec.Of(MatchAggregate.Value).GivenDone(Propose, Confirm).When(Undo).FollowUps(Pair);
        Assert.Multiple(() =>
        {
            Assert.That(follow.Single(f => f.Command is UnfundRemittance).StreamId, Is.EqualTo(Samples.RemittanceId));
            Assert.That(follow.Single(f => f.Command is ReleaseDeposit).StreamId, Is.EqualTo(Samples.DepositId));
            Assert.That(follow.Where(f => f.Command is TakeApart).Select(f => f.StreamId), Is.EquivalentTo(new[] { Samples.Pair.RemittanceTrace ?? default, Samples.Pair.DepositTrace }));
        });
    }

    [Test]
    public void A_proposal_has_an_owner_until_somebody_decides()
    {
        var proposed = Spec.Of(MatchAggregate.Value).When(Propose).FollowUps(Pair).Single();
        Assert.That((proposed.Command as OpenWorkItem)?.Role, Is.EqualTo(ReconciliationRoles.CashPosting));
        foreach (var decision in new MatchCommand[] { Confirm, Reject })
            Assert.That(Spec.Of(MatchAggregate.Value).GivenDone(Propose).When(decision).FollowUps(Pair).Where(f => f.Command is CloseWorkItem).Select(f => f.StreamId), Is.EqualTo(new[] { proposed.StreamId }));
    }

    [Test]
    public void A_smaller_deposit_is_no_advices()
    {
        var small = ByHand with { Facts = Samples.Pair with { Deposit = Samples.Deposit with { Amount = 149.99m } } };
        Spec.Of(MatchAggregate.Value).When(small).ThenRefused(MatchRefusals.AmountsDiffer);
    }

    [Test]
    public void The_trace_number_never_brings_together_again_what_a_person_took_apart()
    {
        var apart = Spec.Of(ReassociationAggregate.Value)
            .GivenDone(new RegisterRemittance(Samples.Half, Samples.Noon), new RegisterDeposit(Samples.Deposit, Samples.Noon))
            .GivenDone(new TakeApart(Samples.RemittanceId, Samples.DepositId, Later));
        Assert.That((apart.State.WaitingRemittances.Count(), apart.State.WaitingDeposits.Count()), Is.EqualTo((1, 1)));
        apart.When(new RegisterDeposit(Samples.Deposit, Later)).ThenNothing();
        // Another deposit of that amount may be the right one.
        apart.When(new RegisterDeposit(Samples.Deposit with { DepositId = Samples.OriginalId }, Later)).ThenKinds(typeof(ReassociationConfirmed));
        Assert.That(apart.When(new TakeApart(Samples.RemittanceId, Samples.DepositId, Later)).Decision.Events, Is.Empty);
    }

    [Test]
    public void Released_cash_is_booked_as_unapplied_and_leaves_it_with_the_next_advice()
    {
        var matched = Spec.Of(DepositAggregate.Value).Given(Received, new DepositReassociated(Samples.RemittanceId, FundingBasis.TraceAndAmount, 1, Samples.Noon));
        var released = matched.When(new ReleaseDeposit(Samples.DepositId, Samples.RemittanceId, "wrong-payer", Person, Samples.Period, Later));
        var journal = (released.FollowUps(Samples.DepositId).Single().Command as ProposeJournal)?.Entries;
        Assert.That(journal, Is.EqualTo(new[] { new JournalEntry(JournalEntries.Cash, 150m, 0), new JournalEntry(JournalEntries.UnappliedCash, 0, 150m) }));
        var again = matched.Given([.. released.Decision.Events]).When(new ReassociateDeposit(Samples.OtherRemittanceId, FundingBasis.Manual, 0, Later));
        again.ThenKinds(typeof(DepositReassociated), typeof(UnappliedCashUsed));
        Assert.That(again.FollowUps(Samples.DepositId).Select(f => f.Command), Has.One.InstanceOf<ReverseJournal>());
    }

    [Test]
    public void A_deposit_may_pay_several_advices_and_never_more_than_it_is()
    {
        var part = new ReassociateDeposit(Samples.RemittanceId, FundingBasis.Manual, 0, Later) { Amount = 100m };
        var spec = Spec.Of(DepositAggregate.Value).Given(Received).GivenDone(part);
        Assert.That(spec.State, Is.InstanceOf<Deposit.PartiallyMatched>());
        spec.When(part with { RemittanceId = Samples.OtherRemittanceId, Amount = 50.01m }).ThenRefused(DepositRefusals.MatchedOtherwise);
        Assert.That(spec.GivenDone(part with { RemittanceId = Samples.OtherRemittanceId, Amount = 50m }).State, Is.InstanceOf<Deposit.Matched>());
    }

    [Test]
    public void What_is_unidentified_may_still_be_matched_and_is_closed_when_all_of_it_is_posted()
    {
        var unidentified = Spec.Of(DepositAggregate.Value).Given(Received).GivenDone(new MarkUnidentified(Later));
        Assert.That(unidentified.State, Is.InstanceOf<Deposit.Unidentified>());
        var matched = unidentified.GivenDone(new ReassociateDeposit(Samples.RemittanceId, FundingBasis.Manual, 0, Later));
        matched.When(new MarkUnidentified(Later)).ThenNothing();
        matched.When(new NotePosting(Samples.OtherRemittanceId, Later)).ThenNothing();
        matched.When(new NotePosting(Samples.RemittanceId, Later)).ThenKinds(typeof(DepositPostingNoted), typeof(DepositClosed));
    }

    [Test]
    public void A_posted_advice_is_unposted_before_it_may_be_posted_again()
    {
        var unfund = new UnfundRemittance(Samples.DepositId, "wrong-payer", Person, Later);
        var fund = new FundRemittance(FundingBasis.Manual, Samples.DepositId, 0, Later);
        var posted = Spec.Of(RemittanceAggregate.Value).Given(Samples.Received, new RemittanceBalanced(150m, Samples.Noon)).GivenDone(fund, new CompletePosting(1, 0, 0, Samples.Period, Later));
        posted.When(fund with { DepositId = Samples.OriginalId }).ThenRefused(RemittanceRefusals.FundedOtherwise);
        var unposting = posted.GivenDone(unfund);
        unposting.When(new CompletePosting(1, 0, 0, Samples.Period, Later)).ThenRefused(RemittanceRefusals.NotToBePosted);
        unposting.When(unfund).ThenNothing();
        var free = unposting.GivenDone(new CompleteUnposting(1, Samples.Period, Later));
        Assert.That((free.State as Remittance.Open)?.Advice is { IsFunded: false, Round: 2 }, Is.True);
        free.GivenDone(fund).When(new CompletePosting(1, 0, 0, Samples.Period, Later)).ThenKinds(typeof(RemittancePosted));
        // Money that comes while it is still being unposted is not lost.
        Assert.That((unposting.GivenDone(fund, new CompleteUnposting(1, Samples.Period, Later)).State as Remittance.Open)?.Advice.MayBePosted, Is.True);
    }

    [Test]
    public void An_unapplied_payment_leaves_the_account_as_it_was_and_its_journal_reversed()
    {
        var applied = Spec.Of(ClaimAccountAggregate.Value).GivenDone(new OpenClaimAccount(Samples.Claim, Samples.Period, Samples.Noon), new ApplyPayment(Samples.Payment, Samples.Period, Samples.Noon));
        var unapply = new UnapplyPayment(Samples.Payment, "match-undone", Samples.Period, Later);
        var decided = applied.When(unapply);
        var unapplied = decided.Decision.Events.OfType<PaymentUnapplied>().Single();
        Assert.That((unapplied.Was, unapplied.Balance), Is.EqualTo(((PaymentDisposition?)PaymentDisposition.Applied, new ClaimBalance(200m, 0, 0, 0))));
        Assert.That(decided.FollowUps(Samples.AccountId).Single(f => f.Command is ReverseJournal).StreamId, Is.EqualTo(ReconciliationIds.Journal(Samples.RemittanceId, 1)));
        var after = applied.GivenDone(unapply);
        after.When(unapply).ThenNothing();
        after.When(new ApplyPayment(Samples.Payment, Samples.Period, Later)).ThenNothing();
        after.When(new ApplyPayment(Samples.Payment with { Round = 2 }, Samples.Period, Later)).ThenKinds(typeof(PaymentApplied));
    }

    [Test]
    public void A_payment_that_was_unmatched_waits_no_more_once_it_is_unapplied()
    {
        var waiting = Spec.Of(ClaimAccountAggregate.Value).GivenDone(new ApplyPayment(Samples.Payment, Samples.Period, Samples.Noon), new UnapplyPayment(Samples.Payment, "match-undone", Samples.Period, Later));
        waiting.When(new OpenClaimAccount(Samples.Claim, Samples.Period, Later)).ThenKinds(typeof(ClaimAccountOpened));
    }

    [Test]
    public void A_takeback_names_the_payment_that_it_takes_back_or_how_far_was_searched()
    {
        var paid = Spec.Of(ClaimAccountAggregate.Value).GivenDone(new OpenClaimAccount(Samples.Claim, Samples.Period, Samples.Noon), new ApplyPayment(Samples.Payment, Samples.Period, Samples.Noon));
        var found = paid.When(new ApplyPayment(Samples.Reversal, Samples.Period, Later)).Decision.Events.OfType<TakebackDetected>().Single();
        Assert.That((found.Original, found.Amount), Is.EqualTo((PaymentKey.Of(Samples.Payment), 150m)));
        var twice = paid.GivenDone(new ApplyPayment(Samples.Reversal, Samples.Period, Later)).When(new ApplyPayment(Samples.Reversal with { Number = 2 }, Samples.Period, Later));
        Assert.That(twice.Decision.Events.OfType<TakebackUnlinked>().Single().Searched, Is.EqualTo(2), "one payment is taken back once");
        Assert.That(twice.FollowUps(Samples.AccountId).Select(f => f.Command).OfType<OpenWorkItem>().Select(i => i.ReasonCode), Does.Contain(Exceptions.TakebackUnlinked));
    }

    [TestCase(170, null)]
    [TestCase(180, "below-contract")]
    [TestCase(160, "above-contract")]
    public void What_a_payer_allows_is_held_against_the_contract_of_the_day(decimal expected, string? exception)
    {
        var claim = Samples.Claim with { Expected = expected, ContractVersion = "2026-01" };
        var decided = Spec.Of(ClaimAccountAggregate.Value).GivenDone(new OpenClaimAccount(claim, Samples.Period, Samples.Noon)).When(new ApplyPayment(Samples.Payment, Samples.Period, Samples.Noon));
        var variance = decided.Decision.Events.OfType<PaymentVarianceFound>().SingleOrDefault();
        Assert.That(variance?.Difference, Is.EqualTo(exception is null ? (decimal?)null : 170m - expected));
        var codes = decided.FollowUps(Samples.AccountId).Select(f => f.Command).OfType<OpenWorkItem>().Select(i => i.ReasonCode);
        Assert.That(codes, exception is null ? Is.Empty : Does.Contain(exception));
    }

    private static DepositReceived Received => new("first-harbor", "FH1", 150m, new DateOnly(2026, 3, 3), Samples.Trace, "1520000000", "ACH", Samples.Noon);
}
