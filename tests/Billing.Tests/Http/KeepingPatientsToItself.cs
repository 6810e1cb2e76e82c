using System.Text;
using Healthcare.Billing.Tests.Claims;
using Healthcare.Testing;
using Healthcare.X12;

namespace Healthcare.Billing.Tests.Http;

[CancelAfter(300_000)]
public sealed class KeepingPatientsToItself
{
    [Test]
    public async Task Only_the_claim_itself_names_the_patient(CancellationToken cancel)
    {
        var own = new Case();
        var claim = await own.BillAsync(cancel);
        var clm01 = claim.GetProperty("patientControlNumber").GetString() ?? "";
        var submission = claim.GetProperty("submissions")[0].GetProperty("submission");
        var rejected = await TheService.AcknowledgeAsync(
            Files.Set999(submission.GetProperty("gs06").GetString() ?? "", submission.GetProperty("st02").GetString() ?? "", AcknowledgementOutcome.Rejected), cancel);
        var accepted = await TheService.AcknowledgeAsync(Files.Claim277(clm01, submission.GetProperty("batchId").GetString() ?? "", "A2", "WQ"), cancel);
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Claims.Any(c => Encoding.ASCII.GetString(c).Contains(clm01, StringComparison.Ordinal))), cancel);
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Published.Any(p => p.Kind == "Billing.V1.ClaimAcceptedByPayer" && p.Body.Contains($"{own.ClaimId}", StringComparison.Ordinal))), cancel);
        var read = new[] { (await own.EncounterAsync(cancel)).Body, (await own.ClaimAsync(cancel)).Body, rejected.Body, accepted.Body };
        var stored = await TheService.QueryAsync(
            """
            select row_to_json(e)::text from mt_events e union all select row_to_json(s)::text from mt_streams s
            union all select row_to_json(v)::text from hc_view_encounters_v2 v union all select row_to_json(c)::text from hc_view_claims_v3 c
            union all select row_to_json(o)::text from hc_originals o union all select row_to_json(a)::text from hc_answers a
            """,
            cancel);
        Assert.Multiple(() =>
        {
            Assert.That(Encoding.ASCII.GetString(TheService.Claims.First()), Does.Contain("ZYXCANARY"), "the canary flew");
            foreach (var canary in Case.Canaries)
            {
                Assert.That(read, Has.None.Contains(canary), "answers");
                Assert.That(TheService.Process.Log, Has.None.Contains(canary), "log");
                Assert.That(TheService.Published.Select(p => p.Body + p.Headers), Has.None.Contains(canary), "bus");
                Assert.That(stored, Has.None.Contains(canary), "database");
            }
        });
    }
}
