using System.Globalization;
using System.Text.Json;
using Healthcare.Local.Servers;
using Healthcare.Testing;
using static Healthcare.Reconciliation.Tests.Http.TheOffice;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>The replica that posts is killed (SIGKILL) in the middle of a chunk: the other goes on, and every cent is posted once.</summary>
[CancelAfter(300_000)]
public sealed class PostingThroughDeath
{
    private const int Claims = 150;
    private const int Chunk = 50;

    /// <summary>Each fifth claim moves money; the others say that nothing was charged, so that the ledger has little to take.</summary>
    private const int Paid = Claims / 5;

    /// <summary>Of no other test's claims.</summary>
    private const decimal Charge = 300.07m;

    [Test]
    public async Task What_a_killed_replica_had_begun_is_posted_once_by_the_other(CancellationToken cancel)
    {
        var run = CarryingMoneyToTheLedger.Fresh("K")[^12..];
        var claims = Enumerable.Range(1, Claims).Select(n => ClaimOf($"{run}{n.ToString("D4", CultureInfo.InvariantCulture)}", n)).ToList();
        var total = claims.Sum(c => c.Paid);
        foreach (var charge in claims.GroupBy(c => c.Charge)) await SubmitClaimsAsync(charge.Select(c => c.ControlNumber), charge.Key, cancel);
        await Eventually.TrueAsync(async () => await OpenedAsync(Charge, cancel) == Paid && await OpenedAsync(0m, cancel) >= Claims - Paid, cancel);
        var poster = await PosterAsync(cancel);
        var since = TimeProvider.System.GetTimestamp();
        var remittance = await PayAsync(total, claims, cancel);

        var applied = 0;
        while (applied <= Chunk + (Chunk / 4))
        {
            applied = await AppliedAsync(remittance, "count(*)", cancel);
            Assert.That(applied, Is.LessThan(Claims), "all was posted before the replica could be killed");
        }

        Assert.That(Signals.Kill(poster.ProcessId), Is.True);
        var left = await AppliedAsync(remittance, "count(*)", cancel);
        var replaced = ReplaceAsync(poster, cancel);
        await Eventually.TrueAsync(async () => await CountAsync($"type = 'remittance_posted.v1' and stream_id = '{remittance}'", cancel) == 1, cancel);
        var proposed = $"type = 'journal_proposed.v1' and data->'source'->>'remittanceId' = '{remittance}'";
        await Eventually.TrueAsync(async () => await CountAsync($"type = 'journal_posted.v1' and stream_id in (select stream_id from mt_events where {proposed})", cancel) == Paid, cancel);
        await TestContext.Out.WriteLineAsync($"killed with {left} of {Claims} applied; in the ledger {TimeProvider.System.GetElapsedTime(since).TotalSeconds:0.0} s after the advice came");
        await replaced;

        var posted = JsonElement.Parse((await QueryAsync($"select data from mt_events where type = 'remittance_posted.v1' and stream_id = '{remittance}'", cancel)).Single());
        var journals = (await QueryAsync($"select stream_id from mt_events where {proposed}", cancel)).Select(id => Guid.Parse(id)).ToList();
        var progress = await QueryAsync($"select data->>'through' from mt_events where type = 'posting_progressed.v1' and stream_id = '{remittance}' order by version", cancel);
        var onAccounts = decimal.Parse((await QueryAsync($"select sum((data->'payment'->>'paid')::numeric) from mt_events where {Of(remittance)}", cancel)).Single(), CultureInfo.InvariantCulture);
        var inLedger = journals.Sum(j => JsonElement.Parse(Ledger.Bodies[Journals.ErpJournals.ReferenceOf(j)]).GetProperty("lines").EnumerateArray().Where(l => Text(l, "account") == "1010").Sum(l => l.GetProperty("debit").GetDecimal()));
        var (each, once) = (await AppliedAsync(remittance, "count(*)", cancel), await AppliedAsync(remittance, "count(distinct data->'payment'->>'number')", cancel));
        Assert.Multiple(() =>
        {
            Assert.That(left, Is.InRange(Chunk + 1, Claims - 1), "it died between its first chunk and its end");
            Assert.That((posted.GetProperty("applied").GetInt32(), posted.GetProperty("unmatched").GetInt32(), posted.GetProperty("setAside").GetInt32()), Is.EqualTo((Claims, 0, 0)));
            Assert.That(progress, Is.EqualTo(new[] { $"{Chunk}", $"{2 * Chunk}" }), "the other went on from where it was recorded");
            Assert.That((each, once), Is.EqualTo((Claims, Claims)), "each once");
            Assert.That(journals, Is.Unique.And.Count.EqualTo(Paid));
            Assert.That((onAccounts, inLedger), Is.EqualTo((total, total)), "to the cent");
        });
    }

    private static AdviceClaim ClaimOf(string number, int n) =>
        n % (Claims / Paid) == 0 ? new AdviceClaim(number, Charge, 100m + (n / 100m), Charge - 100m - (n / 100m), 0m) : new AdviceClaim(number, 0m, 0m, 0m, 0m);

    private static string Of(Guid remittance) => $"type = 'payment_applied.v1' and data->'payment'->>'remittanceId' = '{remittance}'";

    private static Task<int> OpenedAsync(decimal charge, CancellationToken cancel) => CountAsync($"type = 'claim_account_opened.v1' and (data->'claim'->>'charged')::numeric = {Dollars.Text(charge)}", cancel);

    private static Task<int> AppliedAsync(Guid remittance, string what, CancellationToken cancel) => CountAsync(Of(remittance), cancel, what);

    private static async Task<int> CountAsync(string where, CancellationToken cancel, string what = "count(*)") =>
        int.Parse((await QueryAsync($"select {what} from mt_events where {where}", cancel)).Single(), CultureInfo.InvariantCulture);
}
