using System.Text.Json;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.CreditBalances;
using static Healthcare.Reconciliation.Tests.Http.TheOffice;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>What stands above a claim's charge: seen, identified, investigated and returned by people, under the clock of 42 CFR 401.305(b).</summary>
[CancelAfter(300_000)]
public sealed class ReturningOverpayments
{
    private const string Desk = "credit-balance-specialist";

    [Test]
    public async Task What_was_paid_twice_is_identified_investigated_and_refunded_and_the_ledger_follows(CancellationToken cancel)
    {
        var (claim, of) = await OverpaidAsync(cancel);
        var seen = await GetAsync(of, cancel);
        var listed = await GetAsync($"/credit-balances?caseId={claim}", cancel, "biller");
        var suspected = await GetAsync("/credit-balances?state=suspected&limit=200", cancel);
        Assert.Multiple(() =>
        {
            Assert.That((Text(seen.Json, "state"), Text(seen.Json, "amount"), seen.Headers["ETag"], seen.Json.TryGetProperty("dueAt", out _)), Is.EqualTo(("suspected", "200.00", "\"1\"", false)));
            Assert.That(Ids(listed.Json), Is.EqualTo(Ids(seen.Json)));
            Assert.That(Ids(suspected.Json), Is.SupersetOf(Ids(seen.Json)));
        });

        await GuardsAsync(of, "identification", body: null, Desk, cancel);
        Assert.That((await PutAsync(of, "refund", new { reference = "CHK-1" }, Desk, cancel)).Code, Is.EqualTo("credit-balance-out-of-order"), "it is identified first");
        Assert.That((await PutAsync(of, "identification", body: null, Desk, cancel)).Status, Is.EqualTo(204));
        var sixty = await ClockAsync(of, claim, "identified", "overpayment-identified", cancel);
        Assert.That(sixty, Is.InRange(59, 61));

        await GuardsAsync(of, "investigation", new { reasonCode = "related-claims" }, Desk, cancel);
        foreach (var bad in new object[] { new { reasonCode = "" }, new { reasonCode = "Related claims" }, new { } })
            Assert.That((await PutAsync(of, "investigation", bad, Desk, cancel)).Status, Is.EqualTo(400));
        Assert.That((await PutAsync(of, "investigation", new { reasonCode = "related-claims" }, Desk, cancel)).Status, Is.EqualTo(204));
        Assert.That(await ClockAsync(of, claim, "investigating", "overpayment-investigated", cancel), Is.InRange(179, 181));
        Assert.That((await PutAsync(of, "conclusion", body: null, "finance-supervisor", cancel)).Status, Is.EqualTo(204));
        Assert.That(await ClockAsync(of, claim, "identified", "investigation-concluded", cancel), Is.InRange(59, 61));

        await GuardsAsync(of, "refund", new { reference = "CHK-1" }, Desk, cancel);
        var unreadable = await PutAsync(of, "refund", new { reference = "check no. 1" }, Desk, cancel);
        Assert.That((unreadable.Status, unreadable.Code), Is.EqualTo((400, "request-invalid")));
        Assert.That((await PutAsync(of, "refund", new { reference = "CHK-1" }, Desk, cancel)).Status, Is.EqualTo(204));
        var account = await AccountAsync(claim, a => Text(a, "open") == "0.00" && a.GetProperty("journals").EnumerateArray().Count(j => Text(j, "state") == "posted") == 3, cancel);
        var journals = new List<JsonElement>();
        foreach (var journal in account.GetProperty("journals").EnumerateArray()) journals.Add((await GetAsync($"/journals/{journal.GetProperty("journalId").GetGuid()}", cancel)).Json);
        var refund = journals.Single(j => j.TryGetProperty("creditBalanceId", out var credit) && credit.ValueKind == JsonValueKind.String);
        Assert.Multiple(() =>
        {
            Assert.That(Text(account, "paid"), Is.EqualTo("150.00"));
            Assert.That(refund.GetProperty("entries").EnumerateArray().Select(e => (Text(e, "kind"), Text(e, "debit"), Text(e, "credit"))), Is.EquivalentTo(new[] { ("payer-receivable", "200.00", "0.00"), ("cash", "0.00", "200.00") }));
        });
        Assert.That(await QueueOfAsync(Desk, seen.Json.GetProperty("id").GetGuid(), cancel), Is.Empty);
        var late = await PutAsync(of, "dismissal", new { reasonCode = "posted-twice" }, Desk, cancel);
        Assert.That((Text((await GetAsync(of, cancel)).Json, "state"), late.Status, late.Code), Is.EqualTo(("refunded", 409, "credit-balance-out-of-order")));
    }

