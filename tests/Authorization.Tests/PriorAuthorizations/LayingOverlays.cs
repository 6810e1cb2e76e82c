namespace Healthcare.Authorization.Tests.PriorAuthorizations;

/// <summary>An overlay for a payer at a site changes the payer's time for what is asked there.</summary>
public sealed class LayingOverlays
{
    // A payer of this test's own, because the boundaries are the service's.
    private const string Payer = "overlay-payer";

    [Test]
    public void A_decision_that_a_contract_promises_earlier_for_a_site_is_due_earlier()
    {
        AuthorizationHandoffs.Boundaries.LayOver([("payer-overlay-payer.yaml", $$"""
            overlay: payer-overlay-payer
            version: 1
            effective: 2026-01-01
            applies: { payer: {{Payer}}, site: "11" }
            boundaries:
              B07:
                because: Clause 4 of the contract promises an answer in two days for visits in an office.
                clock: { duration: P2D, variants: { unregulated: { duration: P2D } } }
            """)]);
        var (own, other) = (DueAt(Payer), DueAt("another-payer"));
        Assert.That(own - Samples.Noon, Is.EqualTo(TimeSpan.FromDays(2)).Within(TimeSpan.FromHours(1)));
        Assert.That(own, Is.LessThan(other));
        Assert.That(AuthorizationHandoffs.Boundaries.Deviations.Select(d => d.ToString()), Has.Some.StartsWith("B07 for payer overlay-payer, site 11: clock P2D").And.Some.EndsWith("in an office."));
    }

    private static DateTimeOffset DueAt(string payer) => AuthorizationHandoffs.FromPayerTerms(Samples.Asked with { PayerId = payer }, Samples.Noon).DueAt;
}
