using System.Text.Json;
using static Healthcare.Reconciliation.Tests.Http.TheOffice;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>What a payer paid too little is disputed: opened, filed with evidence, answered, taken a level up, and paid after all.</summary>
[CancelAfter(300_000)]
public sealed class DisputingPayments
{
    private const string Analyst = "payment-variance-analyst";

    [Test]
    public async Task A_dispute_is_filed_upheld_escalated_and_paid_in_the_end(CancellationToken cancel)
    {
        var (claim, number) = await OpenClaimAsync(200m, cancel);
        await PayAsync(100m, [new AdviceClaim(number, 200m, 100m, 80m, 20m)], cancel);
        var account = await AccountAsync(claim.CaseId, a => Text(a, "paid") == "100.00", cancel);
        var request = new { accountId = account.GetProperty("accountId").GetGuid(), amount = "50.00", reasonCode = "below-contract" };
        var stranger = await PostAsync("/disputes", request, "cash-posting", cancel);
        var opened = await PostAsync("/disputes", request, Analyst, cancel);
        var again = await PostAsync("/disputes", request, Analyst, cancel);
        var other = await PostAsync("/disputes", request with { amount = "51.00" }, Analyst, cancel);
        Assert.That(new[] { (stranger.Status, stranger.Code), (other.Status, other.Code) }, Is.EqualTo(new[] { (403, "not-permitted"), (409, "dispute-open") }));
        Assert.That((opened.Status, again.Status), Is.EqualTo((201, 201)), $"{opened.Body}{again.Body}");
        var id = opened.Json.GetProperty("id").GetGuid();
        var of = $"/disputes/{id}";
        Assert.That(again.Json.GetProperty("id").GetGuid(), Is.EqualTo(id));
        var seen = (await GetAsync(of, cancel)).Json;
        Assert.That((Text(seen, "state"), Text(seen, "amount"), Days(seen)), Is.EqualTo(("opened", "50.00", 90)));
        Assert.That(await QueueOfAsync(Analyst, id, cancel), Is.EqualTo(new[] { "below-contract" }));

        await GuardsAsync(of, "evidence", new { kind = "contract", reference = "CONTRACT-2026-01" }, Analyst, cancel);
        Assert.That((await PutAsync(of, "evidence", new { kind = "Our contract", reference = "CONTRACT-2026-01" }, Analyst, cancel)).Code, Is.EqualTo("request-invalid"));
        foreach (var kind in new[] { "contract", "contract", "remittance" }) Assert.That((await PutAsync(of, "evidence", new { kind, reference = "CONTRACT-2026-01" }, Analyst, cancel)).Status, Is.EqualTo(204));
        Assert.That((await PutAsync(of, "outcome", new { outcome = "upheld" }, Analyst, cancel)).Code, Is.EqualTo("dispute-out-of-order"), "it was not filed");
        await GuardsAsync(of, "filing", new { reference = "DSP-1" }, Analyst, cancel);
        Assert.That((await PutAsync(of, "filing", new { reference = "" }, Analyst, cancel)).Code, Is.EqualTo("request-invalid"));
        Assert.That((await PutAsync(of, "filing", new { reference = "DSP-1" }, Analyst, cancel)).Status, Is.EqualTo(204));
        Assert.That((await PutAsync(of, "escalation", new { reasonCode = "not-explained", reference = "DSP-1-2" }, Analyst, cancel)).Code, Is.EqualTo("dispute-out-of-order"), "the payer's time runs");
        var filed = (await GetAsync(of, cancel)).Json;
        Assert.That((Text(filed, "state"), Days(filed), filed.GetProperty("evidence").GetArrayLength()), Is.EqualTo(("filed", 45, 2)));

        await GuardsAsync(of, "outcome", new { outcome = "upheld" }, Analyst, cancel);
        Assert.That((await PutAsync(of, "outcome", new { outcome = "maybe" }, Analyst, cancel)).Code, Is.EqualTo("request-invalid"));
        Assert.That((await PutAsync(of, "outcome", new { outcome = "upheld" }, Analyst, cancel)).Status, Is.EqualTo(204));
        Assert.That(await QueueOfAsync(Analyst, id, cancel), Is.Empty);
        await GuardsAsync(of, "escalation", new { reasonCode = "not-explained", reference = "DSP-1-2" }, Analyst, cancel);
        Assert.That((await PutAsync(of, "escalation", new { reasonCode = "not-explained", reference = "DSP-1-2" }, Analyst, cancel)).Status, Is.EqualTo(204));
        Assert.That(await QueueOfAsync("finance-supervisor", id, cancel), Is.EqualTo(new[] { "dispute-escalated-1" }));

        Assert.That((await PutAsync(of, "outcome", new { outcome = "paid" }, "finance-supervisor", cancel)).Status, Is.EqualTo(204));
        var paid = (await GetAsync(of, cancel)).Json;
        Assert.Multiple(() =>
        {
            Assert.That((Text(paid, "state"), paid.GetProperty("level").GetInt32(), paid.TryGetProperty("dueAt", out _)), Is.EqualTo(("paid", 1, false)));
            Assert.That(opened.Headers["Location"], Does.EndWith($"/disputes/{id:D}"));
        });
        Assert.That(Ids((await GetAsync($"/disputes?caseId={claim.CaseId}", cancel)).Json), Is.EqualTo(new[] { id }));
        Assert.That(Ids((await GetAsync("/disputes?state=paid&limit=200", cancel)).Json), Does.Contain(id));
        Assert.That(await QueueOfAsync("finance-supervisor", id, cancel), Is.Empty);
    }

    [TestCase("""{"accountId":"018f0000-0000-7000-8000-000000000003","amount":"0.00","reasonCode":"below-contract"}""", 400, "request-invalid")]
    [TestCase("""{"accountId":"018f0000-0000-7000-8000-000000000003","amount":"1.005","reasonCode":"below-contract"}""", 400, "request-invalid")]
    [TestCase("""{"accountId":"018f0000-0000-7000-8000-000000000003","amount":"1.00","reasonCode":"They owe us"}""", 400, "request-invalid")]
    [TestCase("""{"accountId":"the account","amount":"1.00","reasonCode":"below-contract"}""", 400, "body-malformed")]
    [TestCase("""{"accountId":"018f0000-0000-7000-8000-0000000000fe","amount":"1.00","reasonCode":"below-contract"}""", 404, "claim-account-unknown")]
    public async Task What_cannot_be_disputed_is_said(string body, int status, string code, CancellationToken cancel)
    {
        var answer = await PostAsync("/disputes", JsonElement.Parse(body), Analyst, cancel);
        Assert.That((answer.Status, answer.Code), Is.EqualTo((status, code)), answer.Body);
    }

    [Test]
    public async Task What_is_not_there_is_not_found(CancellationToken cancel)
    {
        var none = await GetAsync($"/disputes/{Guid.CreateVersion7()}", cancel);
        var stranger = await GetAsync("/disputes", cancel, "scheduler");
        Assert.That(new[] { (none.Status, none.Code), (stranger.Status, stranger.Code) }, Is.EqualTo(new[] { (404, "dispute-unknown"), (403, "not-permitted") }));
    }

    private static int Days(JsonElement dispute) => (int)Math.Round((dispute.GetProperty("dueAt").GetDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalDays);

    private static Guid[] Ids(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid())];
}
