using System.Globalization;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>A coverage check as people see it.</summary>
public sealed record CoverageCheckDocument
{
    public required Guid CoverageCheckId { get; init; }

    public required long Version { get; init; }

    public required Guid CaseId { get; init; }

    public required Guid AuthorizationId { get; init; }

    public required Guid PatientId { get; init; }

    public required string PayerId { get; init; }

    public required DateOnly ServiceDate { get; init; }

    /// <summary>requested, asking, waiting, stopped, confirmed or closed.</summary>
    public required string State { get; init; }

    public int Attempts { get; init; }

    public string? Trace { get; init; }

    public CoverageFindings? Findings { get; init; }

    public CoverageRejection? Rejection { get; init; }

    /// <summary>Why there is no inquiry, or why its answer is of no use.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Until when the confirmation may be relied on.</summary>
    public DateTimeOffset? FreshUntil { get; init; }

    public Guid? AnswerId { get; init; }
}

/// <summary>Coverage checks by case; committed with each event.</summary>
public sealed class CoverageCheckView : View<CoverageCheckDocument>
{
    public override string Name => "coverage_checks_v1";

    public override string? InlineOf => CoverageCheckAggregate.Name;

    /// <summary>Confirmed cover of one person with one payer in one month.</summary>
    public static string OfMonth(Guid patientId, string payerId, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"cover:{patientId:N}:{payerId}:{day:yyyy-MM}");

    public override CoverageCheckDocument? Apply(string key, CoverageCheckDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, CoverageCheckRequested e) => new CoverageCheckDocument
            {
                CoverageCheckId = envelope.StreamId,
                Version = envelope.Version,
                CaseId = e.Question.CaseId,
                AuthorizationId = e.Question.AuthorizationId,
                PatientId = e.Question.PatientId,
                PayerId = e.Question.PayerId,
                ServiceDate = e.Question.ServiceDate,
                State = "requested",
            },
            (null, _) => null,
            ({ } d, CoverageInquiryMade e) => d with { State = "asking", Attempts = e.Inquiry.Attempt, Trace = e.Inquiry.Trace, Reason = null, RetryAt = null },
            ({ } d, CoverageInquiryNotMade e) => d with { State = "stopped", Reason = e.ReasonCode },
            ({ } d, CoverageRequestedAnew e) => d with
            {
                State = "requested",
                AuthorizationId = e.Question.AuthorizationId,
                ServiceDate = e.Question.ServiceDate,
                Findings = null,
                Rejection = null,
                Reason = e.ReasonCode,
                RetryAt = null,
                FreshUntil = null,
                AnswerId = null,
            },
            ({ } d, CoverageStale) => d with { State = "requested", FreshUntil = null, AnswerId = null },
            ({ } d, CoverageCheckClosed e) => d with { State = "closed", Reason = e.ReasonCode, RetryAt = null },
            ({ } d, CoverageConfirmed e) => d with { State = "confirmed", Findings = e.Findings, Rejection = null, Reason = null, RetryAt = null, FreshUntil = e.FreshUntil, AnswerId = e.AnswerId },
            ({ } d, CoverageFoundInactive e) => d with { State = "stopped", Findings = e.Findings, Rejection = null },
            ({ } d, CoverageInquiryRefused e) => d with { State = e.RetryAt is null ? "stopped" : "waiting", Rejection = e.Rejection, RetryAt = e.RetryAt },
            ({ } d, CoverageAnswerUnusable e) => d with { State = "stopped", Reason = e.ReasonCode },
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(CoverageCheckDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        yield return AuthorizationView.OfCase(document.CaseId);
        if (document is { State: "confirmed", FreshUntil: not null }) yield return OfMonth(document.PatientId, document.PayerId, document.ServiceDate);
    }
}

/// <summary>Looking at coverage checks; every look is recorded.</summary>
internal static class CoverageCheckEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var checks = app.MapGroup("/coverage-checks").WithTags("coverage checks");
        checks.MapGet("/{coverageCheckId:guid}", GetAsync).RequireAuthorization(AuthorizationRoles.Readers).RecordingAccess()
            .Described("readCoverageCheck", "What the payer was asked of cover, and what it answered; the look is recorded", CoverageCheckRefusals.Unknown);
        RepeatCoverageInquiryEndpoint.Map(checks);
        EnterCoverageResultEndpoint.Map(checks);
    }

    private static async Task<Results<VersionedResult<CoverageCheckDocument>, ProblemResult>> GetAsync(
        Guid coverageCheckId, Views<CoverageCheckDocument> views, Accessed accessed, CancellationToken cancel)
    {
        if (await views.FindAsync(coverageCheckId, cancel) is not { } found) return new ProblemResult(CoverageCheckRefusals.Unknown.ToProblem());
        accessed.Case(found.CaseId);
        accessed.Patient(found.PatientId);
        return found.At(new StreamVersion(found.Version));
    }
}
