using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Contracts.Authorization.V1;
using Healthcare.EventStore;
using Healthcare.Fhir;
using AuthorizationPended = Healthcare.Contracts.Authorization.V1.AuthorizationPended;
using CoverageConfirmed = Healthcare.Contracts.Authorization.V1.CoverageConfirmed;
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
        (CoverageFoundInactive { Question: { } question } e, _) => NotConfirmed(question, "inactive", e.At),
        (CoverageInquiryRefused { Question: { } question, RetryAt: null } e, _) => NotConfirmed(question, $"aaa-{e.Rejection.Reason}", e.At),
        (CoverageRequirementFound e, { } caseId) => new AuthorizationRequirementFound { CaseId = caseId, AuthorizationId = recorded.StreamId, Need = e.PaNeeded, Rule = e.Rule, FoundAt = e.At },
        (AuthorizationNotNeeded e, { } caseId) => new AuthorizationNotRequired
        {
            CaseId = caseId,
            AuthorizationId = recorded.StreamId,
            PatientId = e.PatientId,
            PayerId = e.PayerId,
            Rule = e.Rule,
            GoodThrough = e.GoodThrough,
            DecidedAt = e.At,
        },
        (DecisionAwaited e, { } caseId) => new AuthorizationPended { CaseId = caseId, AuthorizationId = recorded.StreamId, DueAt = e.DueAt, PendedAt = e.At },
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
        (AuthorizationExpired e, { } caseId) => Ended(caseId, recorded.StreamId, "expired", e.At),
        (AuthorizationExhausted e, { } caseId) => Ended(caseId, recorded.StreamId, "exhausted", e.At),
        (AuthorizationVoided e, { } caseId) => Ended(caseId, recorded.StreamId, "voided", e.At),
        (AuthorizationWithdrawn { HadApproval: true } e, { } caseId) => Ended(caseId, recorded.StreamId, "cancelled", e.At),
        // What was approved is no longer what will be done.
        (UpdateSubmitted { Purpose: Purposes.Services, DueAt: not null } e, { } caseId) => Ended(caseId, recorded.StreamId, "services-changed", e.At),
        _ => null,
    };

    private static CoverageNotConfirmed NotConfirmed(CoverageQuestion question, string reason, DateTimeOffset at) =>
        new() { CaseId = question.CaseId, PayerId = question.PayerId, ServiceDate = question.ServiceDate, ReasonCode = reason, AnsweredAt = at };

    private static AuthorizationEnded Ended(Guid caseId, Guid authorizationId, string ending, DateTimeOffset at) =>
        new() { CaseId = caseId, AuthorizationId = authorizationId, Ending = ending, EndedAt = at };

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
