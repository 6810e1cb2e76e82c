using Healthcare.EventStore;
using Healthcare.ServiceDefaults;

namespace Healthcare.Intake.Referrals;

/// <summary>The referrals of the partner who calls; another partner's is answered like one that is not there.</summary>
internal sealed class PartnersReferrals(Views<ReferralDocument> referrals)
{
    public static ProblemResult NotThere => new(ReferralRefusals.Unknown.ToProblem());

    public async Task<ReferralDocument?> FindAsync(Caller caller, string trackingId, CancellationToken cancel) =>
        (await referrals.PageAsync(ReferralView.OfTracking(trackingId), after: null, limit: 1, cancel)).Documents is [var referral] && caller.MaySeePartner(referral.PartnerId) ? referral : null;
}
