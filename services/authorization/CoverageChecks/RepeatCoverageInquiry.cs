using Healthcare.Authorization.Packets;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>A person has the payer asked again, after what stood in the way was put right.</summary>
public sealed record RepeatCoverageInquiry(CoverageInquiry? Inquiry, string? NotMade, DateTimeOffset At) : CoverageCheckCommand(At);

internal static class RepeatCoverageInquiryEndpoint
{
    internal static void Map(RouteGroupBuilder checks) => checks.MapPut("/{coverageCheckId:guid}/inquiry", HandleAsync).RequireAuthorization(AuthorizationRoles.Clearance)
        .Described(
            "repeatCoverageInquiry",
            "Has the payer asked again for cover (X12 270 or FHIR), after what stood in the way was put right",
            CoverageCheckRefusals.Unknown,
            CoverageCheckRefusals.Confirmed,
            CoverageCheckRefusals.UnderWay,
            CoverageCheckRefusals.Closed,
            PriorAuthorizationRefusals.Erased);

    private static async Task<CommandResult> HandleAsync(
        Guid coverageCheckId,
        [FromHeader(Name = "If-Match")] StreamVersion version,
        Streams<CoverageCheckCommand> checks,
        AuthorizationPackets packets,
        EligibilityInquiries inquiries,
        CallScope scope,
        TimeProvider clock,
        CancellationToken cancel)
    {
        var (check, _) = await checks.ReadAsync<CoverageCheck>(coverageCheckId, cancel);
        if (check is not CoverageCheck.Begun { Question: var question } begun) return new Outcome.Refused(CoverageCheckRefusals.Unknown).ToHttp();
        if (await packets.OpenAsync(question.AuthorizationId, cancel) is not { } packet) return new Outcome.Refused(PriorAuthorizationRefusals.Erased).ToHttp();
        scope.Context = scope.Context with { CaseId = question.CaseId };
        var at = clock.GetUtcNow();
        var made = await inquiries.MakeAsync(question, packet, begun.Attempts + 1, at, cancel);
        return (await checks.ExecuteAsync(coverageCheckId, version, new RepeatCoverageInquiry(made.Inquiry, made.NotMade, at), cancel)).ToHttp();
    }
}
