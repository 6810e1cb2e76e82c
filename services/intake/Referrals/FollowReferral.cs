using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Intake.Referrals;

internal static class FollowReferralEndpoint
{
    public static void Map(RouteGroupBuilder referrals) => referrals.MapGet("/{trackingId}", HandleAsync)
        .RequireAuthorization(Policies.PartnerWith("system/Task.rs"))
        .Described("followReferral", "The receipt as it stands now, with what is still missing", ReferralRefusals.Unknown);

    // Another partner's referral is answered like one that is not there.
    private static async Task<Results<VersionedResult<ReferralReceipt>, ProblemResult>> HandleAsync(string trackingId, Caller caller, Views<ReferralDocument> referrals, CancellationToken cancel)
    {
        var found = await referrals.PageAsync(ReferralView.OfTracking(trackingId), after: null, limit: 1, cancel);
        return found.Documents is [var referral] && caller.MaySeePartner(referral.PartnerId)
            ? ReferralReceipt.Of(referral).At(new StreamVersion(referral.Version))
            : new ProblemResult(ReferralRefusals.Unknown.ToProblem());
    }
}
