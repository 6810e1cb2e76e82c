using System.Text.Json;
using Healthcare.Testing;
using Healthcare.Testing.Descriptions;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>What is wrong with a request is said; nothing that a partner sends breaks the service.</summary>
[CancelAfter(300_000)]
public sealed class RefusingBadInput
{
    [Test]
    public async Task A_file_that_is_no_advice_is_answered_with_what_was_found(CancellationToken cancel)
    {
        var nothing = await TheOffice.AdviseAsync([], cancel);
        var words = await TheOffice.AdviseAsync(TheOffice.Text("Dear payer, where is my money?"), cancel);
        var pdf = await TheOffice.AdviseAsync(TheOffice.Text("%PDF"), cancel, mediaType: "application/pdf");
        Assert.That(new[] { (nothing.Status, nothing.Code), (words.Status, words.Code), (pdf.Status, pdf.Code) },
            Is.EqualTo(new[] { (422, "not-a-remittance"), (422, "not-a-remittance"), (415, "media-type-unsupported") }));
    }

    [Test]
    public async Task The_advice_and_the_deposit_that_the_description_shows_are_taken(CancellationToken cancel)
    {
        var shown = ApiDescription.Kept("reconciliation");
        var advice = await TheOffice.AdviseAsync(TheOffice.Text(shown.ExampleOf("sendRemittance")), cancel);
        var deposit = await TheOffice.DepositAsync(JsonElement.Parse(shown.ExampleOf("tellDeposit")), cancel);
        Assert.That((advice.Status, deposit.Status), Is.EqualTo((201, 201)), $"{advice.Body}{deposit.Body}");
        var set = advice.Json.GetProperty("remittances")[0];
        Assert.That((set.GetProperty("balanced").GetBoolean(), set.GetProperty("findings").GetArrayLength()), Is.EqualTo((true, 0)), advice.Body);
    }

    [Test]
    public async Task Only_the_partner_with_the_scope_may_send(CancellationToken cancel)
    {
        var file = Advice.File(CarryingMoneyToTheLedger.Fresh("EFT"), 0m, []);
        var bank = await TheOffice.AdviseAsync(file, cancel, token: TheOffice.Issuer.Partner("first-harbor", "system/Deposit.c"));
        var staff = await TheOffice.AdviseAsync(file, cancel, token: TheOffice.Issuer.Staff("cash-posting"));
        var reading = await TheOffice.GetAsync("/remittances", cancel, "scheduler");
        Assert.That((bank.Status, staff.Status, reading.Status), Is.EqualTo((403, 403, 403)));
    }

    [TestCase("""{"bankReference":"FH-1","amount":"1.005","effectiveDate":"2026-03-03","trace":"T"}""", 400, "request-invalid")]
    [TestCase("""{"bankReference":"FH-1","amount":"-1.00","effectiveDate":"2026-03-03","trace":"T"}""", 400, "request-invalid")]
    [TestCase("""{"bankReference":"FH-1","amount":"1.00","effectiveDate":"2026-03-03","trace":""}""", 400, "request-invalid")]
    [TestCase("""{"bankReference":"FH-1","amount":"1.00","effectiveDate":"yesterday","trace":"T"}""", 400, "body-malformed")]
    [TestCase("""{"bankReference":"FH-1"}""", 400, "body-malformed")]
    public async Task A_deposit_is_exact_to_the_cent_and_whole(string body, int status, string code, CancellationToken cancel)
    {
        var answer = await TheOffice.DepositAsync(JsonElement.Parse(body), cancel);
        Assert.That((answer.Status, answer.Code), Is.EqualTo((status, code)), answer.Body);
    }

