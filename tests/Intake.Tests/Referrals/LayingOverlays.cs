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

    [Test]
    public void A_report_is_due_by_the_overlay_of_the_place_where_the_patient_was_seen()
    {
        // A place of service of this test's own, because the boundaries are the service's.
        ReferralHandoffs.Boundaries.LayOver([("site-39.yaml", """
            overlay: site-39
            version: 1
            effective: 2026-01-01
            applies: { site: "39" }
            boundaries:
              B14:
                because: The clinic signs its reports within a day.
                clock: { duration: P1D }
            """)]);
        var (there, elsewhere) = (OwedAfter(Samples.Attended with { PlaceOfService = "39" }), OwedAfter(Samples.Attended with { PlaceOfService = "11" }));
        Assert.Multiple(() =>
        {
            Assert.That((there.Terms.Overlays, elsewhere.Terms.Overlays), Is.EqualTo((new[] { "site-39.v1" }, (string[]?)null)));
            Assert.That(there.Terms.DueAt, Is.LessThan(elsewhere.Terms.DueAt));
            Assert.That((StateAfter(Samples.Attended with { PlaceOfService = "39" }) as Referral.OnFile)?.VisitSite, Is.EqualTo("39"), "and is known when the report comes");
        });
    }

    private static Referral StateAfter(VisitAttended attended) => Spec.Of(ReferralAggregate.Value).Given(Samples.Complete, Samples.Accepted, attended).State;

    private static OfferHandoff OwedAfter(VisitAttended attended) => ReferralHandoffs
        .FollowsOf(StateAfter(attended), new Healthcare.EventStore.Happened<ReferralEvent>(Samples.Referral, CaseId: null, attended))
        .Select(f => f.Command).OfType<OfferHandoff>().Single(o => o.Terms.Boundary == ReferralHandoffs.Report);

    private static DateTimeOffset DueAt(string partner)
    {
        var offer = ReferralHandoffs.FollowsOf(State(partner), new Healthcare.EventStore.Happened<ReferralEvent>(Samples.Referral, CaseId: null, Samples.Complete with { PartnerId = partner }))
            .Select(f => f.Command).OfType<OfferHandoff>().Single(o => o.Terms.Boundary == ReferralHandoffs.Completeness);
        return offer.Terms.DueAt;
    }

    private static Referral State(string partner) => Spec.Of(ReferralAggregate.Value).Given(Samples.Complete with { PartnerId = partner }).State;
}
