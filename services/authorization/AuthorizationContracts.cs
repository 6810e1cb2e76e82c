using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Contracts.Authorization.V1;
using Healthcare.EventStore;
using Healthcare.Fhir;
using CoverageFact = Healthcare.Authorization.CoverageChecks.CoverageConfirmed;

namespace Healthcare.Authorization;

/// <summary>What other services are told: pure, from one stored event to its messages.</summary>
internal static class AuthorizationContracts
{
    /// <summary>What scheduling and billing wait for.</summary>
    public static AuthorizationApproved? Approved(Recorded recorded) => recorded.Event is AuthorizationReleased e && recorded.CaseId is { } caseId
        ? new AuthorizationApproved
        {
            CaseId = caseId,
            AuthorizationId = recorded.StreamId,
            PatientId = e.PatientId,
            PayerId = e.PayerId,
            Items =
            [
                .. e.Items.Select(i => new ApprovedItem
                {
                    Sequence = i.Sequence,
                    Action = i.Action,
                    System = i.System,
                    Code = i.Code,
                    Units = i.Units,
                    CertificationNumber = i.CertificationNumber,
                    From = i.From,
                    To = i.To,
                }),
            ],
            DecidedAt = e.DecidedAt,
        }
        : null;

    /// <summary>What whoever cares may hear.</summary>
    public static IEnumerable<object> News(Recorded recorded)
    {
        switch (recorded.Event)
        {
            case CoverageFact e:
                yield return new CoverageConfirmed
                {
                    CaseId = e.Question.CaseId,
                    PatientId = e.Question.PatientId,
                    PayerId = e.Question.PayerId,
                    ServiceDate = e.Question.ServiceDate,
                    ConfirmedAt = e.At,
                };
                break;
            case AuthorizationDecided e when recorded.CaseId is { } caseId && e.Decision.Action == ReviewAction.NotCertified.ToCode():
                yield return new AuthorizationDenied
                {
                    CaseId = caseId,
                    AuthorizationId = recorded.StreamId,
                    Sequence = e.ItemSequence,
                    ReasonCode = e.Decision.ReasonCode ?? "unstated",
                    DecidedAt = e.At,
                };
                break;
            default:
                break;
        }
    }
}
