using Healthcare.EventStore;
using Healthcare.Reconciliation.CreditBalances;
using Healthcare.Reconciliation.Disputes;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Remittances;

namespace Healthcare.Reconciliation.ClaimAccounts;

/// <summary>The stream of a claim's money; what is applied is proposed to the ledger in the same transaction, what is not has an owner.</summary>
internal static class ClaimAccountAggregate
{
    public const string Name = "claim_account";

    public static Aggregate<ClaimAccount, ClaimAccountCommand, ClaimAccountEvent> Value { get; } =
        new(Name, ClaimAccount.Initial, ClaimAccount.Evolve, ClaimAccountDecider.Decide) { Follows = FollowsOf };

    private static IEnumerable<FollowUp> FollowsOf(ClaimAccount account, Happened<ClaimAccountEvent> happened)
    {
        var at = happened.Event.At;
        switch (happened.Event)
        {
            case PaymentUnmatched e:
                yield return Exceptions.Open(Exceptions.UnmatchedClaim, IdOf(e.Payment), caseId: null, at, Math.Abs(e.Payment.Paid));
                break;
            case PaymentSetAside e:
                if (e.WasUnmatched) yield return Exceptions.Settled(Exceptions.UnmatchedClaim, IdOf(e.Payment), "matched", at);
                if (e.WasUnmatched) yield return new FollowUp(e.Payment.RemittanceId, new SettleUnmatched(e.Payment.Number, at));
                var code = e.Reason == SetAsideReasons.Denied ? Exceptions.Denied : Exceptions.SetAside;
                yield return Exceptions.Open(code, IdOf(e.Payment), CaseOf(account), at, Math.Abs(e.Payment.Charge));
                break;
            case PaymentApplied e when account is ClaimAccount.Opened state:
                if (e.WasUnmatched) yield return Exceptions.Settled(Exceptions.UnmatchedClaim, IdOf(e.Payment), "matched", at);
                if (e.WasUnmatched) yield return new FollowUp(e.Payment.RemittanceId, new SettleUnmatched(e.Payment.Number, at));
                if (JournalEntries.OfPayment(e.Payment) is { Count: > 0 } entries)
                {
                    yield return new FollowUp(
                        JournalOf(e.Payment),
                        new ProposeJournal(new JournalSource(e.Payment.RemittanceId, e.Payment.Number, e.ClaimId).WithFactsOf(state.Claim), entries, e.Period, at));
                }

                // Who is to send the claim to the next payer must be known (N9): the advice says that it was forwarded, and not to whom.
                if (e.Payment.Oddities?.Contains("crossover-unnamed", StringComparer.Ordinal) is true)
                    yield return Exceptions.Open(Exceptions.CrossoverMissing, IdOf(e.Payment), state.Claim.CaseId, at, Math.Abs(e.Payment.PatientResponsibility));
                if (e.Payment.IsFurther)
                {
                    // The further payer has decided: nobody has to be asked, and nothing to be sent.
                    yield return ReconciliationHandoffs.Settled(Exceptions.SecondaryDue, happened.StreamId, "decided", at);
                    if (state.Forwarding is { } first) yield return Exceptions.Settled(Exceptions.CrossoverMissing, ReconciliationIds.ClaimPayment(first.RemittanceId, first.Number), "decided", at);
                }

                foreach (var follow in Exception(state, happened.StreamId, at)) yield return follow;
                break;
            case ClaimReplaced when account is ClaimAccount.Opened state:
                foreach (var follow in Exception(state, happened.StreamId, at)) yield return follow;
                break;
            case WriteOffTakenBack e when account is ClaimAccount.Opened state:
                yield return new FollowUp(
                    ReconciliationIds.TakenBackJournal(happened.StreamId, e.Number),
                    new ProposeJournal(new JournalSource(null, Number: null, e.ClaimId).WithFactsOf(state.Claim), JournalEntries.OfWriteOff(-e.Amount), e.Period, at));
                break;
            case ClaimWrittenOff e when account is ClaimAccount.Opened state:
                if (JournalEntries.OfWriteOff(e.Amount) is { Count: > 0 } givenUp)
                {
                    yield return new FollowUp(
                        ReconciliationIds.WriteOffJournal(e.DenialId),
                        new ProposeJournal(new JournalSource(null, Number: null, e.ClaimId) { DenialId = e.DenialId }.WithFactsOf(state.Claim), givenUp, e.Period, at));
                }

                foreach (var follow in Exception(state, happened.StreamId, at)) yield return follow;
                break;
            case RefundRecorded e when account is ClaimAccount.Opened state:
                yield return new FollowUp(
                    ReconciliationIds.RefundJournal(e.CreditBalanceId, e.Number),
                    new ProposeJournal(new JournalSource(null, Number: null, e.ClaimId) { CreditBalanceId = e.CreditBalanceId }.WithFactsOf(state.Claim), JournalEntries.OfRefund(e.Amount), e.Period, at));
                foreach (var follow in Exception(state, happened.StreamId, at)) yield return follow;
                break;
            case SecondaryDue e when account is ClaimAccount.Opened state:
                yield return ReconciliationHandoffs.Open(Exceptions.SecondaryDue, happened.StreamId, state.Claim.CaseId, at, e.Amount, state.Claim.PayerId);
                break;
            case SecondarySent:
                yield return ReconciliationHandoffs.Settled(Exceptions.SecondaryDue, happened.StreamId, "sent", at);
                break;
            case PaymentUnapplied e:
                foreach (var follow in Unapplied(account, happened.StreamId, e)) yield return follow;
                break;
            case TakebackUnlinked e:
                yield return Exceptions.Open(Exceptions.TakebackUnlinked, ReconciliationIds.ClaimPayment(e.Reversal.RemittanceId, e.Reversal.Number), CaseOf(account), at, Math.Abs(e.Amount));
                break;
            case PaymentVarianceFound when account is ClaimAccount.Opened state:
                foreach (var follow in Variance(state, happened.StreamId, at)) yield return follow;
                break;
            default:
                break;
        }
    }