    [Test]
    public async Task What_the_payer_takes_back_by_itself_needs_no_refund(CancellationToken cancel)
    {
        var (claim, number) = await OpenClaimAsync(200m, cancel);
        await PayAsync(150m, [new AdviceClaim(number, 200m, 150m, 30m, 20m)], cancel);
        await PayAsync(200m, [new AdviceClaim(number, 200m, 200m, 0m, 0m)], cancel);
        var of = await OfAsync(claim.CaseId, "suspected", cancel);
        Assert.That((await PutAsync(of, "identification", body: null, Desk, cancel)).Status, Is.EqualTo(204));
        await PayAsync(0m, [new AdviceClaim(number, -200m, -200m, 0m, 0m, "22"), new AdviceClaim((await OpenClaimAsync(200m, cancel)).Number, 200m, 200m, 0m, 0m)], cancel);
        var offset = await ReadAsync(of, c => Text(c, "state") == "offset", cancel);
        Assert.That(await QueueOfAsync(Desk, offset.GetProperty("id").GetGuid(), cancel), Is.Empty);
        Assert.That((await PutAsync(of, "refund", new { reference = "CHK-2" }, Desk, cancel)).Code, Is.EqualTo("credit-balance-out-of-order"));
    }

    [Test]
    public async Task What_was_not_overpaid_is_dismissed_with_a_reason(CancellationToken cancel)
    {
        var (_, of) = await OverpaidAsync(cancel);
        await GuardsAsync(of, "dismissal", new { reasonCode = "posted-twice" }, Desk, cancel);
        Assert.That((await PutAsync(of, "dismissal", new { reasonCode = new string('a', 81) }, Desk, cancel)).Code, Is.EqualTo("request-invalid"));
        Assert.That((await PutAsync(of, "dismissal", new { reasonCode = "posted-twice" }, Desk, cancel)).Status, Is.EqualTo(204));
        Assert.That(Text((await GetAsync(of, cancel)).Json, "state"), Is.EqualTo("not-overpaid"));
    }

    [Test]
    public async Task What_is_not_there_is_not_found_and_what_cannot_be_read_is_refused(CancellationToken cancel)
    {
        var none = await GetAsync($"/credit-balances/{Guid.CreateVersion7()}", cancel);
        var write = await PutAsync($"/credit-balances/{Guid.CreateVersion7()}", "identification", body: null, Desk, cancel, "\"0\"");
        var stranger = await GetAsync("/credit-balances", cancel, "scheduler");
        var cursor = await GetAsync("/credit-balances?cursor=%21", cancel);
        Assert.That(new[] { (none.Status, none.Code), (stranger.Status, stranger.Code), (cursor.Status, cursor.Code) }, Is.EqualTo(new[] { (404, "credit-balance-unknown"), (403, "not-permitted"), (400, "request-invalid") }));
        Assert.That(write.Status, Is.EqualTo(404).Or.EqualTo(412));
    }

    private static async Task<(Guid CaseId, string Of)> OverpaidAsync(CancellationToken cancel)
    {
        var (claim, number) = await OpenClaimAsync(200m, cancel);
        await PayAsync(150m, [new AdviceClaim(number, 200m, 150m, 30m, 20m)], cancel);
        await AccountAsync(claim.CaseId, a => Text(a, "open") == "0.00", cancel);
        await PayAsync(200m, [new AdviceClaim(number, 200m, 200m, 0m, 0m)], cancel);
        return (claim.CaseId, await OfAsync(claim.CaseId, "suspected", cancel));
    }

    private static async Task<string> OfAsync(Guid caseId, string state, CancellationToken cancel)
    {
        var page = await ReadAsync($"/credit-balances?caseId={caseId}", p => p.GetProperty("items").EnumerateArray().Any(i => Text(i, "state") == state), cancel);
        return $"/credit-balances/{page.GetProperty("items")[0].GetProperty("id").GetGuid()}";
    }

    // The balance, the crossing and the desk's work say one and the same day.
    private static async Task<double> ClockAsync(string of, Guid caseId, string state, string reason, CancellationToken cancel)
    {
        var balance = (await GetAsync(of, cancel)).Json;
        var (id, due) = (balance.GetProperty("id").GetGuid(), balance.GetProperty("dueAt").GetDateTimeOffset());
        var crossing = (await GetAsync($"/handoffs?caseId={caseId}", cancel)).Json.GetProperty("items").EnumerateArray().Single(h => h.GetProperty("subjectId").GetGuid() == id);
        var work = (await GetAsync($"/work-items?caseId={caseId}", cancel)).Json.GetProperty("items").EnumerateArray().Single(w => Text(w, "kind") == CreditBalanceAggregate.Returning);
        var kept = await QueryAsync($"select count(*) from hc_deadlines where stream_id = '{HandoffId.For(ReconciliationHandoffs.ToRefunds, id)}'", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(Text(balance, "state"), Is.EqualTo(state));
            Assert.That((Text(crossing, "boundary"), Text(crossing, "ownerRole"), crossing.GetProperty("dueAt").GetDateTimeOffset()), Is.EqualTo(("B25", Desk, due)));
            Assert.That((Text(work, "role"), Text(work, "reasonCode"), work.GetProperty("dueAt").GetDateTimeOffset()), Is.EqualTo((Desk, reason, due)));
            Assert.That(kept, Is.EqualTo(new[] { "1" }), "the clock holds it");
        });
        return (due - TimeProvider.System.GetUtcNow()).TotalDays;
    }

    private static IEnumerable<Guid> Ids(JsonElement answer) => answer.TryGetProperty("items", out var items) ? items.EnumerateArray().Select(i => i.GetProperty("id").GetGuid()) : [answer.GetProperty("id").GetGuid()];
}
