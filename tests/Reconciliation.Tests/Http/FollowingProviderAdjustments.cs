using System.Text.Json;
using Healthcare.Testing;
using static Healthcare.Reconciliation.Tests.Http.CarryingMoneyToTheLedger;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>A takeback that is larger than the new payment: the rest is carried forward (FB) and settled by the next remittance; a recovery (WO) finds its claim by its reference.</summary>
[CancelAfter(300_000)]
public sealed class FollowingProviderAdjustments
{
    [Test]
    public async Task A_takeback_larger_than_the_payment_is_carried_forward_and_settled_by_a_later_advice(CancellationToken cancel)
    {
        var (first, second, third) = (Fresh("PCN"), Fresh("PCN"), Fresh("PCN"));
        var (began, later) = (Fresh("EFT"), Fresh("EFT"));
        foreach (var number in new[] { first, second, third }) await TheOffice.AccountAsync((await TheOffice.SubmitClaimAsync(number, 200m, cancel)).CaseId, _ => true, cancel);
        var paid = Fresh("EFT");
        await TheOffice.AdviseAsync(Advice.File(paid, 150m, [new AdviceClaim(first, 200m, 150m, 30m, 20m)]), cancel);
        await TheOffice.DepositAsync(Fresh("FH"), 150m, paid, cancel);

        var net = Advice.File(began, 0m, [new AdviceClaim(first, -200m, -150m, -30m, -20m, "22"), new AdviceClaim(second, 200m, 100m, 100m, 0m)], $"PLB*1234567893*20261231*FB:{began}*-50");
        var owing = Id(await TheOffice.AdviseAsync(net, cancel));
        await TheOffice.RemittanceAsync(owing, r => Text(r, "state") == "posted", cancel);
        var balance = await BalanceAsync(owing, b => Text(b, "state") == "open", cancel);
        Assert.That(Text(balance, "owed"), Is.EqualTo("50.00"));
        Assert.That(await TheOffice.QueueOfAsync("payment-variance-analyst", balance.GetProperty("id").GetGuid(), cancel), Is.EqualTo(new[] { "forward-balance-open" }));

        var next = Advice.File(later, 95m, [new AdviceClaim(third, 200m, 150m, 30m, 20m)], $"PLB*1234567893*20261231*FB:{began}*50*L6:INTEREST*-5*WO:{second} 20260220*10");
        var settling = Id(await TheOffice.AdviseAsync(next, cancel));
        await TheOffice.DepositAsync(Fresh("FH"), 95m, later, cancel);
        await BalanceAsync(owing, b => Text(b, "state") == "settled", cancel);
        Assert.That(await TheOffice.QueueOfAsync("payment-variance-analyst", balance.GetProperty("id").GetGuid(), cancel), Is.Empty);
        JsonElement recovery = default;
        await Eventually.TrueAsync(
            async () =>
            {
                var adjustments = (await TheOffice.GetAsync($"/provider-adjustments?remittanceId={settling}", cancel)).Json.GetProperty("items").EnumerateArray().ToList();
                recovery = adjustments.FirstOrDefault(a => Text(a, "code") == "WO");
                return adjustments.Count == 3 && Text(recovery, "state") == "linked";
            },
            cancel);
        Assert.That(Text(recovery, "basis"), Is.EqualTo("control-number"));
        var journals = (await TheOffice.RemittanceAsync(settling, r => r.GetProperty("journals").GetArrayLength() == 2, cancel)).GetProperty("journals").EnumerateArray().Select(j => j.GetGuid());
        List<string> kinds = [];
        foreach (var journal in journals) kinds.AddRange((await TheOffice.GetAsync($"/journals/{journal}", cancel)).Json.GetProperty("entries").EnumerateArray().Select(e => Text(e, "kind")));
        Assert.That(kinds, Is.SupersetOf(new[] { "forward-balances", "interest-income", "payer-recoveries" }));
    }

