using System.Text;
using Healthcare.Billing.Tests.Claims;
using Healthcare.Testing;
using Healthcare.X12;

namespace Healthcare.Billing.Tests.Http;

[CancelAfter(300_000)]
public sealed class BillingACase
{
    [Test]
    public async Task A_visit_becomes_a_claim_that_the_payer_takes(CancellationToken cancel)
    {
        var own = new Case();
        await own.ReferAsync(cancel);
        await own.ApproveAsync(cancel);
        await own.AttendAsync(cancel);
        var item = await own.QueuedAsync(cancel);
        var claimed = await TheService.Process.SendAsync(
            HttpMethod.Put, $"/work-items/{item.GetProperty("workItemId").GetGuid()}/claim", TheService.Issuer.Staff("coder"), cancel, content: null, h => h.TryAddWithoutValidation("If-Match", $"\"{item.GetProperty("version").GetInt64()}\""));
        var encounter = await own.EncounterAsync(cancel);
        var coded = await own.CodeAsync(encounter.Json.GetProperty("proposedCoding"), encounter.Headers["ETag"], cancel);
        var resolved = await TheService.Process.SendAsync(HttpMethod.Get, $"/work-items/{item.GetProperty("workItemId").GetGuid()}", TheService.Issuer.Staff("coder"), cancel);
        var claim = await own.ClaimInAsync("submitted", cancel);
        Assert.Multiple(() =>
        {
            Assert.That((item.GetProperty("kind").GetString(), item.GetProperty("subjectId").GetGuid()), Is.EqualTo(("code-encounter", own.EncounterId)));
            Assert.That(claimed.Status, Is.EqualTo(204), claimed.Body);
            Assert.That(coded.Status, Is.EqualTo(204), coded.Body);
            Assert.That(resolved.Json.GetProperty("resolution").GetString(), Is.EqualTo("coded"));
            Assert.That((claim.GetProperty("state").GetString(), claim.GetProperty("total").GetString(), claim.GetProperty("priorAuthorization").GetString()), Is.EqualTo(("submitted", "250.00", "AU1")));
        });

        var clm01 = claim.GetProperty("patientControlNumber").GetString() ?? "";
        var submission = claim.GetProperty("submissions")[0].GetProperty("submission");
        byte[]? file = null;
        await Eventually.TrueAsync(() => Task.FromResult((file = TheService.Claims.FirstOrDefault(c => Encoding.ASCII.GetString(c).Contains(clm01, StringComparison.Ordinal))) is not null), cancel);
        var read = ProfessionalClaims.Read(file ?? [], new X12Findings()).Single();
        Assert.That((ProfessionalClaimRules.Check(read), read.Payer.Id, read.Diagnoses[0].Code), Is.EqualTo(((X12Refusal?)null, "1234567893", "Z0000")));

        var (gs06, st02, batch) = (submission.GetProperty("gs06").GetString() ?? "", submission.GetProperty("st02").GetString() ?? "", submission.GetProperty("batchId").GetString() ?? "");
        var set = await TheService.AcknowledgeAsync(Files.Set999(gs06, st02, AcknowledgementOutcome.Accepted), cancel);
        var received = await TheService.AcknowledgeAsync(Files.Claim277(clm01, batch, "A1", "WQ", "AY"), cancel);
        var acknowledged = (await own.ClaimAsync(cancel)).Json;
        var decided = await TheService.AcknowledgeAsync(Files.Claim277(clm01, batch, "A2", "WQ"), cancel, "accepted");
        var replayed = await TheService.AcknowledgeAsync(Files.Claim277(clm01, batch, "A2", "WQ"), cancel, "accepted");
        var again = await TheService.AcknowledgeAsync(Files.Claim277(clm01, batch, "A2", "WQ"), cancel);
        var accepted = await own.ClaimAsync(cancel);
        Assert.Multiple(() =>
        {
            Assert.That((set.Status, received.Status, decided.Status, again.Status), Is.EqualTo((202, 202, 202, 202)), set.Body + decided.Body);
            Assert.That(set.Json.GetProperty("read")[0].GetProperty("claimId").GetGuid(), Is.EqualTo(own.ClaimId));
            Assert.That(acknowledged.GetProperty("state").GetString(), Is.EqualTo("acknowledged"), "A1 is received only");
            Assert.That((accepted.Json.GetProperty("state").GetString(), accepted.Json.GetProperty("payerControlNumber").GetString()), Is.EqualTo(("payer-accepted", "ICN1")));
            Assert.That((replayed.Body, replayed.Headers.ContainsKey("Idempotent-Replayed")), Is.EqualTo((decided.Body, true)));
        });

        await Eventually.TrueAsync(() => Task.FromResult(!TheService.Acknowledgements.IsEmpty), cancel);
        var answered = TheService.Acknowledgements.SelectMany(a => Acknowledgement999.Read(a, new X12Findings())).ToList();
        Assert.That(answered.Select(a => a.GroupFunctionalId), Is.All.EqualTo(ClaimAcknowledgement277.FunctionalId), "a 277CA is answered, a 999 is not");

        await Eventually.TrueAsync(() => Task.FromResult(TheService.Published.Any(p => p.Kind == "Billing.V1.ClaimAcceptedByPayer" && p.Body.Contains($"{own.ClaimId}", StringComparison.Ordinal))), cancel);
        var submitted = TheService.Published.Single(p => p.Kind == "Billing.V1.ClaimSubmitted" && p.Body.Contains($"{own.ClaimId}", StringComparison.Ordinal));
        Assert.That(submitted.Body, Does.Contain(clm01).And.Contain("250.00").And.Contain($"{own.PatientId}"));
        var open = await TheService.QueryAsync($"select data->>'state' from hc_view_handoffs_v1 where data->>'caseId' = '{own.CaseId}' order by data->>'boundary'", cancel);
        Assert.That(open, Is.EqualTo(new[] { "accepted", "accepted", "accepted", "accepted" }));
        var withoutCase = await TheService.QueryAsync(
            "select type from mt_events where headers->>'case' is null and type not like 'access%' and type not like 'control_numbers%' and type not like '%outage%' and type not like 'x12_file%' "
            // A file may speak of many cases, so its own acknowledgement belongs to none.
            + "and stream_id not in (select stream_id from mt_events where type = 'transmission_queued.v1' and data->>'kind' = 'x12-acknowledgement')",
            cancel);
        Assert.That(withoutCase.Where(t => !t.StartsWith("work_item", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Messages_in_another_order_end_in_the_same_claim(CancellationToken cancel)
    {
        var own = new Case();
        await own.AttendAsync(cancel);
        await Eventually.TrueAsync(async () => await own.ItemAsync("biller", cancel) is not null, cancel);
        await own.ReferAsync(cancel);
        await own.QueuedAsync(cancel);
        var encounter = await own.EncounterAsync(cancel);
        var coded = await own.CodeAsync(encounter.Json.GetProperty("proposedCoding"), encounter.Headers["ETag"], cancel);
        var held = await own.EncounterAsync(cancel);
        var asked = await own.ItemAsync("authorization-specialist", cancel);
        await own.ApproveAsync(cancel);
        var claim = await own.ClaimInAsync("submitted", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(coded.Status, Is.EqualTo(204), coded.Body);
            Assert.That((held.Json.GetProperty("state").GetString(), held.Json.GetProperty("diff")[0].GetProperty("source").GetString()), Is.EqualTo(("match-failed", "authorization")));
            Assert.That(asked?.GetProperty("reasonCode").GetString(), Is.EqualTo("authorization-differs"));
            Assert.That((claim.GetProperty("state").GetString(), claim.GetProperty("priorAuthorization").GetString()), Is.EqualTo(("submitted", "AU1")));
        });
        Assert.That(await own.ItemAsync("authorization-specialist", cancel), Is.Null, "nobody is asked to do what is done");
    }

    [Test]
    public async Task A_rejected_claim_is_a_persons_and_is_sent_anew(CancellationToken cancel)
    {
        var own = new Case();
        var claim = await own.BillAsync(cancel);
        var isa13 = claim.GetProperty("submissions")[0].GetProperty("submission").GetProperty("isa13").GetString() ?? "";
        var told = await TheService.AcknowledgeAsync(Files.Ta1(isa13, AcknowledgementOutcome.Rejected, "024"), cancel);
        var rejected = await own.ClaimAsync(cancel);
        var item = await own.ItemAsync("integration-on-call", cancel);
        var blind = await ResubmitAsync(own, etag: null, cancel);
        var stale = await ResubmitAsync(own, "\"1\"", cancel);
        var sent = await ResubmitAsync(own, rejected.Headers["ETag"], cancel);
        var late = await TheService.AcknowledgeAsync(Files.Ta1(isa13, AcknowledgementOutcome.Rejected, "024"), cancel);
        var anew = await own.ClaimInAsync("submitted", cancel);
        Assert.Multiple(() =>
        {
            Assert.That((told.Status, late.Status), Is.EqualTo((202, 202)), told.Body);
            Assert.That((rejected.Json.GetProperty("state").GetString(), item?.GetProperty("reasonCode").GetString()), Is.EqualTo(("interchange-rejected", "interchange-rejected")));
            Assert.That((blind.Status, stale.Status, sent.Status), Is.EqualTo((428, 412, 204)), sent.Body);
            Assert.That((anew.GetProperty("state").GetString(), anew.GetProperty("submissions").GetArrayLength()), Is.EqualTo(("submitted", 2)), "an answer to the first file says nothing of the second");
            Assert.That(anew.GetProperty("submissions")[1].GetProperty("submission").GetProperty("isa13").GetString(), Is.Not.EqualTo(isa13));
        });
    }

    [Test]
    public async Task People_list_encounters_and_claims_of_a_case(CancellationToken cancel)
    {
        var own = new Case();
        await own.BillAsync(cancel);
        var biller = TheService.Issuer.Staff("biller");
        var encounters = await TheService.Process.SendAsync(HttpMethod.Get, $"/encounters?caseId={own.CaseId}", biller, cancel);
        var claims = await TheService.Process.SendAsync(HttpMethod.Get, $"/claims?caseId={own.CaseId}", biller, cancel);
        var billed = await TheService.Process.SendAsync(HttpMethod.Get, "/encounters?state=billed&limit=1", biller, cancel);
        var odd = await TheService.Process.SendAsync(HttpMethod.Get, "/claims?state=lost", biller, cancel);
        var scheduler = await TheService.Process.SendAsync(HttpMethod.Get, $"/claims/{own.ClaimId}", TheService.Issuer.Staff("scheduler"), cancel);
        var unknown = await TheService.Process.SendAsync(HttpMethod.Get, $"/claims/{Guid.CreateVersion7()}", biller, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(encounters.Json.GetProperty("items")[0].GetProperty("claimId").GetGuid(), Is.EqualTo(own.ClaimId), encounters.Body);
            Assert.That(claims.Json.GetProperty("items")[0].GetProperty("claimId").GetGuid(), Is.EqualTo(own.ClaimId));
            Assert.That(billed.Json.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
            Assert.That((odd.Status, scheduler.Status, unknown.Status), Is.EqualTo((400, 403, 404)));
        });
    }

    private static Task<Testing.Services.ServiceAnswer> ResubmitAsync(Case own, string? etag, CancellationToken cancel) =>
        TheService.Process.SendAsync(HttpMethod.Put, $"/claims/{own.ClaimId}/submission", TheService.Issuer.Staff("integration-on-call"), cancel, content: null, h =>
        {
            if (etag is not null) h.TryAddWithoutValidation("If-Match", etag);
        });
}
