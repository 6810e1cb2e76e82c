using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Intake.Referrals;

internal static class FollowReferralEndpoint
{
    public static void Map(RouteGroupBuilder referrals) => referrals.MapGet("/{trackingId}", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith("system/Task.rs"))
        .Described("followReferral", "The receipt as it stands now, with what is still missing", ReferralRefusals.Unknown);

    private static async Task<Results<VersionedResult<ReferralReceipt>, ProblemResult>> HandleAsync(string trackingId, Caller caller, PartnersReferrals own, CancellationToken cancel) =>
        await own.FindAsync(caller, trackingId, cancel) is { } referral ? ReferralReceipt.Of(referral).At(new StreamVersion(referral.Version)) : PartnersReferrals.NotThere;
}
