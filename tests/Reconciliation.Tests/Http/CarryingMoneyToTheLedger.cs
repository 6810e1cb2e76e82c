using System.Net.Http.Json;
using System.Text.Json;

namespace Healthcare.Reconciliation.Tests.Http;

/// <summary>From the payer's file and the bank's word to the ledger, over HTTP and the broker.</summary>
[CancelAfter(300_000)]
public sealed class CarryingMoneyToTheLedger
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_claim_is_paid_and_posted_whichever_half_comes_first(bool adviceFirst, CancellationToken cancel)
    {
        var (number, trace) = (Fresh("PCN"), Fresh("EFT"));
        var claim = await TheOffice.SubmitClaimAsync(number, 200m, cancel);
        await TheOffice.AccountAsync(claim.CaseId, a => Text(a, "open") == "200.00", cancel);
        var file = Advice.File(trace, 150m, [new AdviceClaim(number, 200m, 150m, 30m, 20m)]);
        if (!adviceFirst) await Deposit();
        var sent = await TheOffice.AdviseAsync(file, cancel);
        var id = sent.Json.GetProperty("remittances")[0].GetProperty("id").GetGuid();
        if (adviceFirst)
        {
            var waiting = await TheOffice.RemittanceAsync(id, _ => true, cancel);
            Assert.That(Text(waiting, "state"), Is.EqualTo("awaiting-funds"));
            await Deposit();
        }

        var account = await TheOffice.AccountAsync(claim.CaseId, a => a.GetProperty("journals").EnumerateArray().Any(j => Text(j, "state") == "posted"), cancel);
        var remittance = await TheOffice.RemittanceAsync(id, r => Text(r, "state") == "posted", cancel);
        var journal = account.GetProperty("journals")[0];
        Assert.Multiple(() =>
        {
            Assert.That(sent.Status, Is.EqualTo(201), sent.Body);
            Assert.That((Text(account, "charged"), Text(account, "paid"), Text(account, "adjusted"), Text(account, "patientResponsibility"), Text(account, "open")),
                Is.EqualTo(("200.00", "150.00", "30.00", "20.00", "0.00")));
            Assert.That((Text(journal, "debits"), Text(journal, "credits"), Text(journal, "erpId")[..3]), Is.EqualTo(("200.00", "200.00", "JE-")));
            Assert.That(TheOffice.Ledger.Bodies[Journals.ErpJournals.ReferenceOf(journal.GetProperty("journalId").GetGuid())], Does.Contain("\"costCentre\":\"4200\"").And.Contain("\"mappingVersion\":\"2026-01\""), "by the place of service");
            Assert.That((remittance.GetProperty("balanced").GetBoolean(), remittance.GetProperty("unmatched").GetInt32(), remittance.GetProperty("deltaDays").GetInt32()), Is.EqualTo((true, 0, 1)));
            Assert.That(Text(remittance.GetProperty("claims")[0], "controlNumber"), Is.EqualTo(number));
        });
        var cases = await TheOffice.QueryAsync($"select distinct headers->>'case' from mt_events where stream_id = '{journal.GetProperty("journalId").GetGuid()}'", cancel);
        Assert.That(cases, Is.EqualTo(new[] { claim.CaseId.ToString() }), "a journal belongs to its claim's case");

        var again = await TheOffice.AdviseAsync(file, cancel);
        var elsewhere = await TheOffice.AdviseAsync(Advice.File(trace, 150m, [new AdviceClaim(number, 200m, 150m, 30m, 20m)], control: "000000002"), cancel);
        var duplicate = await TheOffice.RemittanceAsync(elsewhere.Json.GetProperty("remittances")[0].GetProperty("id").GetGuid(), r => Text(r, "state") == "duplicate", cancel);
        var after = await TheOffice.AccountAsync(claim.CaseId, _ => true, cancel);
        Assert.Multiple(() =>
        {
            Assert.That((again.Status, again.Json.GetProperty("remittances")[0].GetProperty("id").GetGuid()), Is.EqualTo((200, id)), "the same file twice changes nothing");
            Assert.That(duplicate.GetProperty("duplicateOf").GetGuid(), Is.EqualTo(id));
            Assert.That(Text(after, "paid"), Is.EqualTo("150.00"));
            Assert.That(after.GetProperty("journals").GetArrayLength(), Is.EqualTo(1));
        });

        async Task Deposit()
        {
            var told = await TheOffice.DepositAsync(Fresh("FH"), 150m, trace, cancel);
            Assert.That(told.Status, Is.EqualTo(201), told.Body);
        }
    }

    [Test]
    public async Task A_payment_for_an_unknown_claim_waits_with_an_owner_until_the_claim_comes(CancellationToken cancel)
    {
        var (number, trace) = (Fresh("PCN"), Fresh("EFT"));
        await TheOffice.DepositAsync(Fresh("FH"), 150m, trace, cancel);
        var sent = await TheOffice.AdviseAsync(Advice.File(trace, 150m, [new AdviceClaim(number, 200m, 150m, 30m, 20m)]), cancel);
        var id = sent.Json.GetProperty("remittances")[0].GetProperty("id").GetGuid();
        var posted = await TheOffice.RemittanceAsync(id, r => Text(r, "state") == "posted", cancel);
        var payment = posted.GetProperty("claims")[0].GetProperty("paymentId").GetGuid();
        Assert.That(posted.GetProperty("unmatched").GetInt32(), Is.EqualTo(1));
        Assert.That(await TheOffice.QueueOfAsync("payment-variance-analyst", payment, cancel), Is.EqualTo(new[] { "unmatched-claim" }));

        var claim = await TheOffice.SubmitClaimAsync(number, 200m, cancel);
        await TheOffice.AccountAsync(claim.CaseId, a => Text(a, "open") == "0.00" && a.GetProperty("journals").EnumerateArray().Any(j => Text(j, "state") == "posted"), cancel);
        Assert.That(await TheOffice.QueueOfAsync("payment-variance-analyst", payment, cancel), Is.Empty);
        Assert.That((await TheOffice.RemittanceAsync(id, _ => true, cancel)).GetProperty("unmatched").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task Two_replicas_that_get_both_halves_at_once_match_each_pair_once(CancellationToken cancel)
    {
        const int Pairs = 20;
        var traces = Enumerable.Range(0, Pairs).Select(_ => Fresh("EFT")).ToList();
        var answers = await Task.WhenAll(traces.SelectMany(trace => new[]
        {
            TheOffice.AdviseAsync(Advice.File(trace, 10m, [new AdviceClaim(Fresh("PCN"), 10m, 10m, 0, 0)]), cancel, TheOffice.First),
            TheOffice.DepositAsync(Fresh("FH"), 10m, trace, cancel, TheOffice.Second),
        }));
        Assert.That(answers.Select(a => a.Status), Is.All.EqualTo(201));
        foreach (var trace in traces)
        {
            var listed = await TheOffice.GetAsync($"/remittances?trace={trace}", cancel);
            await TheOffice.RemittanceAsync(listed.Json.GetProperty("items")[0].GetProperty("id").GetGuid(), r => Text(r, "depositId").Length > 0 && Text(r, "state") == "posted", cancel);
        }

        var confirmed = await TheOffice.QueryAsync(
            $"select count(*) from mt_events where type = 'reassociation_confirmed.v1' and stream_id in ({string.Join(',', traces.Select(t => $"'{ReconciliationIds.Reassociation(t)}'"))})", cancel);
        Assert.That(confirmed, Is.EqualTo(new[] { $"{Pairs}" }));
    }

    [Test]
    public async Task A_wrong_amount_funds_nothing_and_has_an_owner(CancellationToken cancel)
    {
        var trace = Fresh("EFT");
        var sent = await TheOffice.AdviseAsync(Advice.File(trace, 150m, [new AdviceClaim(Fresh("PCN"), 150m, 150m, 0, 0)]), cancel);
        await TheOffice.DepositAsync(Fresh("FH"), 151m, trace, cancel);
        var queue = await TheOffice.QueueOfAsync("payment-variance-analyst", ReconciliationIds.Reassociation(trace), cancel);
        var remittance = await TheOffice.RemittanceAsync(sent.Json.GetProperty("remittances")[0].GetProperty("id").GetGuid(), _ => true, cancel);
        Assert.That((queue.Single(), Text(remittance, "state")), Is.EqualTo(("amount-mismatch", "awaiting-funds")));
    }

    [Test]
    public async Task A_transaction_out_of_balance_is_held_until_a_person_releases_it(CancellationToken cancel)
    {
        var (number, trace) = (Fresh("PCN"), Fresh("EFT"));
        var claim = await TheOffice.SubmitClaimAsync(number, 100m, cancel);
        await TheOffice.AccountAsync(claim.CaseId, _ => true, cancel);
        var sent = await TheOffice.AdviseAsync(Advice.File(trace, 110m, [new AdviceClaim(number, 100m, 100m, 0, 0)]), cancel);
        var received = sent.Json.GetProperty("remittances")[0];
        var id = received.GetProperty("id").GetGuid();
        await TheOffice.DepositAsync(Fresh("FH"), 110m, trace, cancel);
        var held = await TheOffice.RemittanceAsync(id, r => Text(r, "depositId").Length > 0, cancel);
        var finding = held.GetProperty("findings")[0];
        Assert.Multiple(() =>
        {
            Assert.That(received.GetProperty("balanced").GetBoolean(), Is.False);
            Assert.That(Text(held, "state"), Is.EqualTo("out-of-balance"));
            Assert.That((Text(finding, "code"), Text(finding, "level"), Text(finding, "expected"), Text(finding, "actual")), Is.EqualTo(("out-of-balance", "transaction", "100.00", "110.00")));
        });
        Assert.That(await TheOffice.QueueOfAsync("payment-variance-analyst", id, cancel), Is.EqualTo(new[] { "out-of-balance" }));

        var version = (await TheOffice.GetAsync($"/remittances/{id}", cancel)).Headers["ETag"];
        var stranger = await ReleaseAsync("cash-posting", version);
        var blind = await ReleaseAsync("payment-variance-analyst", etag: null);
        var released = await ReleaseAsync("payment-variance-analyst", version);
        Assert.That((stranger, blind, released), Is.EqualTo((403, 428, 204)));
        await TheOffice.AccountAsync(claim.CaseId, a => Text(a, "paid") == "100.00", cancel);
        Assert.That(await TheOffice.QueueOfAsync("payment-variance-analyst", id, cancel), Is.Empty);

        async Task<int> ReleaseAsync(string role, string? etag)
        {
            using var body = JsonContent.Create(new { reasonCode = "payer-confirmed" });
            return (await TheOffice.First.SendAsync(HttpMethod.Put, $"/remittances/{id}/release", TheOffice.Issuer.Staff(role), cancel, body, h =>
            {
                if (etag is not null) h.TryAddWithoutValidation("If-Match", etag);
            })).Status;
        }
    }

    [Test]
    public async Task A_take_back_without_payment_needs_no_deposit_and_is_booked_against_the_forward_balance(CancellationToken cancel)
    {
        var (number, trace) = (Fresh("PCN"), Fresh("EFT"));
        var claim = await TheOffice.SubmitClaimAsync(number, 200m, cancel);
        await TheOffice.DepositAsync(Fresh("FH"), 150m, trace, cancel);
        await TheOffice.AdviseAsync(Advice.File(trace, 150m, [new AdviceClaim(number, 200m, 150m, 30m, 20m)]), cancel);
        await TheOffice.AccountAsync(claim.CaseId, a => Text(a, "paid") == "150.00", cancel);
        var back = await TheOffice.AdviseAsync(
            Advice.File($"{trace}B", 0m, [new AdviceClaim(number, -200m, -150m, -30m, -20m, "22")], $"PLB*1234567893*20261231*FB:{trace}B*-150"), cancel);
        var account = await TheOffice.AccountAsync(claim.CaseId, a => Text(a, "open") == "200.00" && a.GetProperty("journals").GetArrayLength() == 2, cancel);
        var remittance = await TheOffice.RemittanceAsync(back.Json.GetProperty("remittances")[0].GetProperty("id").GetGuid(), r => Text(r, "state") == "posted" && r.GetProperty("journals").GetArrayLength() == 2, cancel);
        Assert.That((Text(account, "paid"), Text(account, "adjusted"), Text(remittance, "providerAdjustmentTotal")), Is.EqualTo(("0.00", "0.00", "-150.00")));
    }

    [Test]
    public async Task A_journal_that_the_ERP_refuses_is_posted_again_under_its_reference(CancellationToken cancel)
    {
        var (number, trace) = (Fresh("PCN"), Fresh("EFT"));
        var claim = await TheOffice.SubmitClaimAsync(number, 70m, cancel);
        await TheOffice.AccountAsync(claim.CaseId, _ => true, cancel);
        TheOffice.Ledger.Refusing = 1;
        await TheOffice.AdviseAsync(Advice.File(trace, 70m, [new AdviceClaim(number, 70m, 70m, 0, 0)]), cancel);
        await TheOffice.DepositAsync(Fresh("FH"), 70m, trace, cancel);
        var account = await TheOffice.AccountAsync(claim.CaseId, a => a.GetProperty("journals").EnumerateArray().Any(j => Text(j, "state") == "rejected"), cancel);
        var id = account.GetProperty("journals")[0].GetProperty("journalId").GetGuid();
        Assert.That(await TheOffice.QueueOfAsync("controller", id, cancel), Is.EqualTo(new[] { "period-closed" }));
        var read = await TheOffice.GetAsync($"/journals/{id}", cancel);
        using var body = JsonContent.Create(new { period = read.Json.GetProperty("period").GetString() });
        var again = await TheOffice.First.SendAsync(
            HttpMethod.Put, $"/journals/{id}/submission", TheOffice.Issuer.Staff("gl-accountant"), cancel, body, h => h.TryAddWithoutValidation("If-Match", read.Headers["ETag"]));
        Assert.That(again.Status, Is.EqualTo(204), again.Body);
        await TheOffice.AccountAsync(claim.CaseId, a => a.GetProperty("journals").EnumerateArray().All(j => Text(j, "state") == "posted"), cancel);
        Assert.That(await TheOffice.QueueOfAsync("controller", id, cancel), Is.Empty);
    }

    [Test]
    public async Task Nothing_of_the_patient_is_stored_or_logged_in_the_open(CancellationToken cancel)
    {
        var number = Fresh(Advice.Canary);
        var sent = await TheOffice.AdviseAsync(Advice.File(Fresh("EFT"), 0m, [new AdviceClaim(number, 0m, 0m, 0, 0)]), cancel);
        await TheOffice.RemittanceAsync(sent.Json.GetProperty("remittances")[0].GetProperty("id").GetGuid(), r => Text(r, "state") == "posted", cancel);
        var stored = await TheOffice.QueryAsync($"select type from mt_events where data::text like '%{Advice.Canary}%' or headers::text like '%{Advice.Canary}%'", cancel);
        Assert.That($"{sent.Body}{string.Join(Environment.NewLine, TheOffice.Logs)}", Does.Not.Contain(Advice.Canary));
        Assert.That(stored, Is.Empty);
    }

    internal static string Fresh(string prefix) => $"{prefix}{Guid.CreateVersion7():N}"[..Math.Min(prefix.Length + 32, 20)] + Random.Shared.Next(1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
