using Healthcare.Billing.Charges;
using Healthcare.Billing.Claims;
using Healthcare.EventStore;
using ClaimAcceptedFact = Healthcare.Billing.Claims.ClaimAcceptedByPayer;
using WriteOffApprovedFact = Healthcare.Billing.Denials.WriteOffApproved;
using OtherCoverageNotedFact = Healthcare.Billing.Claims.OtherCoverageNoted;
using ClaimSubmittedFact = Healthcare.Billing.Claims.ClaimSubmitted;
using V1 = Healthcare.Contracts.Billing.V1;

namespace Healthcare.Billing;

/// <summary>What other services are told: pure, from one stored event to its message.</summary>
internal static class BillingContracts
{
    public static object? Of(Recorded recorded) => recorded switch
    {
        // Told of the first sending, and of what replaces or voids it: an original that is sent anew is the same claim.
        { Event: ClaimSubmittedFact { Submission.Number: 1 } or ClaimSubmittedFact { Content.Frequency: not Frequencies.Original } } when recorded.Event is ClaimSubmittedFact e => Submitted(recorded.StreamId, e),
        { Event: WriteOffApprovedFact e, CaseId: { } caseId } =>
            new V1.WriteOffApproved { CaseId = caseId, ClaimId = e.ClaimId, DenialId = recorded.StreamId, Amount = Money.Text(e.Amount), ApprovedAt = e.At },
        { Event: OtherCoverageNotedFact e, CaseId: { } caseId } =>
            new V1.OtherCoverageNoted { CaseId = caseId, ClaimId = recorded.StreamId, PayerId = e.Coverage.PayerId, NotedAt = e.At },
        { Event: ClaimAcceptedFact e, CaseId: { } caseId } =>
            new V1.ClaimAcceptedByPayer { CaseId = caseId, ClaimId = recorded.StreamId, PayerControlNumber = e.PayerControlNumber, AcceptedAt = e.At },
        _ => null,
    };

    private static V1.ClaimSubmitted Submitted(Guid claimId, ClaimSubmittedFact e) => new()
    {
        CaseId = e.Content.CaseId,
        ClaimId = claimId,
        PatientId = e.Content.PatientId,
        PatientControlNumber = e.Content.Clm01,
        PayerId = e.Content.PayerId,
        TotalCharge = Money.Text(e.Content.Total),
        ServiceDate = e.Content.ServiceDate,
        PlaceOfService = e.Content.PlaceOfService,
        FacilityType = e.Content.Bill?.FacilityType,
        ServiceLine = e.Content.ServiceLine,
        Frequency = e.Content.Frequency == Frequencies.Original ? null : e.Content.Frequency,
        OriginalPayerControlNumber = e.Content.OriginalPayerClaimNumber,
        PrimaryClaimId = e.Content.Prior?.ClaimId,
        Lines =
        [
            .. e.Content.Lines.Select(l => new V1.ClaimLine
            {
                Number = l.Number,
                Procedure = l.Procedure,
                RevenueCode = e.Content.Bill?.Revenue.FirstOrDefault(r => r.Line == l.Number)?.Code,
                Units = l.Units,
                Charge = Money.Text(l.Charge),
                Expected = l.Expected is { } expected ? Money.Text(expected) : null,
            }),
        ],
        SubmittedAt = e.At,
    };
}
