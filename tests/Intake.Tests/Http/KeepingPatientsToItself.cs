using Healthcare.Testing;

namespace Healthcare.Intake.Tests.Http;

[CancelAfter(300_000)]
public sealed class KeepingPatientsToItself
{
    [Test]
    public async Task Nothing_that_intake_emits_or_stores_in_the_open_tells_of_a_patient(CancellationToken cancel)
    {
        var sent = await TheService.PostAsync(Bundles.Canary("canary").Utf8(), cancel, "canary");
        await TheService.PostAsync(Bundles.Canary("canary").Utf8(), cancel, "canary-again");
        var refusals = new[]
        {
            await TheService.PostAsync(Bundles.Canary("canary-2").Without("Coverage").Utf8(), cancel),
            await TheService.PostAsync(Bundles.Canary("canary-3").With("ServiceRequest", "priority", $"\"{Bundles.CanaryFamily}\"").With("ServiceRequest", "code", $$"""{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"{{Bundles.CanaryFamily}}"}]}""").Utf8(), cancel),
            await TheService.PostAsync(System.Text.Encoding.UTF8.GetBytes($"{{\"{Bundles.CanaryFamily}\": {Bundles.CanaryGiven}"), cancel),
        };
        var trackingId = sent.Json.GetProperty("trackingId").GetString() ?? "";
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Published.Count(p => p.Body.Contains(trackingId, StringComparison.Ordinal)) >= 2), cancel);
        var stored = await TheService.QueryAsync(
            """
            select row_to_json(e)::text from mt_events e union all select row_to_json(s)::text from mt_streams s
            union all select row_to_json(v)::text from hc_view_referrals_v2 v union all select row_to_json(o)::text from hc_originals o
            union all select row_to_json(a)::text from hc_answers a
            """,
            cancel);
        Assert.Multiple(() =>
        {
            Assert.That((sent.Status, sent.Json.GetProperty("status").GetString()), Is.EqualTo((201, "accepted")), sent.Body);
            Assert.That(refusals.Select(r => r.Status), Is.EqualTo(new[] { 422, 422, 400 }));
            foreach (var canary in Bundles.Canaries)
            {
                Assert.That(sent.Body, Does.Not.Contain(canary), "receipt");
                Assert.That(refusals.Select(r => r.Body), Has.None.Contains(canary), "refusals");
                Assert.That(TheService.Process.Log, Has.None.Contains(canary), "log");
                Assert.That(TheService.Published.Select(p => p.Body + p.Headers), Has.None.Contains(canary), "bus");
                Assert.That(stored, Has.None.Contains(canary), "database");
            }
        });
    }
}
