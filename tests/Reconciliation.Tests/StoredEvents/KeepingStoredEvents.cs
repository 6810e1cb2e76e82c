using Healthcare.EventStore;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Deposits;
using Healthcare.Reconciliation.CreditBalances;
using Healthcare.Reconciliation.Disputes;
using Healthcare.Reconciliation.ForwardBalances;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Matches;
using Healthcare.Reconciliation.ProviderAdjustments;
using Healthcare.Reconciliation.Reassociations;
using Healthcare.Reconciliation.Remittances;
using Healthcare.Testing;

namespace Healthcare.Reconciliation.Tests.StoredEvents;

/// <summary>What is stored stays readable for ever: one stored event of each kind, never edited, and the list of their names.</summary>
public sealed class KeepingStoredEvents
{
    private static readonly Actor Person = new("ann", ActorKind.Human, "payment-variance-analyst");

    private static readonly IReadOnlyList<object> Events =
    [
        Samples.Received with { Findings = [new FindingFact("segment-count-wrong", "warning", 12, "SE", 1, "SE01 is not the number of segments")] },
        new ClaimPaymentsAdvised([Samples.Advised], Samples.Noon),
        new ProviderAdjustmentRecorded(1, "WO", 40m, "1234567893", new DateOnly(2026, 12, 31), Sealed.For(Samples.RemittanceId, "ACCOUNT17"), Samples.Noon),
        new RemittanceBalanced(150m, Samples.Noon),
        new RemittanceOutOfBalance(ImbalanceLevels.Claim, "claim 1", 150m, 140m, Samples.Noon),
        new RemittanceFunded(FundingBasis.TraceAndAmount, Samples.DepositId, 1, Samples.Noon),
        new RemittanceDuplicated(Samples.OtherRemittanceId, Samples.Noon),
        new RemittanceReleased(Person, "payer-confirmed", Samples.Noon),
        new RemittancePosted(1, 0, 0, Samples.Period, Samples.Noon),
        new DepositReceived("first-harbor", "FH1", 150m, new DateOnly(2026, 3, 3), Samples.Trace, "1520000000", "ACH", Samples.Noon),
        new DepositReassociated(Samples.RemittanceId, FundingBasis.TraceAndAmount, 1, Samples.Noon),
        new RemittanceAwaitsDeposit(Samples.Half, Samples.Noon),
        new DepositAwaitsRemittance(Samples.Deposit, Samples.Noon),
        new ReassociationConfirmed(Samples.Half, Samples.Deposit, FundingBasis.TraceAndAmount, 1, 0, Samples.Noon),
        new AmountsDiffer(Samples.RemittanceId, Samples.DepositId, 150m, 151m, Samples.Noon),
        new DuplicateRemittanceFound(Samples.OtherRemittanceId, Samples.RemittanceId, Samples.Noon),
        new ReassociationOverdue(Samples.RemittanceId, DepositId: null, 150m, Samples.Noon, Samples.Noon),
        new ClaimAccountOpened(Samples.Claim, Samples.Noon),
        new PaymentApplied(Samples.ClaimId, Samples.Payment, new ClaimBalance(200m, 150m, 30m, 20m), Samples.Period, WasUnmatched: false, Samples.Noon),
        new PaymentUnmatched(Samples.Payment, Samples.Noon),
        new PaymentSetAside(Samples.ClaimId, Samples.Payment, SetAsideReasons.Denied, WasUnmatched: false, Samples.Noon),
        new JournalProposed(new JournalSource(Samples.RemittanceId, 1, Samples.ClaimId), JournalEntries.OfPayment(Samples.Payment), 200m, 200m, Samples.Period, Samples.Noon),
        new MappingMissing([JournalEntries.Cash], "2026-01", Samples.Period, Samples.Noon),
        new JournalSubmitted("HC-1", [new LedgerLine("1010", "4100", 200m, 0), new LedgerLine("1200", "4100", 0, 200m)], "2026-01", Samples.Period, Samples.Period, Samples.OriginalId, Samples.Noon),
        new JournalPosted(Samples.ClaimId, "JE-1", Samples.Period, 200m, 200m, Samples.Noon),
        new JournalRejected("period-closed", 409, Samples.OriginalId, Samples.Noon),
        new JournalReopened("2026-04", Person, Samples.Noon),
        new JournalReversed(Samples.OriginalId, Samples.Period, Samples.Noon),
        new RemittanceUnfunded(Samples.DepositId, "wrong-payer", Person, Samples.Noon),
        new RemittanceUnposted(1, ProviderAdjustmentsReversed: true, Samples.Period, Samples.Noon),
        new PostingProgressed(250, 248, 1, 1, Samples.Noon),
        new DepositReleased(Samples.RemittanceId, 150m, Samples.OriginalId, "wrong-payer", Person, Samples.Period, Samples.Noon),
        new UnappliedCashUsed(Samples.OriginalId, Samples.Noon),
        new DepositUnidentified(Samples.Noon),
        new DepositPostingNoted(Samples.RemittanceId, Samples.Noon),
        new DepositClosed(Samples.Noon),
        new HalfMatchedElsewhere(Samples.DepositId, Samples.Noon),
        new ReassociationUndone(Samples.RemittanceId, Samples.DepositId, Samples.Noon),
        new MatchProposed(Samples.Pair, Samples.Noon),
        new MatchRecorded(Samples.Pair, Samples.Noon),
        new MatchConfirmed(Samples.Pair, Person, Samples.Noon),
        new MatchRejected("other-payer", Person, Samples.Noon),
        new MatchUndone(Samples.Pair, "wrong-payer", Person, Samples.Period, Samples.Noon),
        new PaymentUnapplied(Samples.ClaimId, Samples.Payment, PaymentDisposition.Applied, new ClaimBalance(200m, 0, 0, 0), "match-undone", Samples.Period, Samples.Noon),
        new TakebackDetected(Samples.ClaimId, new PaymentKey(Samples.OtherRemittanceId, 1), new PaymentKey(Samples.RemittanceId, 1), 150m, Samples.Noon),
        new TakebackUnlinked(Samples.ClaimId, new PaymentKey(Samples.OtherRemittanceId, 1), 150m, 3, Samples.Noon),
        new PaymentVarianceFound(Samples.ClaimId, new PaymentKey(Samples.RemittanceId, 1), 180m, 170m, 150m, "2026-01", Samples.Noon),
        new ClaimReplaced(Samples.Claim with { Charged = 180m }, "7", new ClaimBalance(180m, 150m, 30m, 0m), Samples.Noon),
        new WriteOffTakenBack(Samples.ClaimId, 1, 30m, new ClaimBalance(200m, 150m, 0m, 0m) { WrittenOff = 20m }, Samples.Period, Samples.Noon),
        new ClaimWrittenOff(Samples.ClaimId, Samples.OriginalId, 50m, new ClaimBalance(200m, 150m, 0m, 0m) { WrittenOff = 50m }, Samples.Period, Samples.Noon),
        new CrossoverNoted(Samples.ClaimId, new PaymentKey(Samples.RemittanceId, 1), "1522345679", Samples.Noon),
        new NextPayerNoted(Samples.ClaimId, "atlantic-mutual", Person, Samples.Noon),
        new SecondaryDue(Samples.ClaimId, new PaymentKey(Samples.RemittanceId, 1), "atlantic-mutual", 20m, Samples.Noon),
        new SecondarySent(Samples.ClaimId, Samples.OriginalId, "atlantic-mutual", Samples.Noon),
        new UnmatchedClaimSettled(2, 0, Samples.Noon),
        new CreditBalanceSuspected(new CreditFacts(Samples.AccountId, Samples.ClaimId, Samples.CaseId, "maryland-capital", 20m), Samples.Noon),
        new CreditBalanceIdentified(Person, Samples.Noon.AddDays(60), Samples.Noon),
        new CreditBalanceInvestigated("related-claims", Person, Samples.Noon.AddDays(180), Samples.Noon),
        new CreditInvestigationConcluded(Person, Samples.Noon.AddDays(60), Samples.Noon),
        new RefundIssued(20m, "CHK-1", Samples.Period, Person, Samples.Noon),
        new CreditBalanceOffset(Samples.Noon),
        new CreditBalanceDismissed("posted-twice", Person, Samples.Noon),
        new RefundRecorded(Samples.ClaimId, Samples.OriginalId, 1, 20m, new ClaimBalance(200m, 150m, 30m, 20m), Samples.Period, Samples.Noon),
        new DisputeOpened(new DisputeFacts(Samples.AccountId, Samples.ClaimId, Samples.CaseId, "maryland-capital", 20m, "below-contract", "2026-01"), Samples.Noon.AddDays(60), Person, Samples.Noon),
        new DisputeFiled("APPEAL-1", Samples.Noon.AddDays(45), Person, Samples.Noon),
        new DisputeEvidenceAdded(new DisputeEvidence("contract", "CONTRACT-2026-01"), Person, Samples.Noon),
        new DisputeEscalated(1, "not-explained", "APPEAL-2", Samples.Noon.AddDays(45), Person, Samples.Noon),
        new DisputeSettled("paid", By: null, Samples.Noon),
        new DisputeOverdue("filing", Samples.Noon, Samples.Noon),
        new ProviderAdjustmentTaken(Samples.Recovery, Samples.Noon),
        new ProviderAdjustmentLinked(new AdjustmentLink("control-number", Samples.AccountId, Samples.ClaimId, new PaymentKey(Samples.RemittanceId, 1), Samples.RemittanceId), Samples.Noon),
        new ProviderAdjustmentUnlinked(["control-number", "payer-control-number", "trace"], Samples.Noon),
        new ProviderAdjustmentDecided("disputed", "not-owed", Person, Samples.Noon),
        new ProviderAdjustmentWithdrawn(Samples.Noon),
        new ForwardBalanceMoved(new BalanceMovement(Samples.RemittanceId, 1, -50m, 1), 50m, Samples.Noon),
        new ForwardBalanceUnmoved(new BalanceMovement(Samples.RemittanceId, 1, -50m, 1), 0m, Samples.Noon),
    ];