    [Test]
    public async Task A_bank_reference_is_told_once_and_never_with_other_facts(CancellationToken cancel)
    {
        var (reference, trace) = (CarryingMoneyToTheLedger.Fresh("FH"), CarryingMoneyToTheLedger.Fresh("EFT"));
        var first = await TheOffice.DepositAsync(reference, 10m, trace, cancel);
        var again = await TheOffice.DepositAsync(reference, 10m, trace, cancel);
        var other = await TheOffice.DepositAsync(reference, 11m, trace, cancel);
        var read = await TheOffice.GetAsync($"/deposits/{first.Json.GetProperty("id").GetGuid()}", cancel);
        Assert.That((first.Status, again.Status, other.Status, other.Code), Is.EqualTo((201, 201, 409, "deposit-differs")));
        Assert.That((read.Json.GetProperty("amount").GetString(), read.Json.GetProperty("state").GetString(), read.Headers["ETag"]), Is.EqualTo(("10.00", "awaiting-remittance", "\"1\"")));
    }

    [Test]
    public async Task What_is_not_there_is_not_found(CancellationToken cancel)
    {
        var none = Guid.CreateVersion7();
        var codes = new List<(int, string?)>();
        foreach (var path in new[] { $"/remittances/{none}", $"/deposits/{none}", $"/journals/{none}" })
        {
            var answer = await TheOffice.GetAsync(path, cancel);
            codes.Add((answer.Status, answer.Code));
        }

        var empty = await TheOffice.GetAsync($"/claim-accounts?caseId={none}", cancel);
        Assert.That(codes, Is.EqualTo(new[] { (404, "remittance-unknown"), (404, "deposit-unknown"), (404, "journal-unknown") }));
        Assert.That((empty.Status, empty.Json.GetProperty("items").GetArrayLength()), Is.EqualTo((200, 0)));
    }

    [Test]
    public async Task Every_file_of_third_parties_is_taken_or_refused_with_a_reason_and_shows_the_figures_of_an_independent_reader(CancellationToken cancel)
    {
        var corpus = Environment.GetEnvironmentVariable("HEALTHCARE_CORPUS") is { Length: > 0 } named ? named : Repository.PathOf("..", "shared", "fixtures");
        if (!Directory.Exists(Path.Combine(corpus, "x12", "835"))) Assert.Ignore("The corpus is not here; set HEALTHCARE_CORPUS to read it.");
        using var expected = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(corpus, "expected.json"), cancel));
        var files = expected.RootElement.GetProperty("files");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(corpus, "x12", "835"), "*.edi").Order(StringComparer.Ordinal))
        {
            var answer = await TheOffice.AdviseAsync(await File.ReadAllBytesAsync(file, cancel), cancel);
            var name = Path.GetFileName(file);
            Assert.That(answer.Status, Is.EqualTo(201).Or.InRange(400, 499), $"{name}: {answer.Body}");
            if (answer.Status != 201 || !files.TryGetProperty($"x12/835/{name}", out var figures)) continue;
            var sets = figures.GetProperty("transaction_sets").EnumerateArray().ToList();
            var received = answer.Json.GetProperty("remittances").EnumerateArray().ToList();
            Assert.That(received, Has.Count.EqualTo(sets.Count), name);
            for (var n = 0; n < sets.Count; n++)
            {
                var seen = (await TheOffice.GetAsync($"/remittances/{received[n].GetProperty("id").GetGuid()}", cancel)).Json;
                Assert.That(
                    (Money(seen, "amount"), Money(seen, "totalCharge"), Money(seen, "totalPaid"), Money(seen, "providerAdjustmentTotal"), seen.GetProperty("claimCount").GetInt32(), seen.GetProperty("balanced").GetBoolean()),
                    Is.EqualTo((Money(sets[n], "payment_amount"), Money(sets[n], "sum_claim_charge"), Money(sets[n], "sum_claim_paid"), Money(sets[n], "plb_total"), sets[n].GetProperty("claim_count").GetInt32(), sets[n].GetProperty("balances").GetBoolean())),
                    $"{name}, set {n + 1}");
            }
        }

        static decimal Money(JsonElement parent, string name) => decimal.Parse(parent.GetProperty(name).GetString() ?? "0", System.Globalization.CultureInfo.InvariantCulture);
    }
}
