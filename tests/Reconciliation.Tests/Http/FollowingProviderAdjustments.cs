using System.Text.Json;
using Healthcare.Testing;
using static Healthcare.Reconciliation.Tests.Http.CarryingMoneyToTheLedger;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>A takeback that is larger than the new payment: the rest is carried forward (FB) and settled by the next remittance; a recovery (WO) finds its claim by its reference.</summary>
[CancelAfter(120_000)]
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
