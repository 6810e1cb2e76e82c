using Healthcare.Billing.Encounters;
using Healthcare.Handoffs;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Encounters;

/// <summary>An overlay for a site changes the time that runs for what was done there, and for nothing else.</summary>
public sealed class LayingOverlays
{
    // A place of service that no other test uses, because the boundaries are the service's.
    private const string Site = "34";

    [Test]
    public void Charges_of_a_site_that_codes_on_the_day_are_due_earlier()
    {
        BillingHandoffs.Boundaries.LayOver([("site-hospice.yaml", $$"""
            overlay: site-hospice
            version: 1
            effective: 2026-01-01
            applies: { site: "{{Site}}" }
            boundaries:
              B15:
                because: Clause 2.1 of the service agreement has its visits coded on the day.
                clock: { duration: P1D }
            """)]);
        Assert.That(DueAt(Visit with { PlaceOfService = Site }) - DueAt(Visit), Is.EqualTo(TimeSpan.FromDays(-1)));
        Assert.That(BillingHandoffs.Boundaries.Deviations.Single(d => d.Scope.Site == Site).ToString(), Does.StartWith("B15 for site 34: clock P1D").And.EndWith("coded on the day."));
    }

    private static DateTimeOffset DueAt(VisitFacts visit) => NewEncounter.GivenDone(NoteReferral(), NoteAuthorization()).When(NoteVisit(ToClose) with { Visit = visit })
        .FollowUps(EncounterId, CaseId).Select(f => f.Command).OfType<OfferHandoff>().Single(o => o.Terms.Boundary == "B15").Terms.DueAt;
}
