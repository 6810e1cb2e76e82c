using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Healthcare.SystemTests.Sandbox;

public sealed class PostingJournals : AtTheSandbox
{
    private static readonly Uri Journals = new("/erp/journals", UriKind.Relative);

    [Test, CancelAfter(300_000)]
    public async Task A_balanced_journal_is_posted_once_under_its_reference(CancellationToken cancel)
    {
        using var first = await PostAsync(Journal("J-1", "80.00", "80.00"), cancel);
        using var second = await PostAsync(Journal("J-1", "80.00", "80.00"), cancel);
        var (one, two) = (await first.Content.ReadFromJsonAsync<JsonElement>(cancel), await second.Content.ReadFromJsonAsync<JsonElement>(cancel));
        var ledger = await Sandbox.GetAsync("/erp/journals", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(second.IsSuccessStatusCode, Is.True);
            Assert.That(two.GetProperty("erpId").GetString(), Is.Not.Empty.And.EqualTo(one.GetProperty("erpId").GetString()));
            Assert.That(one.GetProperty("debits").GetString(), Is.EqualTo("80.00"));
            Assert.That(ledger.EnumerateArray().Count(j => j.GetProperty("externalRef").GetString() == "J-1"), Is.EqualTo(1));
        });
    }

    [Test, CancelAfter(300_000)]
    public async Task A_journal_that_does_not_balance_is_refused(CancellationToken cancel)
    {
        using var answer = await PostAsync(Journal("J-2", "80.00", "79.99"), cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.Content.ReadAsStringAsync(cancel), Does.Contain("journal-unbalanced"));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_reference_with_another_content_is_a_conflict(CancellationToken cancel)
    {
        using var first = await PostAsync(Journal("J-3", "80.00", "80.00"), cancel);
        using var second = await PostAsync(Journal("J-3", "81.00", "81.00"), cancel);
        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_closed_period_refuses_until_it_is_open_again(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { externalRef = "J-4" }, behaviour = "period-closed", times = 1 }, cancel);
        using var closed = await PostAsync(Journal("J-4", "80.00", "80.00"), cancel);
        using var open = await PostAsync(Journal("J-4", "80.00", "80.00"), cancel);
        Assert.That(closed.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(open.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_posting_whose_answer_was_lost_is_there_when_sent_again(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { externalRef = "J-5" }, behaviour = "lost" }, cancel);
        using var lost = await PostAsync(Journal("J-5", "80.00", "80.00"), cancel);
        using var again = await PostAsync(Journal("J-5", "80.00", "80.00"), cancel);
        Assert.That(lost.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test, CancelAfter(300_000)]
    public async Task An_erp_that_never_answers_ends_the_call(CancellationToken cancel)
    {
        await using var silent = await RunningSandbox.StartAsync(cancel, "--Sandbox:Hold", "00:00:00.200");
        await silent.ScriptAsync(new { match = new { next = true }, behaviour = "never", step = "journal" }, cancel);
        Assert.ThrowsAsync<HttpRequestException>(async () => await silent.Client.PostAsJsonAsync(Journals, Journal("J-6", "1.00", "1.00"), cancel));
        using var answered = await silent.Client.PostAsJsonAsync(Journals, Journal("J-6", "1.00", "1.00"), cancel);
        Assert.That(answered.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    private static object Journal(string reference, string debit, string credit) => new
    {
        externalRef = reference,
        period = "2026-03",
        lines = new object[] { new { account = "1000-cash", debit }, new { account = "1200-receivable", credit } },
    };

    private async Task<HttpResponseMessage> PostAsync(object journal, CancellationToken cancel) => await Sandbox.Client.PostAsJsonAsync(Journals, journal, cancel);
}
