using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.CreditBalances;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Reassociations;
using Healthcare.Reconciliation.Remittances;
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

    [Test]
    public void Money_advice_and_journal_of_a_payer_are_held_to_its_overlay()
    {
        ReconciliationHandoffs.Boundaries.LayOver([("payer-overlay-advice.yaml", """
            overlay: payer-overlay-advice
            version: 1
            effective: 2026-01-01
            applies: { payer: overlay-advice }
            boundaries:
              B23: { because: The payer pays on the day of its advice., nudge: 50% }
              B24: { because: The payer pays on the day of its advice., nudge: 50% }
              B26: { because: The payer pays on the day of its advice., nudge: 50% }
            """)]);
        string[] laid = ["payer-overlay-advice.v1"];
        Assert.Multiple(() =>
        {
            Assert.That(OverlaysOf("overlay-advice"), Is.EqualTo(new[] { ("B23", laid), ("B24", laid), ("B26", laid) }).Using<(string, string[]?)>(Same));
            Assert.That(OverlaysOf(payer: null), Is.EqualTo(new[] { ("B23", null), ("B24", null), ("B26", (string[]?)null) }).Using<(string, string[]?)>(Same));
        });
    }

    [TestCase("1522345678", "maryland-capital")]
    [TestCase(" 1522345678 ", "maryland-capital")]
    [TestCase("1999999999", null)]
    [TestCase(null, null)]
    public void A_payer_is_known_by_the_identifier_of_its_trace(string? identifier, string? payer)
    {
        var options = new ReconciliationOptions();
        options.PayerIdentifiers["maryland-capital"] = ["1522345677", "1522345678"];
        Assert.That(options.PayerOf(identifier), Is.EqualTo(payer));
    }

    private static bool Same((string Boundary, string[]? Overlays) one, (string Boundary, string[]? Overlays) other) =>
        one.Boundary == other.Boundary && (one.Overlays ?? []).SequenceEqual(other.Overlays ?? [], StringComparer.Ordinal);

    // By the events that offer: money that waits for its advice, an advice that is funded, a journal that lacks a mapping.
    private static IEnumerable<(string Boundary, string[]? Overlays)> OverlaysOf(string? payer)
    {
        var waits = Spec.Of(ReassociationAggregate.Value).When(new RegisterDeposit(Samples.Deposit with { PayerId = payer }, Samples.Noon)).FollowUps(ReconciliationIds.Reassociation(Samples.Trace));
        var funded = Spec.Of(RemittanceAggregate.Value).Given(Samples.Received with { PayerId = payer })
            .When(new FundRemittance(FundingBasis.TraceAndAmount, Samples.DepositId, 1, Samples.Noon)).FollowUps(Samples.RemittanceId);
        var source = new JournalSource(Samples.RemittanceId, 1, Samples.ClaimId).WithFactsOf(Samples.Claim with { PayerId = payer ?? "no-overlay" });
        var unmapped = Spec.Of(JournalAggregate.Value).GivenDone(new ProposeJournal(source, JournalEntries.OfPayment(Samples.Payment), Samples.Period, Samples.Noon))
            .When(new ReportMissingMapping(["cash"], "v1", Samples.Period, Samples.Noon)).FollowUps(Samples.AccountId);
        return waits.Concat(funded).Concat(unmapped).Select(f => f.Command).OfType<OfferHandoff>().Select(o => (o.Terms.Boundary, o.Terms.Overlays?.ToArray()));
    }

    private static DateTimeOffset DueAt(string payer)
    {
        var facts = new CreditFacts(Samples.AccountId, Samples.ClaimId, Samples.CaseId, payer, 150m);
        var identify = new IdentifyCreditBalance(new Actor("refunds-1", ActorKind.Human, "credit-balance-specialist"), Samples.Noon);
        var decided = Spec.Of(CreditBalanceAggregate.Value).GivenDone(new SuspectCreditBalance(facts, Samples.Noon)).When(identify);
        return decided.FollowUps(ReconciliationIds.CreditBalance(Samples.AccountId)).Select(f => f.Command).OfType<OfferHandoff>().Single().Terms.DueAt;
    }
}
