using Healthcare.Billing.Encounters;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Billing.Claims;

/// <summary>A person has the claim sent anew, under new control numbers, after what it was rejected or held for is put right, or when its file was never acknowledged.</summary>
public sealed record ResubmitClaim(Submission? Submission, IReadOnlyList<string> Obstacles, DateTimeOffset At) : ClaimCommand(At);

internal static class ResubmitClaimEndpoint
{
    internal static void Map(RouteGroupBuilder claims) => claims
        .MapPut("/{claimId:guid}/submission", HandleAsync)
        .RequireAuthorization(BillingRoles.Submitters)
        .Described(
            "resubmitClaim", "Sends a claim anew that was rejected, held, or never acknowledged", ClaimRefusals.Unknown, ClaimRefusals.UnderWay, ClaimRefusals.AtPayer, ClaimRefusals.StillHeld);

    private static async Task<CommandResult> HandleAsync(
        Guid claimId,
        [FromHeader(Name = "If-Match")] StreamVersion version,
        Streams<ClaimCommand> claims,
        Streams<EncounterCommand> encounters,
        ClaimPreparation preparation,
        CallScope scope,
        TimeProvider clock,
        CancellationToken cancel)
    {
        var (state, found) = await claims.ReadAsync<Claim>(claimId, cancel);
        if (state is not Claim.Built { Content: var content } built) return new Outcome.Refused(ClaimRefusals.Unknown).ToHttp();
        scope.Context = scope.Context with { CaseId = content.CaseId };
        var at = clock.GetUtcNow();
        var (encounter, _) = await encounters.ReadAsync<Encounter>(content.EncounterId, cancel);
        // What would be refused anyway gets no file.
        var (submission, obstacles) = found == version && encounter is Encounter.Closed closed && ClaimDecider.Decide(state, new ResubmitClaim(Submission: null, [""], at)).Refusal is null
            ? await preparation.SendingAsync(claimId, content, closed.Subscriber, built.Submissions + 1, at, cancel)
            : (null, []);
        return (await claims.ExecuteAsync(claimId, version, new ResubmitClaim(submission, obstacles, at), cancel)).ToHttp();
    }
}
