using System.Net.Http.Json;
using System.Text.Json;
using Healthcare.Testing;
using static Healthcare.Reconciliation.Tests.Http.CarryingMoneyToTheLedger;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>What cash posting does where trace numbers do not help, or helped wrongly: propose, confirm, undo and match again, on two replicas.</summary>
[CancelAfter(300_000)]
public sealed class TakingMatchesApart
{
    [Test]
    public async Task A_wrong_match_is_undone_without_losing_the_payment_and_matched_again(CancellationToken cancel)
    {
        var (number, trace) = (Fresh("PCN"), Fresh("EFT"));
        var claim = await TheOffice.SubmitClaimAsync(number, 200m, cancel);
        await TheOffice.AccountAsync(claim.CaseId, a => Text(a, "open") == "200.00", cancel);
        var sent = await TheOffice.AdviseAsync(Advice.File(trace, 150m, [new AdviceClaim(number, 200m, 150m, 30m, 20m)]), cancel);
        var remittance = sent.Json.GetProperty("remittances")[0].GetProperty("id").GetGuid();
        var deposit = (await TheOffice.DepositAsync(Fresh("FH"), 150m, trace, cancel)).Json.GetProperty("id").GetGuid();
        await TheOffice.AccountAsync(claim.CaseId, a => Text(a, "open") == "0.00" && Posted(a, 1), cancel);
        var pair = ReconciliationIds.Match(remittance, deposit);

        var (blind, stranger) = (await PutAsync(pair, "undoing", "cash-posting", cancel, etag: ""), await PutAsync(pair, "undoing", "biller", cancel));
        Assert.That((blind, stranger), Is.EqualTo((428, 403)));
        Assert.That(await PutAsync(pair, "undoing", "cash-posting", cancel), Is.EqualTo(204));
        var undone = await TheOffice.AccountAsync(claim.CaseId, a => Text(a, "open") == "200.00" && Posted(a, 2), cancel);
        var free = await TheOffice.RemittanceAsync(remittance, r => Text(r, "state") == "awaiting-funds", cancel);
        var waiting = await TheOffice.GetAsync($"/deposits/{deposit}", cancel);
        Assert.Multiple(() =>
        {
            Assert.That((Text(undone, "paid"), Text(undone, "adjusted"), Text(undone, "patientResponsibility")), Is.EqualTo(("0.00", "0.00", "0.00")));
            Assert.That(Text(free, "depositId"), Is.Empty);
            Assert.That((Text(waiting.Json, "state"), Text(waiting.Json, "open")), Is.EqualTo(("awaiting-remittance", "150.00")), "the payment is here, as unapplied cash");
        });
        var cash = await TheOffice.QueryAsync($"select data->'entries'->1->>'kind' from mt_events where type = 'journal_proposed.v1' and data->'source'->>'depositId' = '{deposit}'", cancel);
        Assert.That(cash, Is.EqualTo(new[] { "unapplied-cash" }));

        using var hand = JsonContent.Create(new { remittanceId = remittance, depositId = deposit });
        var again = await TheOffice.Second.SendAsync(HttpMethod.Post, "/reassociations", TheOffice.Issuer.Staff("cash-posting"), cancel, hand, h => h.Add("Idempotency-Key", Guid.CreateVersion7().ToString()));
        Assert.That(again.Status, Is.EqualTo(201), again.Body);
        var account = await TheOffice.AccountAsync(claim.CaseId, a => Text(a, "open") == "0.00" && Posted(a, 3), cancel);
        var closed = await TheOffice.GetAsync($"/deposits/{deposit}", cancel);
        Assert.That((Text(account, "paid"), account.GetProperty("payments").GetArrayLength(), Text(closed.Json, "state")), Is.EqualTo(("150.00", 1, "closed")));
        var net = await TheOffice.QueryAsync(
            $"select sum((l->>'debit')::numeric - (l->>'credit')::numeric) from mt_events, jsonb_array_elements(data->'entries') l where type = 'journal_proposed.v1' and data->'source'->>'remittanceId' = '{remittance}' and l->>'kind' = 'cash'", cancel);
        Assert.That(decimal.Parse(net.Single(), System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(150m), "the ledger has the cash once, whatever was undone");
    }

    [Test]
    public async Task Without_a_common_trace_number_a_person_confirms_what_is_proposed(CancellationToken cancel)
    {
        var number = Fresh("PCN");
        var amount = 1000m + (Random.Shared.Next(1, 90_000) / 100m);
        var claim = await TheOffice.SubmitClaimAsync(number, amount, cancel);
        await TheOffice.AccountAsync(claim.CaseId, _ => true, cancel);
        var sent = await TheOffice.AdviseAsync(Advice.File(Fresh("EFT"), amount, [new AdviceClaim(number, amount, amount, 0, 0)]), cancel);
        var remittance = sent.Json.GetProperty("remittances")[0].GetProperty("id").GetGuid();
        var deposit = (await TheOffice.DepositAsync(Fresh("FH"), amount, Fresh("BANK"), cancel)).Json.GetProperty("id").GetGuid();
        var pair = ReconciliationIds.Match(remittance, deposit);
        await Eventually.TrueAsync(async () => (await TheOffice.GetAsync($"/reassociations/{pair}", cancel)).Status == 200, cancel);
        var proposed = await TheOffice.GetAsync($"/reassociations/{pair}", cancel);
        var listed = await TheOffice.GetAsync($"/reassociations?remittanceId={remittance}", cancel);
        Assert.That((Text(proposed.Json, "state"), Text(proposed.Json, "basis"), listed.Json.GetProperty("items").GetArrayLength()), Is.EqualTo(("proposed", "amount-date-payer", 1)));
        Assert.That(await TheOffice.QueueOfAsync("cash-posting", pair, cancel), Is.EqualTo(new[] { "amount-date-payer" }));

        Assert.That(await PutAsync(pair, "confirmation", "cash-posting", cancel), Is.EqualTo(204));
        await TheOffice.AccountAsync(claim.CaseId, a => Text(a, "open") == "0.00" && Posted(a, 1), cancel);
        Assert.That(await TheOffice.QueueOfAsync("cash-posting", pair, cancel), Is.Empty);
        var unmatched = await TheOffice.GetAsync("/remittances?matched=false&limit=200", cancel);
        Assert.That(unmatched.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()), Has.None.EqualTo(remittance));
    }

    private static async Task<int> PutAsync(Guid pair, string what, string role, CancellationToken cancel, string? etag = null)
    {
        etag ??= (await TheOffice.GetAsync($"/reassociations/{pair}", cancel)).Headers.GetValueOrDefault("ETag") ?? "";
        using var body = JsonContent.Create(new { reasonCode = "wrong-payer" });
        return (await TheOffice.First.SendAsync(HttpMethod.Put, $"/reassociations/{pair}/{what}", TheOffice.Issuer.Staff(role), cancel, body, h =>
        {
            if (etag.Length > 0) h.TryAddWithoutValidation("If-Match", etag);
        })).Status;
    }

    private static bool Posted(JsonElement account, int journals) =>
        account.GetProperty("journals").GetArrayLength() == journals && account.GetProperty("journals").EnumerateArray().All(j => Text(j, "state") == "posted");

    private static string Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