    [Test]
    public async Task A_recovery_is_disputed_and_then_agreed_with_by_people_and_an_unknown_one_says_where_was_looked(CancellationToken cancel)
    {
        var (claim, number) = await TheOffice.OpenClaimAsync(200m, cancel);
        await TheOffice.PayAsync(150m, [new AdviceClaim(number, 200m, 150m, 30m, 20m)], cancel);
        await TheOffice.AccountAsync(claim.CaseId, a => Text(a, "open") == "0.00", cancel);
        var other = (await TheOffice.OpenClaimAsync(100m, cancel)).Number;
        var keeping = await TheOffice.PayAsync(50m, [new AdviceClaim(other, 100m, 100m, 0m, 0m)], cancel, $"PLB*1234567893*20261231*WO:{number}*30*WO:NOBODYS{Fresh("N")[..8]}*20");
        var adjustments = await TheOffice.ReadAsync($"/provider-adjustments?remittanceId={keeping}", p => p.GetProperty("items").EnumerateArray().Count(a => Text(a, "state") is "linked" or "unlinked") == 2, cancel);
        var (linked, unlinked) = (One(adjustments, "linked"), One(adjustments, "unlinked"));
        var (of, id) = ($"/provider-adjustments/{linked.GetProperty("id").GetGuid()}", linked.GetProperty("id").GetGuid());
        var lost = unlinked.GetProperty("id").GetGuid();
        Assert.Multiple(() =>
        {
            Assert.That((linked.GetProperty("claimId").GetGuid(), Text(linked, "amount"), Text(unlinked, "amount")), Is.EqualTo((claim.ClaimId, "30.00", "20.00")));
            Assert.That(unlinked.GetProperty("searched").EnumerateArray().Select(s => s.GetString()), Is.EqualTo(new[] { "control-number", "payer-control-number", "trace" }));
        });
        Assert.That(await TheOffice.QueueOfAsync("payment-variance-analyst", lost, cancel), Is.EqualTo(new[] { "takeback-unlinked" }));

        await TheOffice.GuardsAsync(of, "decision", new { outcome = "disputed", reasonCode = "not-owed" }, "credit-balance-specialist", cancel);
        foreach (var bad in new object[] { new { outcome = "perhaps", reasonCode = "not-owed" }, new { outcome = "agreed", reasonCode = "We owe nothing" } })
        {
            var answer = await TheOffice.PutAsync(of, "decision", bad, "credit-balance-specialist", cancel);
            Assert.That((answer.Status, answer.Code), Is.EqualTo((400, "request-invalid")));
        }

        Assert.That((await TheOffice.PutAsync(of, "decision", new { outcome = "disputed", reasonCode = "not-owed" }, "credit-balance-specialist", cancel)).Status, Is.EqualTo(204));
        var work = (await TheOffice.GetAsync($"/work-items?caseId={claim.CaseId}", cancel)).Json.GetProperty("items").EnumerateArray().Where(w => w.GetProperty("subjectId").GetGuid() == id);
        Assert.That(work.Select(w => (Text(w, "role"), Text(w, "reasonCode"))), Is.EqualTo(new[] { ("payment-variance-analyst", "takeback-disputed") }), "the claim's case shows it");
        Assert.That((await TheOffice.PutAsync(of, "decision", new { outcome = "agreed", reasonCode = "payer-explained" }, "payment-variance-analyst", cancel)).Status, Is.EqualTo(204));
        var late = await TheOffice.PutAsync(of, "decision", new { outcome = "disputed", reasonCode = "not-owed" }, "credit-balance-specialist", cancel);
        Assert.That((late.Status, late.Code, Text((await TheOffice.GetAsync(of, cancel)).Json, "state")), Is.EqualTo((409, "provider-adjustment-settled", "agreed")));
        Assert.That(await TheOffice.QueueOfAsync("payment-variance-analyst", id, cancel), Is.Empty);

        Assert.That((await TheOffice.PutAsync($"/provider-adjustments/{lost}", "decision", new { outcome = "agreed", reasonCode = "old-system" }, "credit-balance-specialist", cancel)).Status, Is.EqualTo(204));
        Assert.That(await TheOffice.QueueOfAsync("payment-variance-analyst", lost, cancel), Is.Empty);
        var none = await TheOffice.GetAsync($"/provider-adjustments/{Guid.CreateVersion7()}", cancel);
        Assert.That((none.Status, none.Code), Is.EqualTo((404, "provider-adjustment-unknown")));
    }

    private static JsonElement One(JsonElement page, string state) => page.GetProperty("items").EnumerateArray().Single(a => Text(a, "state") == state);

    private static async Task<JsonElement> BalanceAsync(Guid remittanceId, Func<JsonElement, bool> condition, CancellationToken cancel)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(
            async () =>
            {
                var balances = (await TheOffice.GetAsync("/forward-balances?limit=200", cancel)).Json.GetProperty("items").EnumerateArray();
                found = balances.FirstOrDefault(b => b.GetProperty("movements").EnumerateArray().Any(m => m.GetProperty("remittanceId").GetGuid() == remittanceId));
                return found.ValueKind == JsonValueKind.Object && condition(found);
            },
            cancel);
        return found;
    }

    private static Guid Id(Testing.Services.ServiceAnswer sent) => sent.Json.GetProperty("remittances")[0].GetProperty("id").GetGuid();

    private static string Text(JsonElement parent, string name) => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
