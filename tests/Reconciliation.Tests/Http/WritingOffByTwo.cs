using System.Text.Json;
using static Healthcare.Reconciliation.Tests.Http.TheOffice;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>What two people gave up of a denied claim, as the ledger sees it: once, to the cent, and never as a contractual adjustment.</summary>
[CancelAfter(300_000)]
public sealed class WritingOffByTwo
{
    [Test]
    public async Task A_write_off_leaves_the_account_and_the_ledger_once_however_often_it_is_told(CancellationToken cancel)
    {
        var (claim, number) = await OpenClaimAsync(200.01m, cancel);
        var denied = await PayAsync(0m, [new AdviceClaim(number, 200.01m, 0m, 200.01m, 0m, "4")], cancel);
        await RemittanceAsync(denied, r => Text(r, "state") == "posted", cancel);
        var before = await AccountAsync(claim.CaseId, _ => true, cancel);
        Assert.That((Text(before, "open"), before.GetProperty("journals").GetArrayLength()), Is.EqualTo(("200.01", 0)), "a denial is no write-off");

        var approved = await WriteOffAsync(claim, 150.01m, cancel);
        await AccountAsync(claim.CaseId, a => Text(a, "writtenOff") == "150.01", cancel);
        await WriteOffAsync(claim, 150.01m, cancel, approved.DenialId, count: 3);
        // Another denial of the same claim: once this one is through, the one told twice is too.
        await WriteOffAsync(claim, 50m, cancel, count: 4);
        var account = await AccountAsync(claim.CaseId, a => Text(a, "open") == "0.00" && a.GetProperty("journals").EnumerateArray().All(j => Text(j, "state") == "posted"), cancel);
        var journals = new List<JsonElement>();
        foreach (var journal in account.GetProperty("journals").EnumerateArray()) journals.Add((await GetAsync($"/journals/{journal.GetProperty("journalId").GetGuid()}", cancel)).Json);
        var first = journals.Single(j => j.GetProperty("denialId").GetGuid() == approved.DenialId);
        var sent = JsonElement.Parse(Ledger.Bodies[Journals.ErpJournals.ReferenceOf(first.GetProperty("journalId").GetGuid())]);
        Assert.Multiple(() =>
        {
            Assert.That((Text(account, "charged"), Text(account, "paid"), Text(account, "adjusted"), Text(account, "writtenOff")), Is.EqualTo(("200.01", "0.00", "0.00", "200.01")));
            Assert.That(journals, Has.Count.EqualTo(2));
            Assert.That(first.GetProperty("entries").EnumerateArray().Select(e => (Text(e, "kind"), Text(e, "debit"), Text(e, "credit"))), Is.EquivalentTo(new[] { ("write-offs", "150.01", "0.00"), ("payer-receivable", "0.00", "150.01") }));
            Assert.That(sent.GetProperty("lines").EnumerateArray().Select(l => Text(l, "account")), Is.EquivalentTo(new[] { "4910", "1200" }));
        });
    }
}
