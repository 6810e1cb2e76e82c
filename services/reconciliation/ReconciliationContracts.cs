using Healthcare.Contracts.Reconciliation.V1;
using Healthcare.EventStore;
using Healthcare.Reconciliation.ClaimAccounts;
using Applied = Healthcare.Reconciliation.ClaimAccounts.PaymentApplied;
using Due = Healthcare.Reconciliation.ClaimAccounts.SecondaryDue;
using JournalPosted = Healthcare.Contracts.Reconciliation.V1.JournalPosted;
using PaymentApplied = Healthcare.Contracts.Reconciliation.V1.PaymentApplied;
using Posted = Healthcare.Reconciliation.Journals.JournalPosted;
using SecondaryDue = Healthcare.Contracts.Reconciliation.V1.SecondaryDue;
using SetAside = Healthcare.Reconciliation.ClaimAccounts.PaymentSetAside;

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
                    WrittenOff = e.Balance.WrittenOff is { } given ? Dollars.Text(given) : null,
                    Open = Dollars.Text(e.Balance.Open),
                    AppliedAt = e.At,
                };
                if (AdjudicatedBy(e.Payment, e.ClaimId, caseId, e.At) is { } applied) yield return applied;
                break;
            // What does not balance says nothing that could be worked on.
            case SetAside { Payment.Balances: true } e when recorded.CaseId is { } caseId:
                if (AdjudicatedBy(e.Payment, e.ClaimId, caseId, e.At) is { } aside) yield return aside;
                break;
            case Due e when recorded.CaseId is { } caseId:
                yield return new SecondaryDue { CaseId = caseId, ClaimId = e.ClaimId, RemittanceId = e.Payment.RemittanceId, PayerId = e.PayerId, Amount = Dollars.Text(e.Amount), DueSince = e.At };
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

    private static ClaimAdjudicated? AdjudicatedBy(PaymentFacts payment, Guid claimId, Guid caseId, DateTimeOffset at) => payment.Adjudication is not { } said ? null : new ClaimAdjudicated
    {
        CaseId = caseId,
        ClaimId = claimId,
        RemittanceId = payment.RemittanceId,
        Status = payment.Status,
        PayerControlNumber = said.PayerControlNumber,
        Charged = Dollars.Text(payment.Charge),
        Paid = Dollars.Text(payment.Paid),
        PatientResponsibility = Dollars.Text(payment.AdvisedPatientResponsibility),
        Adjustments = [.. said.Adjustments.Select(a => new ClaimAdjustment { Line = a.Line, Group = a.Group, Reason = a.Reason, Remarks = a.Remarks, Amount = Dollars.Text(a.Amount) })],
        PaidOn = said.PaidOn ?? DateOnly.FromDateTime(at.UtcDateTime),
        ReceivedAt = at,
    };
}
