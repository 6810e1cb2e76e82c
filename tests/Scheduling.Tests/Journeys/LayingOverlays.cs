using Healthcare.Handoffs;
using Healthcare.Scheduling.Journeys;
using static Healthcare.Scheduling.Tests.JourneySamples;

namespace Healthcare.Scheduling.Tests.Journeys;

/// <summary>An overlay for a site changes the time that runs once it is known where the visit takes place.</summary>
public sealed class LayingOverlays
{
    [Test]
    public void Verification_of_a_date_in_the_surgery_centre_is_due_a_business_day_earlier()
    {
        Assert.That(DueAt("24") - DueAt("22"), Is.EqualTo(TimeSpan.FromDays(-1)), "P1D instead of P2D, by site-surgery-centre");
        Assert.That(DueAt(place: null), Is.EqualTo(DueAt("22")), "what is held without a place is under the base");
    }

    [Test]
    public void A_place_alone_is_news_and_the_same_one_is_not()
    {
        var held = Surgery.GivenDone(Assessed, DateHeld with { Place = "22" });
        held.When(DateHeld with { Place = "22" }).ThenNothing();
        held.When(DateHeld with { Place = "24" }).ThenKinds(typeof(EvidenceNoted));
    }

    private static DateTimeOffset DueAt(string? place) => Surgery.GivenDone(Assessed, DateHeld with { Place = place }).When(CodesConfirmed)
        .FollowUps(JourneyId).Select(f => f.Command).OfType<OfferHandoff>().Single(o => o.Terms.Boundary == "B11").Terms.DueAt;
}