    private static IEnumerable<FollowUp> Exception(ClaimAccount.Opened account, Guid accountId, DateTimeOffset at)
    {
        // What stands above the charge is a credit balance of its own, with a clock once somebody has identified it.
        if (account.Exception == Exceptions.Overpaid && account.Balance.Open != account.OpenBefore)
            yield return new FollowUp(ReconciliationIds.CreditBalance(accountId), new SuspectCreditBalance(new CreditFacts(accountId, account.Claim.ClaimId, account.Claim.CaseId, account.Claim.PayerId, -account.Balance.Open), at));
        if (account.ExceptionBefore == Exceptions.Overpaid && account.Exception != Exceptions.Overpaid) yield return new FollowUp(ReconciliationIds.CreditBalance(accountId), new ClearCreditBalance(at));
        if (account.ExceptionBefore == Exceptions.Underpaid && account.Exception != Exceptions.Underpaid) yield return new FollowUp(ReconciliationIds.Dispute(accountId), new NotePaidDispute(at));
        if (account.Exception == account.ExceptionBefore) yield break;
        if (account.ExceptionBefore is { } before) yield return Exceptions.Settled(before, accountId, "balance-changed", at);
        if (account.Exception is { } now) yield return Exceptions.Open(now, accountId, account.Claim.CaseId, at, Math.Abs(account.Balance.Open), account.Claim.PayerId);
    }

    private static IEnumerable<FollowUp> Unapplied(ClaimAccount account, Guid accountId, PaymentUnapplied e)
    {
        var subject = IdOf(e.Payment);
        if (e.Was == PaymentDisposition.Unmatched) yield return Exceptions.Settled(Exceptions.UnmatchedClaim, subject, "unapplied", e.At);
        if (e.Was == PaymentDisposition.SetAside)
        {
            yield return Exceptions.Settled(Exceptions.Denied, subject, "unapplied", e.At);
            yield return Exceptions.Settled(Exceptions.SetAside, subject, "unapplied", e.At);
        }

        if (e.Was != PaymentDisposition.Applied || account is not ClaimAccount.Opened state) yield break;
        if (e.Payment.IsPrimary && state.Forwarding is null) yield return ReconciliationHandoffs.Settled(Exceptions.SecondaryDue, accountId, "unapplied", e.At);
        if (e.Payment.Status == PaymentFacts.Reversal) yield return Exceptions.Settled(Exceptions.TakebackUnlinked, subject, "unapplied", e.At);
        if (JournalEntries.OfPayment(e.Payment).Count > 0) yield return ReverseJournal.Of(JournalOf(e.Payment), e.Period, e.At);
        foreach (var follow in Exception(state, accountId, e.At)) yield return follow;
    }

    private static IEnumerable<FollowUp> Variance(ClaimAccount.Opened account, Guid accountId, DateTimeOffset at)
    {
        if (account.VarianceBefore < 0 && account.Variance >= 0) yield return new FollowUp(ReconciliationIds.Dispute(accountId), new NotePaidDispute(at));
        if (CodeOf(account.VarianceBefore) is { } before && before != CodeOf(account.Variance)) yield return Exceptions.Settled(before, accountId, "variance-changed", at);
        if (CodeOf(account.Variance) is { } now) yield return Exceptions.Open(now, accountId, account.Claim.CaseId, at, Math.Abs(account.Variance), account.Claim.PayerId);
    }

    private static string? CodeOf(decimal variance) => variance switch
    {
        < 0 => Exceptions.BelowContract,
        > 0 => Exceptions.AboveContract,
        _ => null,
    };

    private static Guid JournalOf(PaymentFacts payment) => ReconciliationIds.Journal(payment.RemittanceId, payment.Number, payment.Round ?? 1);

    private static Guid IdOf(PaymentFacts payment) => ReconciliationIds.ClaimPayment(payment.RemittanceId, payment.Number);

    private static Guid? CaseOf(ClaimAccount account) => account is ClaimAccount.Opened { Claim.CaseId: var caseId } ? caseId : null;
}
