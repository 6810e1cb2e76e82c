using System.Text.Json;
using Healthcare.Local.Demo;

namespace Healthcare.SystemTests.Journeys;

/// <summary>A case travels from referral to ledger across real processes.</summary>
[CancelAfter(300_000)]
public sealed class CarryingCases
{
    // What must have happened to a case, service by service; between services there is no order but that of cause and effect.
    private static readonly (string Service, string[] Steps)[] Story =
    [
        ("intake", ["referral_received.v1", "completeness_passed.v1", "referral_accepted.v1"]),
        ("authorization", ["coverage_confirmed.v1", "authorization_submitted.v1", "authorization_pended.v1", "authorization_decided.v1"]),
        ("scheduling", ["scheduling_released.v1", "appointment_booked.v1", "visit_attended.v1"]),
        ("billing", ["encounter_closed.v1", "charges_captured.v1", "coding_completed.v1", "claim_built.v1", "claim_submitted.v1", "claim_acknowledged.v1"]),
        ("reconciliation", ["payment_applied.v1", "journal_posted.v1"]),
    ];

    [Test]
    public async Task Every_step_is_taken_once_and_the_money_balances_to_the_cent(CancellationToken cancel)
    {
        var result = await TheSystem.SendAsync(3, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(result.Cases.Select(c => c.Problem), Is.All.Null);
            Assert.That(result.Remittances.Select(r => r.Problem), Is.All.Null, "third parties' remittances");
            Assert.That(result.Proof.Complete, Is.True, result.Proof.Text);
        });
        foreach (var one in result.Cases)
        {
            foreach (var (service, steps) in Story)
            {
                var taken = one.Timeline.Where(s => s.Service == service).Select(s => s.Type).ToList();
                Assert.That(steps.Except(taken), Is.Empty, $"{service} of case {one.Number} took {string.Join(", ", taken)}");
            }

            var once = one.Timeline.Where(s => s.Type is "referral_accepted.v1" or "claim_submitted.v1" or "journal_posted.v1").Select(s => s.Type);
            Assert.That(once, Is.Unique);
            Assert.That(one.Money, Is.Not.Null.And.Property(nameof(Money.Balances)).True);
            Assert.That(one.Money?.Open, Is.Zero);
        }
    }

    [Test]
    public async Task Its_status_says_where_it_is_who_owns_it_and_by_when(CancellationToken cancel)
    {
        // Nobody books, so the case waits with the schedulers.
        var partner = TheSystem.AsPartner("northside");
        var receipt = await Referring.SendAsync(partner, Referrals.Sample($"status{TheSystem.Running.ProcessIdOf("intake")}", 1), cancel);
        var compliance = TheSystem.As("cora", "compliance-officer");
        JsonElement status = default;
        await Testing.Eventually.TrueAsync(
            async () =>
            {
                var cases = await compliance.GetAsync($"/api/audit/v1/cases?trackingId={receipt.TrackingId}", cancel);
                if (cases.GetProperty("items").GetArrayLength() == 0) return false;
                status = await compliance.GetAsync($"/api/audit/v1/cases/{cases.GetProperty("items")[0].GetProperty("caseId").GetString()}/status", cancel);
                return status.TryGetProperty("ownerRole", out var owner) && owner.GetString() == "scheduler";
            },
            TimeSpan.FromSeconds(60),
            cancel,
            () => status.ToString());
        Assert.Multiple(() =>
        {
            Assert.That(status.GetProperty("stage").GetString(), Is.EqualTo("ready-to-schedule"), status.ToString());
            Assert.That(status.GetProperty("since").GetDateTimeOffset(), Is.GreaterThan(DateTimeOffset.UnixEpoch));
            Assert.That(status.GetProperty("waiting").GetArrayLength(), Is.Positive);
            Assert.That(status.GetProperty("dueBy").GetDateTimeOffset(), Is.GreaterThan(status.GetProperty("since").GetDateTimeOffset()));
        });
    }
}
