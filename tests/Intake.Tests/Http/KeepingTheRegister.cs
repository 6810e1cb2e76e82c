namespace Healthcare.Intake.Tests.Http;

[CancelAfter(300_000)]
public sealed class KeepingTheRegister
{
    private static readonly object Eastside = new { name = "Eastside Clinic", npi = "1122334455", channels = new[] { "fhir" }, hl7 = new[] { new { application = "EAST", facility = "EAST" } }, status = "active" };

    [Test]
    public async Task A_configured_partner_is_in_it_from_the_start(CancellationToken cancel)
    {
        var read = await TheService.Process.SendAsync(HttpMethod.Get, "/partners/northside", TheService.Issuer.Staff("integration-on-call"), cancel);
        var listed = await TheService.Process.SendAsync(HttpMethod.Get, "/partners", TheService.Issuer.Staff("intake-coordinator"), cancel);
        var biller = await TheService.Process.SendAsync(HttpMethod.Get, "/partners/northside", TheService.Issuer.Staff("biller"), cancel);
        Assert.That((read.Status, read.Json.GetProperty("hl7")[0].GetProperty("application").GetString(), listed.Json.GetArrayLength() >= 1, biller.Status), Is.EqualTo((200, "NORTHSIDE_EHR", true, 403)));
    }

    [Test]
    public async Task A_suspended_partners_referral_is_kept_and_refused_and_somebody_looks(CancellationToken cancel)
    {
        var onCall = TheService.Issuer.Staff("integration-on-call");
        var entered = await TheService.PutAsync("/partners/eastside", onCall, Eastside, "\"0\"", cancel);
        var active = await TheService.PostAsync(Bundles.Sample("east", 1).Utf8(), cancel, token: TheService.Partner("eastside"));
        var hl7 = await TheService.PostAsync(Healthcare.Local.Demo.ReferralMessages.Sample("east", 3, TimeProvider.System.GetUtcNow(), "M9"), cancel, token: TheService.Partner("eastside"), mediaType: "application/hl7-v2");
        var read = await TheService.Process.SendAsync(HttpMethod.Get, "/partners/eastside", onCall, cancel);
        var suspended = await TheService.PutAsync(
            "/partners/eastside", onCall, new { name = "Eastside Clinic", npi = "1122334455", channels = new[] { "fhir" }, hl7 = new[] { new { application = "EAST", facility = "EAST" } }, status = "suspended" }, read.Headers["ETag"], cancel);
        var refused = await TheService.PostAsync(Bundles.Sample("east", 2).Utf8(), cancel, token: TheService.Partner("eastside"));
        var queue = await TheService.Process.SendAsync(HttpMethod.Get, "/work-items?role=intake-coordinator&limit=200", TheService.Issuer.Staff("intake-coordinator"), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((entered.Status, active.Status, suspended.Status), Is.EqualTo((204, 201, 204)), entered.Body + active.Body + suspended.Body);
            Assert.That((hl7.Status, hl7.Body.Contains("channel-not-agreed", StringComparison.Ordinal)), Is.EqualTo((403, true)), hl7.Body);
            Assert.That((refused.Status, refused.Code), Is.EqualTo((403, "partner-suspended")), refused.Body);
            Assert.That(queue.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("reasonCode").GetString()), Is.SupersetOf(new[] { "partner-suspended", "channel-not-agreed" }));
        });
    }

    [Test]
    public async Task Two_partners_do_not_send_under_one_name(CancellationToken cancel)
    {
        var taken = await TheService.PutAsync(
            "/partners/copycat", TheService.Issuer.Staff("integration-on-call"), new { name = "Copycat", channels = new[] { "mllp" }, hl7 = new[] { new { application = "NORTHSIDE_EHR", facility = "NORTHSIDE" } }, status = "active" }, "\"0\"", cancel);
        Assert.That((taken.Status, taken.Code), Is.EqualTo((409, "hl7-sender-taken")), taken.Body);
    }
}
