using System.Net.Http.Json;
using Healthcare.Testing;
using static Healthcare.Reconciliation.Tests.Http.CarryingMoneyToTheLedger;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>Advices that come on paper (N10) and by file, on two replicas.</summary>
[CancelAfter(300_000)]
public sealed class TakingAdviceOtherwise
{
    [Test]
    public async Task A_paper_remittance_is_matched_and_posted_like_any_other_and_says_who_entered_it(CancellationToken cancel)
    {
        var (number, trace) = (Fresh("PCN"), Fresh("CHK"));
        var claim = await TheOffice.SubmitClaimAsync(number, 200m, cancel);
        await TheOffice.AccountAsync(claim.CaseId, _ => true, cancel);
        await TheOffice.DepositAsync(Fresh("FH"), 150m, trace, cancel);
        var (entered, again) = (await EnterAsync(Entry(number, trace), "cash-posting", cancel), await EnterAsync(Entry(number, trace), "cash-posting", cancel));
        Assert.That(entered.Status, Is.EqualTo(201), entered.Body);
        await TheOffice.AccountAsync(claim.CaseId, a => a.GetProperty("open").GetString() == "0.00", cancel);
        var id = entered.Json.GetProperty("id").GetGuid();
        var stored = await TheOffice.QueryAsync($"select data::text from mt_events where stream_id = '{id}' and type = 'remittance_received.v1'", cancel);
        Assert.Multiple(() =>
        {
            Assert.That((entered.Status, again.Json.GetProperty("id").GetGuid()), Is.EqualTo((201, id)), "the same entry is the same remittance");
            Assert.That(stored.Single(), Does.Contain("manual").And.Contain("enteredBy").And.Not.Contain(Advice.Canary).And.Not.Contain(number));
        });
    }

    [Test]
    public async Task A_paper_remittance_is_cash_postings_to_enter_and_has_a_shape(CancellationToken cancel)
    {
        var stranger = await EnterAsync(Entry(Fresh("PCN"), Fresh("CHK")), "biller", cancel);
        var bad = await EnterAsync(new { payer = "PLAN", trace = "T", method = "CHK", amount = "1.005", effectiveDate = "2026-03-02", claims = Array.Empty<object>() }, "cash-posting", cancel);
        Assert.That((stranger.Status, bad.Status), Is.EqualTo((403, 400)));
    }

    [Test]
    public async Task A_dropped_file_is_taken_once_and_what_is_none_is_put_aside_with_an_owner(CancellationToken cancel)
    {
        var (trace, good, bad) = (Fresh("EFT"), $"{Fresh("A")}.835", $"{Fresh("B")}.835");
        await File.WriteAllBytesAsync(Path.Combine(TheOffice.Folder, good), Advice.File(trace, 10m, [new AdviceClaim(Fresh("PCN"), 10m, 10m, 0, 0)]), cancel);
        await File.WriteAllTextAsync(Path.Combine(TheOffice.Folder, bad), $"no advice {Fresh("C")}", cancel);
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(Path.Combine(TheOffice.Folder, "taken", good)) && File.Exists(Path.Combine(TheOffice.Folder, "refused", bad))), cancel);
        // The same bytes again, as after a crash between taking and moving.
        File.Copy(Path.Combine(TheOffice.Folder, "taken", good), Path.Combine(TheOffice.Folder, $"again-{good}"));
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(Path.Combine(TheOffice.Folder, "taken", $"again-{good}"))), cancel);
        var listed = await TheOffice.GetAsync($"/remittances?trace={trace}", cancel);
        Assert.That(listed.Json.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
        var queue = await TheOffice.GetAsync("/work-items?role=cash-posting&limit=200", cancel);
        Assert.That(queue.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("kind").GetString()), Does.Contain("refused-remittance-file"));
    }

    private static object Entry(string number, string trace) => new
    {
        payer = "MARYLAND CAPITAL",
        payerIdentifier = "1520000000",
        trace,
        method = "CHK",
        amount = "150.00",
        effectiveDate = "2026-03-02",
        note = $"copy of {Advice.Canary} by fax",
        claims = new[]
        {
            new
            {
                controlNumber = number, status = "1", charge = "200.00", paid = "150.00",
                adjustments = new[] { new { group = "CO", reason = "45", amount = "30.00" }, new { group = "PR", reason = "3", amount = "20.00" } },
            },
        },
    };

    private static async Task<Testing.Services.ServiceAnswer> EnterAsync(object body, string role, CancellationToken cancel)
    {
        using var content = JsonContent.Create(body);
        return await TheOffice.First.SendAsync(HttpMethod.Post, "/remittances", TheOffice.Issuer.Staff(role), cancel, content, h => h.Add("Idempotency-Key", Guid.CreateVersion7().ToString()));
    }
}
