using Healthcare.EventStore;
using Healthcare.Reconciliation.Journals;

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
                var code = e.Reason == SetAsideReasons.Denied ? Exceptions.Denied : Exceptions.SetAside;
                yield return Exceptions.Open(code, IdOf(e.Payment), CaseOf(account), at, Math.Abs(e.Payment.Charge));
                break;
            case PaymentApplied e when account is ClaimAccount.Opened state:
                if (e.WasUnmatched) yield return Exceptions.Settled(Exceptions.UnmatchedClaim, IdOf(e.Payment), "matched", at);
                if (JournalEntries.OfPayment(e.Payment) is { Count: > 0 } entries)
                {
                    yield return new FollowUp(
                        ReconciliationIds.Journal(e.Payment.RemittanceId, e.Payment.Number),
                        new ProposeJournal(new JournalSource(e.Payment.RemittanceId, e.Payment.Number, e.ClaimId), entries, e.Period, at));
                }

                foreach (var follow in Exception(state, happened.StreamId, at)) yield return follow;
                break;
            default:
                break;
        }
    }

    private static IEnumerable<FollowUp> Exception(ClaimAccount.Opened account, Guid accountId, DateTimeOffset at)
    {
        if (account.Exception == account.ExceptionBefore) yield break;
        if (account.ExceptionBefore is { } before) yield return Exceptions.Settled(before, accountId, "balance-changed", at);
        if (account.Exception is { } now) yield return Exceptions.Open(now, accountId, account.Claim.CaseId, at, Math.Abs(account.Balance.Open));
    }

    private static Guid IdOf(PaymentFacts payment) => ReconciliationIds.ClaimPayment(payment.RemittanceId, payment.Number);

    private static Guid? CaseOf(ClaimAccount account) => account is ClaimAccount.Opened { Claim.CaseId: var caseId } ? caseId : null;
}