    private static readonly StoredSamples Stored = new(
        "tests/Reconciliation.Tests/StoredEvents",
        [
            typeof(RemittanceEvent), typeof(DepositEvent), typeof(ReassociationEvent), typeof(ClaimAccountEvent), typeof(JournalEvent), typeof(MatchEvent), typeof(ProviderAdjustmentEvent),
            typeof(ForwardBalanceEvent), typeof(CreditBalanceEvent), typeof(PayerDisputeEvent),
        ],
        Events);

    private static IEnumerable<string> Names => Stored.Names;

    [Test]
    public void The_names_are_these() => Assert.That(Names, Is.EqualTo(new[]
    {
        "amounts_differ.v1", "claim_account_opened.v1", "claim_payments_advised.v1", "claim_replaced.v1", "claim_written_off.v1", "credit_balance_dismissed.v1",
        "credit_balance_identified.v1", "credit_balance_investigated.v1", "credit_balance_offset.v1", "credit_balance_suspected.v1", "credit_investigation_concluded.v1",
        "crossover_noted.v1", "deposit_awaits_remittance.v1", "deposit_closed.v1", "deposit_posting_noted.v1", "deposit_reassociated.v1", "deposit_received.v1",
        "deposit_released.v1", "deposit_unidentified.v1", "dispute_escalated.v1", "dispute_evidence_added.v1", "dispute_filed.v1", "dispute_opened.v1", "dispute_overdue.v1", "dispute_settled.v1",
        "duplicate_remittance_found.v1", "forward_balance_moved.v1", "forward_balance_unmoved.v1", "half_matched_elsewhere.v1", "journal_posted.v1",
        "journal_proposed.v1", "journal_rejected.v1", "journal_reopened.v1", "journal_reversed.v1", "journal_submitted.v1", "mapping_missing.v1", "match_confirmed.v1",
        "match_proposed.v1", "match_recorded.v1", "match_rejected.v1", "match_undone.v1", "next_payer_noted.v1", "payment_applied.v1", "payment_set_aside.v1",
        "payment_unapplied.v1", "payment_unmatched.v1", "payment_variance_found.v1", "posting_progressed.v1", "provider_adjustment_decided.v1",
        "provider_adjustment_linked.v1", "provider_adjustment_recorded.v1", "provider_adjustment_taken.v1", "provider_adjustment_unlinked.v1",
        "provider_adjustment_withdrawn.v1", "reassociation_confirmed.v1", "reassociation_overdue.v1", "reassociation_undone.v1", "refund_issued.v1", "refund_recorded.v1",
        "remittance_awaits_deposit.v1", "remittance_balanced.v1", "remittance_duplicated.v1", "remittance_funded.v1", "remittance_out_of_balance.v1",
        "remittance_posted.v1", "remittance_received.v1", "remittance_released.v1", "remittance_unfunded.v1", "remittance_unposted.v1", "secondary_due.v1", "secondary_sent.v1",
        "takeback_detected.v1", "takeback_unlinked.v1", "unapplied_cash_used.v1", "unmatched_claim_settled.v1", "write_off_taken_back.v1",
    }));

    [Test]
    public void Each_kind_has_one_sample_and_none_is_left_of_an_event_that_is_gone() => Stored.AreComplete();

    [TestCaseSource(nameof(Names))]
    public Task Each_is_stored_as_its_sample_and_read_back_whole(string name) => Stored.KeepAsync(name, CancellationToken.None);

    [Test]
    public Task Numbers_of_patients_are_sealed() => Stored.HideAsync(["PCN-1", "ACCOUNT17"], CancellationToken.None);
}
