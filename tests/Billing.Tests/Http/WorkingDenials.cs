using System.Text;
using Healthcare.Testing;
using Healthcare.X12;

namespace Healthcare.Billing.Tests.Http;

[CancelAfter(300_000)]
public sealed class WorkingDenials
{
    [Test]
    public async Task Denied_for_a_document_it_is_supplied_reviewed_replaced_and_paid(CancellationToken cancel)
    {
        var own = new Case();
        await own.AcceptedAsync(cancel);
        await own.AdjudicateAsync("4", "0.00", "CO", "252", "250.00", ["M127"], cancel);
        var denial = await own.DenialInAsync("awaiting-document", cancel);
        var denied = (await own.ClaimAsync(cancel)).Json;
        var item = await own.ItemAsync("clinical-documentation", cancel);
        var path = $"/denials/{denial.Json.GetProperty("denialId").GetGuid()}";
        var blind = await Case.PutAsync($"{path}/documents", "clinical-documentation", Documents, etag: null, cancel);
        var stranger = await Case.PutAsync($"{path}/documents", "coder", Documents, denial.Headers["ETag"], cancel);
        var odd = await Case.PutAsync($"{path}/documents", "clinical-documentation", new { documents = new[] { new { loinc = "note", reference = "Jane Zyxcanary" } } }, denial.Headers["ETag"], cancel);
        var early = await Case.PutAsync($"{path}/coding-review", "coder", new { }, denial.Headers["ETag"], cancel);
        var supplied = await Case.PutAsync($"{path}/documents", "clinical-documentation", Documents, denial.Headers["ETag"], cancel);
        var coding = await own.DenialInAsync("awaiting-coding", cancel);
        var reviewed = await Case.PutAsync($"{path}/coding-review", "coder", new { }, coding.Headers["ETag"], cancel);
        Assert.Multiple(() =>
        {
            Assert.That((denied.GetProperty("state").GetString(), denied.GetProperty("adjudications")[0].GetProperty("adjustments")[0].GetProperty("type").GetString()), Is.EqualTo(("denied", "missing-documentation")));
            Assert.That((denial.Json.GetProperty("type").GetString(), denial.Json.GetProperty("ownerRole").GetString(), denial.Json.GetProperty("boundary").GetString()), Is.EqualTo(("missing-documentation", "clinical-documentation", "B19")));
            Assert.That(item?.GetProperty("reasonCode").GetString(), Is.EqualTo("records-missing"));
            Assert.That((blind.Status, stranger.Status, odd.Status, early.Status), Is.EqualTo((428, 403, 400, 409)), early.Body);
            Assert.That(odd.Body, Does.Not.Contain("Zyxcanary"));
            Assert.That((supplied.Status, reviewed.Status), Is.EqualTo((204, 204)), supplied.Body + reviewed.Body);
        });

        var replaced = await own.ClaimInAsync("submitted", cancel);
        var clm01 = replaced.GetProperty("patientControlNumber").GetString() ?? "";
        byte[]? file = null;
        await Eventually.TrueAsync(() => Task.FromResult((file = TheService.Claims.LastOrDefault(c => Encoding.ASCII.GetString(c).Contains($"CLM*{clm01}*250***11:B:7*", StringComparison.Ordinal))) is not null), cancel);
        var sent = ProfessionalClaims.Read(file ?? [], new X12Findings()).Single(c => c.ClaimId == clm01);
        await TheService.AcknowledgeAsync(Claims.Files.Claim277(clm01, Case.BatchOf(replaced), "A2", "WQ"), cancel);
        await own.AdjudicateAsync("1", "180.00", "CO", "45", "70.00", [], cancel, "ICN2");
        var paid = await own.ClaimInAsync("paid", cancel);
        var resolved = await own.DenialInAsync("resolved", cancel);
        Assert.Multiple(() =>
        {
            Assert.That((sent.Frequency, sent.PayerControlNumber, sent.Paperwork.Single().ControlNumber), Is.EqualTo(("7", "ICN1", "A0001")));
            Assert.That(resolved.Json.GetProperty("resolution").GetString(), Is.EqualTo("resubmitted"));
            Assert.That(paid.GetProperty("payerControlNumber").GetString(), Is.EqualTo("ICN2"));
        });
        Assert.That(await own.ItemAsync("clinical-documentation", cancel), Is.Null);
        var open = await TheService.QueryAsync($"select data->>'boundary' || ' ' || (data->>'state') from hc_view_handoffs_v1 where data->>'caseId' = '{own.CaseId}' order by 1", cancel);
        Assert.That(open, Is.EqualTo(new[] { "B13 accepted", "B15 accepted", "B16 accepted", "B17 accepted", "B18 accepted", "B19 accepted" }));
    }

