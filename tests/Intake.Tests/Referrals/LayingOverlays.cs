using Healthcare.Handoffs;
using Healthcare.Intake.Referrals;
using Healthcare.Testing;

namespace Healthcare.Intake.Tests.Referrals;

/// <summary>An overlay for an acquired practice changes the time that runs for its referrals, and for no other's.</summary>
public sealed class LayingOverlays
{
    [Test]
    public void A_referral_of_an_acquired_practice_has_the_time_that_its_overlay_gives()
    {
        // PT8H instead of PT4H, by entity-chesapeake-cardiology.
        Assert.That(DueAt("chesapeake-cardiology") - DueAt("northside"), Is.EqualTo(TimeSpan.FromHours(4)));
        Assert.That(ReferralHandoffs.Boundaries.Deviations.Select(d => d.ToString()), Has.Some.StartsWith("B02 for entity chesapeake-cardiology: clock PT8H"));
    }

    private static DateTimeOffset DueAt(string partner)
    {
        var offer = ReferralHandoffs.FollowsOf(State(partner), new Healthcare.EventStore.Happened<ReferralEvent>(Samples.Referral, CaseId: null, Samples.Complete with { PartnerId = partner }))
            .Select(f => f.Command).OfType<OfferHandoff>().Single(o => o.Terms.Boundary == ReferralHandoffs.Completeness);
        return offer.Terms.DueAt;
    }

    private static Referral State(string partner) => Spec.Of(ReferralAggregate.Value).Given(Samples.Complete with { PartnerId = partner }).State;
}
