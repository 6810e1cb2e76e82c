using Healthcare.EventStore;
using Applied = Healthcare.Reconciliation.ClaimAccounts.PaymentApplied;
using JournalPosted = Healthcare.Contracts.Reconciliation.V1.JournalPosted;
using PaymentApplied = Healthcare.Contracts.Reconciliation.V1.PaymentApplied;
using Posted = Healthcare.Reconciliation.Journals.JournalPosted;

namespace Healthcare.Reconciliation;

/// <summary>What other services are told: pure, from one stored event to its messages.</summary>
internal static class ReconciliationContracts
{
    public static IEnumerable<object> News(Recorded recorded)
    {
        switch (recorded.Event)
        {
            case Applied e when recorded.CaseId is { } caseId:
                yield return new PaymentApplied
                {
                    CaseId = caseId,
                    ClaimId = e.ClaimId,
                    RemittanceId = e.Payment.RemittanceId,
                    Charged = Dollars.Text(e.Balance.Charged),
                    Paid = Dollars.Text(e.Balance.Paid),
                    Adjusted = Dollars.Text(e.Balance.Adjusted),
                    PatientResponsibility = Dollars.Text(e.Balance.PatientResponsibility),
                    Open = Dollars.Text(e.Balance.Open),
                    AppliedAt = e.At,
                };
                break;
            // A remittance's provider adjustments are nobody's case.
            case Posted { ClaimId: { } claimId } e when recorded.CaseId is { } caseId:
                yield return new JournalPosted
                {
                    CaseId = caseId,
                    JournalId = recorded.StreamId,
                    ClaimId = claimId,
                    ErpId = e.ErpId,
                    Period = e.Period,
                    Debits = Dollars.Text(e.Debits),
                    Credits = Dollars.Text(e.Credits),
                    PostedAt = e.At,
                };
                break;
            default:
                break;
        }
    }
}
