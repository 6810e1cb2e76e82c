using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Contracts.Authorization.V1;
using Healthcare.EventStore;
using Healthcare.Fhir;
using CoverageFact = Healthcare.Authorization.CoverageChecks.CoverageConfirmed;

namespace Healthcare.Authorization;

/// <summary>What other services are told: pure, from one stored event to its message.</summary>
internal static class AuthorizationContracts
{
    public static object? Of(Recorded recorded) => (recorded.Event, recorded.CaseId) switch
    {
        (CoverageFact e, _) => new CoverageConfirmed
        {
            CaseId = e.Question.CaseId,
            PatientId = e.Question.PatientId,
            PayerId = e.Question.PayerId,
            ServiceDate = e.Question.ServiceDate,
            ConfirmedAt = e.At,
        },
        // What may be scheduled and billed; an approval that does not match the order says nothing to others yet.
        (AuthorizationReleased e, { } caseId) => new AuthorizationApproved
        {
            CaseId = caseId,
            AuthorizationId = recorded.StreamId,
            PatientId = e.PatientId,
            PayerId = e.PayerId,
            Items = [.. e.Items.Select(ItemOf)],
            DecidedAt = e.DecidedAt,
        },
        (AuthorizationDecided e, { } caseId) when e.Decision.Action == ReviewAction.NotCertified.ToCode() => new AuthorizationDenied
        {
            CaseId = caseId,
            AuthorizationId = recorded.StreamId,
            Sequence = e.ItemSequence,
            ReasonCode = e.Decision.ReasonCode ?? "unstated",
            DecidedAt = e.At,
        },
        _ => null,
    };

    private static ApprovedItem ItemOf(ReleasedItem item) => new()
    {
        Sequence = item.Sequence,
        Action = item.Action,
        System = item.System,
        Code = item.Code,
        Units = item.Units,
        CertificationNumber = item.CertificationNumber,
        From = item.From,
        To = item.To,
    };
}
