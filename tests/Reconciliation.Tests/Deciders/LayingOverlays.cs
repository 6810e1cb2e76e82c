using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.CreditBalances;
using Healthcare.Testing;

namespace Healthcare.Reconciliation.Tests.Deciders;

/// <summary>What a payer's overlay says is what runs: an earlier due date for its money, and the deviation listed with its clause.</summary>
public sealed class LayingOverlays
{
    // A payer of this test's own, because the boundaries are the service's.
    private const string Payer = "overlay-payer";

    [Test]
    public void A_refund_of_a_payer_whose_contract_gives_less_time_is_due_earlier()
    {
        ReconciliationHandoffs.Boundaries.LayOver([("payer-overlay-payer.yaml", $$"""
            overlay: payer-overlay-payer
            version: 1
            effective: 2026-01-01
            applies: { payer: {{Payer}} }
            boundaries:
              B25:
                because: Clause 7.3 of the agreement gives thirty days.
                clock: { duration: P30D }
            """)]);
        var (own, other) = (DueAt(Payer), DueAt("another-payer"));
        Assert.Multiple(() =>
        {
            Assert.That((own - Samples.Noon, other - Samples.Noon), Is.EqualTo((TimeSpan.FromDays(30), TimeSpan.FromDays(60))).Within(TimeSpan.FromHours(1)));
            Assert.That(ReconciliationHandoffs.Boundaries.Deviations.Single(d => d.Scope.Payer == Payer).ToString(), Does.StartWith("B25 for payer overlay-payer: clock P30D").And.EndWith("Clause 7.3 of the agreement gives thirty days."));
        });
    }

    private static DateTimeOffset DueAt(string payer)
    {
        var facts = new CreditFacts(Samples.AccountId, Samples.ClaimId, Samples.CaseId, payer, 150m);
        var identify = new IdentifyCreditBalance(new Actor("refunds-1", ActorKind.Human, "credit-balance-specialist"), Samples.Noon);
        var decided = Spec.Of(CreditBalanceAggregate.Value).GivenDone(new SuspectCreditBalance(facts, Samples.Noon)).When(identify);
        return decided.FollowUps(ReconciliationIds.CreditBalance(Samples.AccountId)).Select(f => f.Command).OfType<OfferHandoff>().Single().Terms.DueAt;
    }
}
