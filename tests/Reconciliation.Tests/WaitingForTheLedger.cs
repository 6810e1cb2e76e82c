using System.Text.Json;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Tests.Http;
using Healthcare.Testing;

namespace Healthcare.Reconciliation.Tests;

/// <summary>The ERP is away: journals wait in its queue, the breaker tells it once, and each is posted once when it is back.</summary>
public sealed class WaitingForTheLedger
{
    [Test, CancelAfter(300_000)]
    public async Task Nothing_is_lost_and_nothing_is_posted_twice(CancellationToken cancel)
    {
        await using var erp = await LedgerStub.StartAsync(cancel);
        await using var books = await Books.OpenAsync(cancel, ("Partners:erp:Endpoints:erp-journal", erp.Address.ToString()));
        // It went away with an answer on its lips: one journal is in the ledger, and nobody here knows.
        erp.IsLeaving = true;
        List<Guid> ids = [await books.ProposeAsync("away/0", cancel)];
        await Eventually.TrueAsync(() => Task.FromResult(erp.IsAway), cancel);
        for (var n = 1; n < 5; n++) ids.Add(await books.ProposeAsync($"away/{n}", cancel));
        var reversal = await books.ReverseAsync(ids[1], cancel);
        await Eventually.TrueAsync(async () => Told(await books.LogAsync(cancel)).Any(), cancel);
        // After its break the breaker lets a try through, which fails again: that is nothing new to tell.
        var missed = erp.Missed;
        await Eventually.TrueAsync(() => Task.FromResult(erp.Missed > missed), cancel);

        var queue = await books.QueueAsync(cancel);
        var told = Told(await books.LogAsync(cancel)).ToList();
        erp.IsAway = false;
        foreach (var id in ids.Append(reversal)) await books.PostedAsync(id, cancel);
        await Eventually.TrueAsync(async () => Told(await books.LogAsync(cancel)).Count() == 2, cancel);
        var log = await books.LogAsync(cancel);
        var references = ids.Append(reversal).Select(ErpJournals.ReferenceOf).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(queue.OrderBy(r => r.QueuedAt).Select(r => r.SubjectId), Is.EqualTo(ids), "what waits is in the order in which it came");
            Assert.That(told, Is.EqualTo(new[] { "partner-down" }));
            Assert.That(Told(log), Is.EqualTo(new[] { "partner-down", "partner-back" }));
            Assert.That(erp.Bodies.Keys, Is.EquivalentTo(references));
            Assert.That(erp.Answered, Is.EquivalentTo(references), "each is answered once, under the reference that it always had");
            Assert.That(log.Select(e => e.Event).OfType<TransmissionQueued>().Select(e => e.SubjectId), Is.EqualTo(ids.Append(reversal)));
            Assert.That(log.Count(e => e.Event is JournalPosted), Is.EqualTo(references.Count));
            Assert.That(erp.Answered.ToList().IndexOf(references[5]), Is.GreaterThan(erp.Answered.ToList().IndexOf(references[1])), "what is taken back is there first");
            Assert.That(log.Where(e => e.Event is JournalRejected or TransmissionRejected), Is.Empty);
            Assert.That(Lines(erp.Bodies[references[5]]), Is.EqualTo(Lines(erp.Bodies[references[1]]).Select(l => (l.Account, l.Centre, l.Credit, l.Debit))), "a correction is the same the other way round");
        });
    }

    [Test, CancelAfter(300_000)]
    public async Task Nothing_is_taken_back_in_the_ledger_that_it_does_not_have(CancellationToken cancel)
    {
        await using var erp = await LedgerStub.StartAsync(cancel);
        await using var books = await Books.OpenAsync(cancel, ("Partners:erp:Endpoints:erp-journal", erp.Address.ToString()));
        erp.Refusing = 1;
        var original = await books.ProposeAsync("refused", cancel);
        await books.UntilAsync(original, d => d.State == "rejected", cancel);
        var reversal = await books.ReverseAsync(original, cancel);
        // By the time that another claim's journal is posted, the poster has seen the reversal too.
        await books.PostedAsync(await books.ProposeAsync("other", cancel), cancel);
        var waiting = await books.UntilAsync(reversal, _ => true, cancel);
        await books.ResubmitAsync(original, cancel);
        await books.PostedAsync(reversal, cancel);
        Assert.That(waiting.State, Is.EqualTo("proposed"));
        Assert.That(erp.Answered.TakeLast(2), Is.EqualTo(new[] { original, reversal }.Select(ErpJournals.ReferenceOf)));
    }

    [Test, CancelAfter(300_000)]
    public async Task The_journals_of_one_claim_are_posted_as_its_money_moved_and_wait_for_no_other_claim(CancellationToken cancel)
    {
        await using var erp = await LedgerStub.StartAsync(cancel);
        await using var books = await Books.OpenAsync(cancel, ("Partners:erp:Endpoints:erp-journal", erp.Address.ToString()));
        erp.IsAway = true;
        var claim = Books.Of("in order");
        List<Guid> ids = [];
        for (var n = 0; n < 6; n++) ids.Add(await books.ProposedAsync($"in order/{n}", claim, Samples.Noon.AddSeconds(n), cancel));
        // More of them than the poster looks at together.
        for (var n = 0; n < 70; n++) await books.ProposedAsync($"in order/later/{n}", claim, Samples.Noon.AddHours(1).AddSeconds(n), cancel);
        var other = await books.ProposeAsync("another claim", cancel);
        // The poster goes page by page: another claim's may stand on an earlier one.
        await books.UntilAsync(ids[0], d => d.State != "proposed", cancel);
        var queued = (await books.QueueAsync(cancel)).Select(r => r.SubjectId).ToList();
        erp.IsAway = false;
        await books.PostedAsync(other, cancel);
        foreach (var id in ids) await books.PostedAsync(id, cancel);
        var references = ids.Select(ErpJournals.ReferenceOf).ToList();
        Assert.That(queued, Is.EquivalentTo(new[] { ids[0], other }), "one at a time of each claim");
        Assert.That(erp.Answered.Where(references.Contains), Is.EqualTo(references));
    }

    private static IEnumerable<string> Told(IEnumerable<EventStore.Recorded> log) => log.Select(e => e.Event).OfType<NotificationQueued>().Select(n => n.ReasonCode);

    private static IEnumerable<(string? Account, string? Centre, decimal? Debit, decimal? Credit)> Lines(string body) =>
        JsonElement.Parse(body).GetProperty("lines").EnumerateArray().Select(l => (l.GetProperty("account").GetString(), l.GetProperty("costCentre").GetString(), Amount(l, "debit"), Amount(l, "credit")));

    private static decimal? Amount(JsonElement line, string side) => line.TryGetProperty(side, out var amount) ? amount.GetDecimal() : null;
}
