using Healthcare.Billing.Charges;
using Healthcare.EventStore;
using ClaimAcceptedFact = Healthcare.Billing.Claims.ClaimAcceptedByPayer;
using ClaimSubmittedFact = Healthcare.Billing.Claims.ClaimSubmitted;
using V1 = Healthcare.Contracts.Billing.V1;

namespace Healthcare.Billing;

/// <summary>What other services are told: pure, from one stored event to its message.</summary>
internal static class BillingContracts
{
    /// <summary>Told once, of the first sending: one that is sent anew is the same claim.</summary>
    public static V1.ClaimSubmitted? Submitted(Recorded recorded) => recorded.Event is ClaimSubmittedFact { Submission.Number: 1, Content: var content } e
        ? new V1.ClaimSubmitted
        {
            CaseId = content.CaseId,
            ClaimId = recorded.StreamId,
            PatientId = content.PatientId,
            PatientControlNumber = content.Clm01,
            PayerId = content.PayerId,
            TotalCharge = Money.Text(content.Total),
            ServiceDate = content.ServiceDate,
            Lines =
            [
                .. content.Lines.Select(l => new V1.ClaimLine
                {
                    Number = l.Number,
                    Procedure = l.Procedure,
                    Units = l.Units,
                    Charge = Money.Text(l.Charge),
                    Expected = l.Expected is { } expected ? Money.Text(expected) : null,
                }),
            ],
            SubmittedAt = e.At,
        }
        : null;

    public static IEnumerable<object> News(Recorded recorded) => recorded is { Event: ClaimAcceptedFact e, CaseId: { } caseId }
        ? [new V1.ClaimAcceptedByPayer { CaseId = caseId, ClaimId = recorded.StreamId, PayerControlNumber = e.PayerControlNumber, AcceptedAt = e.At }]
        : [];
}