    [TestCase("29", "awaiting-proof")]
    [TestCase("119", "awaiting-patient")]
    public async Task A_write_off_takes_two_people(string carc, string state, CancellationToken cancel)
    {
        var own = new Case();
        await own.AcceptedAsync(cancel);
        await own.AdjudicateAsync("4", "0.00", "CO", carc, "250.00", [], cancel);
        var denial = await own.DenialInAsync(state, cancel);
        var path = $"/denials/{denial.Json.GetProperty("denialId").GetGuid()}/write-off";
        var proposed = await Case.PutAsync(path, "billing-lead", new { amount = "250.00", reasonCode = "limit-passed" }, denial.Headers["ETag"], cancel, "lead-1");
        var waiting = await own.DenialInAsync(state, cancel);
        var alone = await Case.PutAsync($"{path}/approval", "billing-lead", body: null, waiting.Headers["ETag"], cancel, "lead-1");
        var approved = await Case.PutAsync($"{path}/approval", "billing-lead", body: null, waiting.Headers["ETag"], cancel, "lead-2");
        Assert.Multiple(() =>
        {
            Assert.That(waiting.Json.GetProperty("writeOff").GetProperty("approverRole").GetString(), Is.EqualTo("billing-lead"));
            Assert.That((proposed.Status, alone.Status, approved.Status), Is.EqualTo((204, 409, 204)), proposed.Body + approved.Body);
            Assert.That(alone.Body, Does.Contain("write-off-same-person"));
        });
        await own.ClaimInAsync("closed", cancel);
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Published.Any(p => p.Kind == "Billing.V1.WriteOffApproved" && p.Body.Contains($"{own.ClaimId}", StringComparison.Ordinal) && p.Body.Contains("250.00", StringComparison.Ordinal))), cancel);
    }

    [Test]
    public async Task Timely_filing_is_answered_with_the_chain_and_its_hashes(CancellationToken cancel)
    {
        var own = new Case();
        await own.AcceptedAsync(cancel);
        var proof = await TheService.Process.SendAsync(HttpMethod.Get, $"/claims/{own.ClaimId}/filing-proof", TheService.Issuer.Staff("billing-lead"), cancel);
        await own.AdjudicateAsync("4", "0.00", "CO", "29", "250.00", [], cancel);
        var denial = await own.DenialInAsync("awaiting-proof", cancel);
        var filed = await Case.PutAsync($"/denials/{denial.Json.GetProperty("denialId").GetGuid()}/proof", "billing-lead", body: null, denial.Headers["ETag"], cancel);
        var appealed = await own.DenialInAsync("awaiting-payer", cancel);
        await own.AdjudicateAsync("1", "180.00", "CO", "45", "70.00", [], cancel);
        var overturned = await own.DenialInAsync("resolved", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(proof.Json.GetProperty("isProven").GetBoolean(), proof.Body);
            Assert.That(proof.Json.GetProperty("artefacts").EnumerateArray().Select(a => a.GetProperty("kind").GetString()), Is.EqualTo(new[] { "837", "277CA" }));
            Assert.That(proof.Json.GetProperty("artefacts").EnumerateArray().Select(a => a.GetProperty("sha256").GetString()), Is.All.Match("^[0-9a-f]{64}$"));
            Assert.That(filed.Status, Is.EqualTo(204), filed.Body);
            Assert.That(appealed.Json.GetProperty("evidence").GetArrayLength(), Is.EqualTo(2));
            Assert.That(overturned.Json.GetProperty("resolution").GetString(), Is.EqualTo("appealed"));
        });
    }

    [Test]
    public async Task What_no_rule_knows_is_asked_for_and_a_second_person_makes_it_a_rule(CancellationToken cancel)
    {
        var own = new Case();
        var remark = $"N{Random.Shared.Next(1000, 9999)}";
        await own.AcceptedAsync(cancel);
        await own.AdjudicateAsync("4", "0.00", "PI", "252A", "250.00", [remark], cancel);
        var denial = await own.DenialInAsync("awaiting-triage", cancel);
        var rules = await TheService.Process.SendAsync(HttpMethod.Get, "/denial-rules", TheService.Issuer.Staff("denials-triage-lead"), cancel);
        var proposal = rules.Json.GetProperty("proposals").EnumerateArray().Single(p => p.GetProperty("remarks").EnumerateArray().Any(r => r.GetString() == remark));
        var path = $"/denial-rules/proposals/{proposal.GetProperty("proposalId").GetGuid()}";
        var tried = await TheService.Process.SendAsync(HttpMethod.Post, "/denial-rules/dry-run", TheService.Issuer.Staff("denials-triage-lead"), cancel, System.Net.Http.Json.JsonContent.Create(new
        {
            rules = new[] { new { id = "TRY", groups = new[] { "PI" }, carcs = new[] { "252A" }, type = "coding-error", remarks = new[] { remark } } },
        }));
        var proposed = await Case.PutAsync(path, "denials-triage-lead", new { type = "coding-error" }, etag: null, cancel, "triage-1");
        var alone = await Case.PutAsync($"{path}/approval", "denials-triage-lead", body: null, etag: null, cancel, "triage-1");
        var approved = await Case.PutAsync($"{path}/approval", "billing-lead", body: null, etag: null, cancel, "lead-1");
        var classified = await own.DenialInAsync("awaiting-coding", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(denial.Json.GetProperty("ownerRole").GetString(), Is.EqualTo("denials-triage-lead"));
            Assert.That((tried.Status, tried.Json.GetProperty("changed").GetInt32(), tried.Json.GetProperty("amount").GetString()), Is.EqualTo((200, 1, "250.00")), tried.Body);
            Assert.That((proposed.Status, alone.Status, approved.Status), Is.EqualTo((204, 409, 204)), proposed.Body + alone.Body + approved.Body);
            Assert.That((classified.Json.GetProperty("type").GetString(), classified.Json.GetProperty("ownerRole").GetString()), Is.EqualTo(("coding-error", "coding-specialist")));
        });
    }

    private static object Documents => new { documents = new[] { new { loinc = "11504-8", reference = "DocumentReference/op-note-1", controlNumber = "A0001" } } };
}
